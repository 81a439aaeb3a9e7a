"""The way to the centre over HTTP: one request, one answer, and every fault told as what it means for a till.

What does not come from our centre, such as the page of a captive portal or a redirect to it, is as good as no
answer. Only a refusal in the centre's own form is one.
"""

import asyncio
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from ipaddress import ip_address
from ssl import SSLContext, SSLError
from typing import TYPE_CHECKING, Self, TypeVar

import msgspec

from fidpos.domain.clock import Clock
from fidpos.domain.errors import InvalidValue
from fidpos.sync.ports import CentreAway, CentreRefused, WaitEnded
from fidpos.sync.tls import nobody, pinned, vouched_for
from fidpos.wire.sync.packing import (
    BODY_BYTES_MAX,
    ENCODING,
    MEDIA_TYPE,
    Malformed,
    TooLarge,
    pack,
    read,
    unpack,
)
from fidpos.wire.sync.pairing import KEYS_PATH, PAIR_PATH, PairAnswer, PairRequest
from fidpos.wire.sync.pairing_code import PublicKeys
from fidpos.wire.sync.pull import PullAnswer
from fidpos.wire.sync.refusal import Refusal, RefusalCode
from fidpos.wire.sync.salvage import salvage
from fidpos.wire.sync.signature import Signer, Target

if TYPE_CHECKING:
    import httpx
# Imported by whoever calls somebody, that is once the till is open: it takes 0.1 s and 10 MB.

CONNECT_S = 5.0
ANSWER_S = 30.0
WHOLE_S = 60.0
"""For a whole answer, however slowly it drips."""
REFUSAL_BYTES_MAX = 16 * 1024

Answer = TypeVar("Answer", bound=msgspec.Struct)


@dataclass(frozen=True, slots=True, kw_only=True)
class CentreAddress:
    """Where the centre is: `https://host[:port]`, or `http://` on this very machine.

    Attributes:
        pin: of its TLS key (`wire.sync.tls_pin`); without one the system's authorities vouch for it.
    """

    url: str
    pin: bytes | None = None

    def __post_init__(self) -> None:
        """Refuse an address over which anybody could listen.

        Raises:
            InvalidValue: not an address, with a path, or plain and not on this machine.
        """
        import httpx

        try:
            url = httpx.URL(self.url)
        except httpx.InvalidURL:
            raise InvalidValue("not an address") from None
        if url.scheme not in {"https", "http"} or not url.host or url.path != "/" or url.userinfo:
            raise InvalidValue("an address is https://host, perhaps with :port, and nothing else")
        if url.scheme == "http" and not _is_this_machine(url.host):
            raise InvalidValue("without TLS only on this machine")

    def target(self, method: str, path: str) -> Target:
        """What a request is signed for, as the centre sees it."""
        import httpx

        url = httpx.URL(self.url)
        authority = url.netloc.decode("ascii").lower()
        return Target(method=method, authority=authority, uri=f"{url.scheme}://{authority}{path}")

    def trust(self) -> SSLContext:
        """Who may answer."""
        if self.target("GET", "/").uri.startswith("http:"):
            return nobody()
        return vouched_for() if self.pin is None else pinned(self.pin)


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class HttpLine:
    """Requests to one address, on the thread that uses it; `interrupt` may be called from any other.

    The requests run on an event loop of this object's own, so that a long wait can be ended from outside
    without breaking off anything else.

    Args:
        address: whom to call.
        trust: who may answer, where it is not whom the address says.
        whole_s: for a whole answer.
    """

    def __init__(
        self, address: CentreAddress, trust: SSLContext | None = None, *, whole_s: float = WHOLE_S
    ) -> None:
        import httpx

        self._whole_s = whole_s
        self._runner = asyncio.Runner()
        self._client = httpx.AsyncClient(
            verify=trust or address.trust(),
            base_url=address.url,
            follow_redirects=False,
            trust_env=False,
            headers={"accept-encoding": ENCODING, "user-agent": "fidpos"},
        )
        self._lock = threading.Lock()
        self._waiting: asyncio.Task[Response] | None = None
        self._running: asyncio.Task[Response] | None = None
        self._is_wanted = False
        self._is_left = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End every connection."""
        self._runner.run(self._client.aclose())
        self._runner.close()

    def send(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        *,
        wait_s: float = 0.0,
    ) -> Response:
        """Send a request; an answer that is larger than one can be is not read to its end.

        Raises:
            CentreAway: nobody answers, or not in time.
            WaitEnded: `interrupt` was called while we waited, or before, where `wait_s` is given; or `leave`.
        """
        from httpx import HTTPError

        try:
            return self._runner.run(self._send(method, path, body, headers or {}, wait_s))
        except asyncio.CancelledError:
            raise WaitEnded from None
        except (HTTPError, SSLError, OSError, TimeoutError) as fault:
            raise CentreAway(type(fault).__name__) from fault

    def interrupt(self) -> None:
        """End the wait for an answer, now or, if none is on its way, the next one."""
        with self._lock:
            waiting = self._waiting
            if waiting is None:
                self._is_wanted = True
            else:
                waiting.get_loop().call_soon_threadsafe(waiting.cancel)

    def leave(self) -> None:
        """Break off whatever is on its way, for good: as if the power went; the next line says hello."""
        with self._lock:
            self._is_left = True
            running = self._running
            if running is not None:
                running.get_loop().call_soon_threadsafe(running.cancel)

    async def _send(
        self, method: str, path: str, body: bytes, headers: Mapping[str, str], wait_s: float
    ) -> Response:
        task = asyncio.ensure_future(self._exchange(method, path, body, headers, wait_s))
        with self._lock:
            self._running = task
            if wait_s:
                self._waiting = task
            if self._is_left or (wait_s and self._is_wanted):
                task.cancel()
        try:
            return await task
        finally:
            with self._lock:
                self._running = None
                if wait_s:
                    self._waiting, self._is_wanted = None, False

    async def _exchange(
        self, method: str, path: str, body: bytes, headers: Mapping[str, str], wait_s: float
    ) -> Response:
        from httpx import Timeout

        timeout = Timeout(ANSWER_S, connect=CONNECT_S, read=ANSWER_S + wait_s)
        request = self._client.build_request(
            method, path, content=body, headers=dict(headers), timeout=timeout
        )
        async with asyncio.timeout(self._whole_s + wait_s):
            response = await self._client.send(request, stream=True)
            try:
                return Response(
                    status=response.status_code, headers=response.headers, body=await _bounded(response)
                )
            finally:
                await response.aclose()


class HttpCentre:
    """A `Centre`: packs, signs, sends, and believes only what can be an answer of our centre.

    Attributes:
        heard_at: when such an answer came last, refusals included; None while none did.
    """

    def __init__(self, line: HttpLine, address: CentreAddress, signer: Signer, clock: Clock) -> None:
        self.heard_at: datetime | None = None
        self._line = line
        self._address = address
        self._signer = signer
        self._clock = clock
        self._skew = timedelta(0)

    def ask(self, path: str, request: msgspec.Struct, answer: type[Answer], *, wait_s: float = 0.0) -> Answer:
        """Send the request and return the answer; where our clock is refused, once more with the centre's.

        Raises:
            CentreAway: no answer that can be believed.
            CentreRefused: the centre says no.
            WaitEnded: the line was interrupted.
        """
        body = pack(request)
        response = self._signed(path, body, wait_s)
        told = refusal_in(response)
        if told is not None and told.code is RefusalCode.CLOCK and told.server_time is not None:
            self._skew = told.server_time - self._clock.now()
            response = self._signed(path, body, wait_s)
            told = refusal_in(response)
        believed = None if told is not None else answer_in(response, answer)
        self.heard_at = self._clock.now()
        if believed is None:
            assert told is not None
            raise CentreRefused(told)
        return believed

    def _signed(self, path: str, body: bytes, wait_s: float) -> Response:
        created = int((self._clock.now() + self._skew).timestamp())
        headers = self._signer.headers(self._address.target("POST", path), body, created)
        packed = {"content-type": MEDIA_TYPE, "content-encoding": ENCODING}
        return self._line.send("POST", path, body, headers | packed, wait_s=wait_s)


class HttpDoor:
    """A `pairing.Door`. Anybody may answer on the line: the code's fingerprint says who is believed."""

    def __init__(self, line: HttpLine) -> None:
        self._line = line

    def keys(self) -> PublicKeys:
        """What whoever answers there says to be its keys.

        Raises:
            CentreAway: nobody answers, or somebody else.
            CentreRefused: not now.
        """
        return self._answer(self._line.send("GET", KEYS_PATH), PublicKeys)

    def pair(self, request: PairRequest) -> PairAnswer:
        """Ask to be let in.

        Raises:
            CentreAway: it may have let us in, or not: ask again with the same key.
            CentreRefused: the code is not good.
        """
        packed = {"content-type": MEDIA_TYPE, "content-encoding": ENCODING}
        return self._answer(self._line.send("POST", PAIR_PATH, pack(request), packed), PairAnswer)

    def _answer(self, response: Response, kind: type[Answer]) -> Answer:
        told = refusal_in(response)
        if told is not None:
            raise CentreRefused(told)
        return answer_in(response, kind)


