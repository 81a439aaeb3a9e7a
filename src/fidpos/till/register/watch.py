"""What happens at the till that no register asked for: said as it happens, without what it led to."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from fidpos.domain.register_ticket import RegisterTicket
from fidpos.till.register.door import RegisterDoor
from fidpos.till.register.standing import MemberStanding, TicketStanding, TicketStatus, TillStanding


class HappenedKind(StrEnum):
    """What happened at the till."""

    MEMBER = "member"
    """Somebody was identified, or is not there any more."""
    REWARDS = "rewards"
    """What is given or due has changed."""
    CLOSED = "closed"
    VOIDED = "voided"
    """Given up or undone."""
    TILL = "till"
    """Somebody began or ceased to serve."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """One change; no ticket where none was open."""

    kind: HappenedKind
    ticket: RegisterTicket | None = None


class RegisterWatch:
    """Looks at the till after each of its views and says what is not as before. Lives on the worker."""

    def __init__(self, door: RegisterDoor, say: Callable[[Happened], None]) -> None:
        self._door = door
        self._say = say
        self._seen = door.glance()
        self._closed_last: RegisterTicket | None = None

    def look(self) -> None:
        """Say what has changed since the last time."""
        now = self._door.glance()
        before, self._seen = self._seen, now
        for happened in self._changes(before, now):
            self._say(happened)

    def _changes(self, before: TillStanding, now: TillStanding) -> Iterator[Happened]:
        ticket = now.ticket.ticket if now.ticket is not None else None
        if before.ticket is not None and before.ticket.ticket != ticket:
            yield self._ended(before.ticket.ticket)
        elif ticket is None:
            yield from self._undone()
        if _who(before.member) != _who(now.member):
            yield Happened(kind=HappenedKind.MEMBER, ticket=ticket)
        elif _given(before.ticket) != _given(now.ticket) and _is_same_basket(before.ticket, now.ticket):
            yield Happened(kind=HappenedKind.REWARDS, ticket=ticket)
        if before.is_serving != now.is_serving:
            yield Happened(kind=HappenedKind.TILL, ticket=ticket)

    def _ended(self, ticket: RegisterTicket) -> Happened:
        answer = self._door.look(ticket)
        if isinstance(answer, TicketStanding) and answer.status is TicketStatus.CLOSED:
            self._closed_last = ticket
            return Happened(kind=HappenedKind.CLOSED, ticket=ticket)
        return Happened(kind=HappenedKind.VOIDED, ticket=ticket)

    def _undone(self) -> Iterator[Happened]:
        """The ticket closed last may be voided by a key of the till, until the next one is open."""
        if self._closed_last is None:
            return
        answer = self._door.look(self._closed_last)
        if isinstance(answer, TicketStanding) and answer.status is TicketStatus.VOIDED:
            yield Happened(kind=HappenedKind.VOIDED, ticket=self._closed_last)
            self._closed_last = None


def _who(member: MemberStanding | None) -> tuple[str, str] | None:
    return (member.name, member.masked_card) if member is not None else None


def _given(ticket: TicketStanding | None) -> tuple[object, ...]:
    return (ticket.discount_minor, ticket.reductions, ticket.gifts) if ticket is not None else ()


def _is_same_basket(before: TicketStanding | None, now: TicketStanding | None) -> bool:
    return (
        before is not None
        and now is not None
        and (before.ticket, before.amount_minor) == (now.ticket, now.amount_minor)
    )
