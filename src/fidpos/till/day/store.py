"""What the till needs of its store for the day. All of it is called on the till's worker thread only."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from fidpos.domain.day import DayRecord
from fidpos.domain.member import Relation
from fidpos.domain.money import Money
from fidpos.wire.events import Event
from fidpos.wire.sync.anchors import Anchor


@dataclass(frozen=True, slots=True, kw_only=True)
class Birthday:
    """Whose birthday it is.

    Attributes:
        member: the member's name.
        relation: whose, if not the member's own.
        given_name: of that relative.
    """

    member: str
    relation: Relation | None = None
    given_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Birthdays:
    """The first of a day's birthdays, and how many there are."""

    count: int
    first: tuple[Birthday, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """A gift card that holds money and soon cannot be used."""

    masked: str
    balance: Money
    expires_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Disowned:
    """A gift card sold here under a number that is another card's, and so blocked; it holds money."""

    masked: str
    balance: Money


class DayStore(Protocol):
    """The local store as far as the day goes.

    Every method may raise a `StoreError`; what raised has changed nothing.
    """

    def day(self, business_day: date) -> DayRecord | None:
        """The day, if somebody signed in on it."""
        ...

    def unclosed_days(self, before: date) -> tuple[date, ...]:
        """Days before that one which were never closed, or went on after their closing; the oldest first."""
        ...

    def events_since_opening(self, business_day: date) -> Iterator[Event]:
        """What the journal tells from the opening of that day on, later days too; nothing for no such day."""
        ...

    def journal_head(self) -> Anchor:
        """The newest row of the journal."""
        ...

    def gift_cards_outstanding_minor(self) -> int:
        """What all gift cards hold that this till knows."""
        ...

    def gift_cards_ending(self, first: date, last: date, limit: int) -> tuple[Ending, ...]:
        """Those that hold money, and whose last day lies there; the first to end comes first."""
        ...

    def gift_cards_disowned(self, limit: int) -> tuple[Disowned, ...]:
        """Those that hold money and lost their number to the card that the centre knows under it."""
        ...

    def birthdays(self, day: date, limit: int) -> Birthdays:
        """Of members who are served, and of their relatives."""
        ...

    def events_backwards(self, at_most: int) -> Iterator[Event]:
        """The newest events of the journal, the newest first."""
        ...
