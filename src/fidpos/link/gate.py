"""Who may come in: a program that has a register's token, and never a page in a web browser.

A page that is open on this PC can send requests to any address of it. What it cannot do is leave out the
`Origin` and `Sec-Fetch-*` headers, name our host while it was loaded from another one (DNS rebinding), set an
`Authorization` header without being asked by us first, or know a token. Each of these alone keeps it out; no
answer ever carries a header that lets a page read it.
"""

import hmac
from collections.abc import Callable, Mapping

from fidpos.link.keys import RegisterKeys
from fidpos.link.messages import LinkProblem
from fidpos.till.throttle import Throttle

REQUESTS_A_MINUTE = 1_200
"""Of one register: a push for each scanned article, of a busy one, and its questions."""
FAILURES_A_MINUTE = 60
"""Of everybody who has no token, together."""
_FROM_A_PAGE = ("origin", "referer", "sec-fetch-site", "sec-fetch-mode", "sec-fetch-dest", "cookie")
_STRANGERS = ""


class NotAdmitted(Exception):
    """The request ends here."""

    def __init__(self, problem: LinkProblem) -> None:
        super().__init__(problem)
        self.problem = problem


class LinkGate:
    """Belongs to one event loop.

    Args:
        hosts: what the `Host` header may say.
        keys: the registers, as they are now.
        monotonic_s: a clock that never goes back.
    """

    def __init__(
        self, hosts: frozenset[str], keys: Callable[[], RegisterKeys], monotonic_s: Callable[[], float]
    ) -> None:
        self._hosts = hosts
        self._keys = keys
        self._monotonic_s = monotonic_s
        self._requests = Throttle(limit=REQUESTS_A_MINUTE, window_s=60)
        self._failures = Throttle(limit=FAILURES_A_MINUTE, window_s=60)

    def admit(self, headers: Mapping[str, str]) -> str:
        """Name of the register that asks; names of headers are in small letters.

        Raises:
            NotAdmitted: not by this name, from a page, not a register, or too often.
        """
        if headers.get("host", "") not in self._hosts:
            raise NotAdmitted(LinkProblem.BAD_HOST)
        if any(name in headers for name in _FROM_A_PAGE):
            raise NotAdmitted(LinkProblem.FROM_A_PAGE)
        register = self._register(headers.get("authorization", ""))
        if not self._requests.allows(register, self._monotonic_s()):
            raise NotAdmitted(LinkProblem.TOO_MANY)
        return register

    def _register(self, authorization: str) -> str:
        scheme, _, token = authorization.partition(" ")
        is_bearer = hmac.compare_digest(scheme.lower().encode(), b"bearer")
        register = self._keys().holder(token) if is_bearer else None
        if register is None:
            is_few = self._failures.allows(_STRANGERS, self._monotonic_s())
            raise NotAdmitted(LinkProblem.UNKNOWN_REGISTER if is_few else LinkProblem.TOO_MANY)
        return register


def hosts_of(address: str, port: int) -> frozenset[str]:
    """What a client that knows where we listen puts into `Host`."""
    names = {address if ":" not in address else f"[{address}]"}
    if address in {"127.0.0.1", "::1"}:
        names |= {"127.0.0.1", "localhost", "[::1]"}
    return frozenset(f"{name}:{port}" for name in names)
