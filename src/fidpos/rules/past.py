"""What a store knows of a member's past, as the rules read it: sums by business day, not visits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DayAggregate:
    """What the closed visits of one business day sum to; the part named by `scope`, all of it when empty.

    Attributes:
        quantity: in thousandths of a unit; kept for the scopes of a programme only.
    """

    day: date
    visits: int = 0
    revenue_minor: int = 0
    points_earned: int = 0
    quantity: int = 0
    scope: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LifetimeTotals:
    """The same sums since the member enrolled."""

    visits: int = 0
    revenue_minor: int = 0
    points_earned: int = 0
    quantity: int = 0
    scope: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedVisit:
    """One visit in full: what it added to the aggregates of its business day.

    Attributes:
        at: when it was closed.
        sums: one for each scope, all of one day.
    """

    at: datetime
    sums: tuple[DayAggregate, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PastUse:
    """A use of a rule that was not released.

    Attributes:
        at: when the visit that used it was closed; None when only the day is known.
    """

    rule: str
    day: date
    at: datetime | None = None
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class LastDay:
    """The last business day with a visit; of the part named by `scope`, of all of it when empty."""

    day: date
    scope: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What was read of a member's past, as far as `reach` asks for it; in any order.

    Attributes:
        lifetime: one for each scope that a query names; a missing one counts as zero.
    """

    days: Sequence[DayAggregate] = ()
    lifetime: Sequence[LifetimeTotals] = ()
    visits: Sequence[CountedVisit] = ()
    uses: Sequence[PastUse] = ()
    last_days: Sequence[LastDay] = ()
