"""Whom a figure counts: each kind of list that stands behind one, and what can stand in its rows.

A list is named by its kind and a few plain values, so that an address and a job can hold it
(`server.db.figures.whom_text`); `server.db.figures.lists` finds its members.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from fidpos.domain.errors import InvalidValue
from fidpos.domain.ids import ShopId
from fidpos.server.services.extracting.column import Column, Kind
from fidpos.server.services.figures.period import Period
from fidpos.server.services.figures.spread import FIFTHS

_CODE_MAX = 200


class Who(StrEnum):
    """Those who bought, or did not, in the period or until its end."""

    BUYERS = "buyers"
    NEW = "new"
    KEPT = "kept"
    GONE = "gone"
    """Customers of the period before who did not come back."""
    ACTIVE = "active"
    DORMANT = "dormant"
    LOST = "lost"
    DISCOUNTED = "discounted"
    """Who had a discount."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Customers:
    """Of one sort."""

    who: Who


@dataclass(frozen=True, slots=True, kw_only=True)
class InCell:
    """Of a field of the grid, by fifths."""

    recency: int
    frequency: int

    def __post_init__(self) -> None:
        if not (1 <= self.recency <= FIFTHS and 1 <= self.frequency <= FIFTHS):
            raise InvalidValue("no such field")


@dataclass(frozen=True, slots=True, kw_only=True)
class OfCohort:
    """Whose first purchase was in one month, and who bought in another.

    Attributes:
        began: the first day of the one.
        came: the first day of the other; the same for the whole cohort.
    """

    began: date
    came: date

    def __post_init__(self) -> None:
        if self.began.day != 1 or self.came.day != 1 or self.began > self.came:
            raise InvalidValue("no such cohort")


@dataclass(frozen=True, slots=True, kw_only=True)
class Best:
    """So many percent of the buyers, rounded down, who paid most."""

    percent: int

    def __post_init__(self) -> None:
        if not 1 <= self.percent <= 100:
            raise InvalidValue("no share")


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardedBy:
    """Who had something of a rule or reward.

    Attributes:
        counter: whose points are told; empty where it moved none.
    """

    source: str = ""
    counter: str = ""

    def __post_init__(self) -> None:
        _check_codes(self.source, self.counter)


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """Who holds a tier today."""

    tier: str

    def __post_init__(self) -> None:
        _check_codes(self.tier)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """Who passed from one tier to another; the empty code is none."""

    was: str = ""
    now: str = ""

    def __post_init__(self) -> None:
        _check_codes(self.was, self.now)


@dataclass(frozen=True, slots=True, kw_only=True)
class WithPoints:
    """Who holds points, as it is now: of those who collect together, the one who enrolled first."""

    counter: str

    def __post_init__(self) -> None:
        _check_codes(self.counter)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One half of the comparison: the control group, or everybody else."""

    held_out: bool


Whom = Customers | InCell | OfCohort | Best | RewardedBy | Holding | Moved | WithPoints | Compared


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureList:
    """A list behind a figure.

    Attributes:
        today: by the merchant's calendar; a period that lasts ends there.
        shop: the only one that counts; None for all that are seen by who asks.
        control_ppm: share of the members in the control group.
    """

    whom: Whom
    period: Period
    today: date
    shop: ShopId | None = None
    control_ppm: int = 0


_BOUGHT = (
    Column(name="period_visits"),
    Column(name="period_revenue", kind=Kind.MONEY),
    Column(name="period_last_on"),
)
_REWARDED = (
    Column(name="rule_visits"),
    Column(name="rule_revenue", kind=Kind.MONEY),
    Column(name="rule_discount", kind=Kind.MONEY),
    Column(name="rule_vouchers"),
)
_COLUMNS: Mapping[type[Whom], tuple[Column, ...]] = {
    RewardedBy: _REWARDED,
    Holding: (Column(name="tier_since_on"),),
    Moved: (Column(name="moved_on"),),
    WithPoints: (Column(name="points_held"), Column(name="points_end_on")),
    Compared: (Column(name="period_revenue", kind=Kind.MONEY),),
}
_DISCOUNTED = (Column(name="period_visits"), Column(name="period_discount", kind=Kind.MONEY))


def columns_of(whom: Whom) -> tuple[Column, ...]:
    """What a list tells of each member, beside who they are."""
    match whom:
        case Customers(who=Who.DISCOUNTED):
            return _DISCOUNTED
        case RewardedBy() if whom.counter:
            return (*_REWARDED, Column(name="rule_points"))
        case _:
            return _COLUMNS.get(type(whom), _BOUGHT)


def is_of_all_shops(whom: Whom) -> bool:
    """Whether only who sees all shops may see it: points belong to no shop."""
    return isinstance(whom, WithPoints)


def _check_codes(*codes: str) -> None:
    if any(len(code) > _CODE_MAX or not code.isprintable() for code in codes):
        raise InvalidValue("no code")
