"""The other side of the link: what a cash register's software does, in as few lines as it takes."""

import http.client
import ssl
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar
from urllib.parse import urlsplit

import msgspec

from fidpos.domain.errors import FidposError
from fidpos.link.messages import (
    MEDIA_TYPE,
    BasketAsked,
    ChangesTold,
    CloseAsked,
    ProblemTold,
    TicketTold,
    TillTold,
    VoidAsked,
)

TIMEOUT_S = 40.0
"""Longer than a register may wait for a change."""

_WELL = 300
"""Below it, the till did what was asked."""
_Told = TypeVar("_Told", bound=msgspec.Struct)


class NoTill(FidposError):
    """No till answers there; `params` holds `url`."""

    code = "no_till"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterClient:
    """A cash register.

    Attributes:
        url: where the till's link listens.
        token: of this register, shown when it was paired.
        authorities: a PEM file that vouches for the till's certificate; None for the system's.
    """

    url: str
    token: str = field(repr=False)
    authorities: str | None = None

    def till(self) -> TillTold | ProblemTold:
        """The till, and who is served."""
        return self._ask("GET", "/v1/till", TillTold)

    def put(self, day: date, number: str, basket: BasketAsked) -> TicketTold | ProblemTold:
        """Hand the basket over as it is now."""
        return self._ask("PUT", _place(day, number), TicketTold, basket)

    def look(self, day: date, number: str) -> TicketTold | ProblemTold:
        """How the ticket stands."""
        return self._ask("GET", _place(day, number), TicketTold)

    def close(self, day: date, number: str, due_minor: int) -> TicketTold | ProblemTold:
        """It is paid; may be asked again until there is an answer."""
        return self._ask("POST", f"{_place(day, number)}/close", TicketTold, CloseAsked(due_minor=due_minor))

    def void(self, day: date, number: str) -> TicketTold | ProblemTold:
        """It is given up, or taken back."""
        return self._ask("POST", f"{_place(day, number)}/void", TicketTold, VoidAsked())

    def changes(self, after: int, wait_s: int) -> ChangesTold | ProblemTold:
        """What happened at the till since."""
        return self._ask("GET", f"/v1/changes?after={after}&wait_s={wait_s}", ChangesTold)

    def _ask(
        self, method: str, path: str, kind: type[_Told], said: msgspec.Struct | None = None
    ) -> _Told | ProblemTold:
        """One request.

        Raises:
            NoTill: nobody answers there, or somebody else does.
        """
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": MEDIA_TYPE}
        body = msgspec.json.encode(said) if said is not None else None
        connection = self._connection()
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            content = answer.read()
            if answer.status < _WELL:
                return msgspec.json.decode(content, type=kind)
            return msgspec.json.decode(content, type=ProblemTold)
        except (OSError, http.client.HTTPException, msgspec.MsgspecError) as fault:
            raise NoTill(f"no till at {self.url}: {fault}", url=self.url) from fault
        finally:
            connection.close()

    def _connection(self) -> http.client.HTTPConnection:
        try:
            parts = urlsplit(self.url)
            host, port = parts.hostname or "", parts.port
        except ValueError as fault:
            raise NoTill(f"no address: {self.url}", url=self.url) from fault
        if parts.scheme == "https":
            context = ssl.create_default_context(cafile=self.authorities)
            return http.client.HTTPSConnection(host, port, timeout=TIMEOUT_S, context=context)
        return http.client.HTTPConnection(host, port, timeout=TIMEOUT_S)


def _place(day: date, number: str) -> str:
    return f"/v1/tickets/{day.isoformat()}/{number}"