def refusal_in(response: Response) -> Refusal | None:
    """The refusal of our centre, None for a success.

    Raises:
        CentreAway: neither: somebody else answers in the centre's place.
    """
    if response.status == HTTPStatus.OK:
        return None
    if response.status >= HTTPStatus.BAD_REQUEST and _is_ours(response):
        try:
            return read(response.body[:REFUSAL_BYTES_MAX], Refusal)
        except Malformed:
            """Another program's JSON."""
    raise CentreAway(
        f"answered {response.status}", retry_after_s=_seconds(response.headers.get("retry-after", ""))
    )


def answer_in(response: Response, kind: type[Answer]) -> Answer:
    """The message in a success.

    Raises:
        CentreAway: it is not one, as with a captive portal's page.
    """
    if not _is_ours(response) or response.headers.get("content-encoding") != ENCODING:
        raise CentreAway("answered with something else")
    try:
        return _read(response.body, kind)
    except (Malformed, TooLarge) as fault:
        raise CentreAway("answered with something else") from fault


def _read(body: bytes, kind: type[Answer]) -> Answer:
    try:
        return unpack(body, kind)
    except Malformed:
        if kind is not PullAnswer:
            raise
        salvaged = salvage(body)
        assert isinstance(salvaged, kind)
        return salvaged


async def _bounded(response: "httpx.Response") -> bytes:
    body = bytearray()
    async for part in response.aiter_raw():
        body += part
        if len(body) > BODY_BYTES_MAX:
            raise CentreAway("answered with more than an answer can be")
    return bytes(body)


def _is_ours(response: Response) -> bool:
    return response.headers.get("content-type", "").partition(";")[0].strip().lower() == MEDIA_TYPE


def _seconds(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
