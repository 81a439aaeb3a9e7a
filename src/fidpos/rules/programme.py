"""A programme: what the merchant configures, as data. `engine` checks and compiles it, `codec` reads it.

Codes tie its parts together: a rule names counters, tiers and groups by code, never by position.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from fidpos.domain.control_group import CONTROL_PPM_MAX
from fidpos.rules.condition import Condition
from fidpos.rules.effect import Effect, Phase
from fidpos.rules.expiry import NEVER, LotExpiry
from fidpos.rules.fields import Code, Items, Matching, Minor, Points, PositiveMinor, Text, Within
from fidpos.rules.history import HistoryQuery, Metric
from fidpos.rules.policy import USUAL, Policies
from fidpos.rules.titles import Titles
from fidpos.rules.windows import Window, WindowKind


class CounterUnit(StrEnum):
    """What one unit of a counter is, for those who show it."""

    POINTS = "points"
    STAMPS = "stamps"
    MONEY = "money"
    """Cashback: one unit is one minor unit of the currency."""


class Rounding(StrEnum):
    """What happens to a fraction of a unit."""

    FLOOR = "floor"
    HALF_UP = "half_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterDef:
    """One counter of a points account.

    Attributes:
        worth_minor: what one unit is worth: to compare the rules of a group that gives the best, to bound
            what is spent without proof, and to price spent points that a refund deducts.
        pending_days: how many days pass before what was earned can be spent; 0 for at once.
    """

    code: Code
    title: Titles
    unit: CounterUnit = CounterUnit.POINTS
    rounding: Rounding = Rounding.FLOOR
    expiry: LotExpiry = NEVER
    worth_minor: Minor = 1
    pending_days: Annotated[int, Within(0, 365)] = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TierDef:
    """A level of a member, reached when the tier basis counts `threshold` or more.

    Attributes:
        term_months: how long it is held once reached, 0 for no end; then the basis is looked at again.
    """

    code: Code
    title: Titles
    threshold: Annotated[int, Within(0, 10**11)]
    term_months: Annotated[int, Within(0, 120)] = 12


class Choice(StrEnum):
    """Which rule of an exclusive group is given."""

    FIRST = "first"
    """The first that holds, in the order of the rules."""
    BEST = "best"
    """Of those that hold, the one worth most to the member; the earlier one when equal.

    It is given last in its phase, when what all other rules give is known; of several such groups the one
    whose code comes first in the alphabet, first.
    """


class Per(StrEnum):
    """Within what the rules of a group exclude each other."""

    VISIT = "visit"
    """One of them on the whole visit."""
    LINE = "line"
    """One of them on each line; another line may have another one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupDef:
    """Rules of which at most one is given on a visit, or on each line; they all stand in one phase."""

    code: Code
    choice: Choice = Choice.FIRST
    per: Per = Per.VISIT


Often = Annotated[int, Within(1, 1000)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How often a rule gives; a use counts when the visit closes and is released by a void.

    Attributes:
        per_visit: for how many persons on one visit, for rules about anniversaries.
        per_day: to one member on one business day.
        per_week: since Monday.
        per_month: in the calendar month.
        per_year: in the calendar year.
        in_total: to one member, ever.
        overall: to all members together, as far as the till knows.
    """

    per_visit: Often | None = None
    per_day: Often | None = None
    per_week: Often | None = None
    per_month: Often | None = None
    per_year: Often | None = None
    in_total: Annotated[int, Within(1, 100_000)] | None = None
    overall: Annotated[int, Within(1, 10_000_000)] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """When a condition holds, effects follow.

    Attributes:
        priority: lower runs first within the phase; ties by code.
        when: None for always.
        group: code of its exclusive group, empty for none.
        cap_minor: most that all its discounts take off on one visit, None for no cap.
        cap_points: most that it earns on one visit, None for no cap; what it multiplies is not counted.
        forbids: codes of later rules that are not given when this one is.
    """

    code: Code
    title: Titles
    phase: Phase
    priority: Annotated[int, Within(-1000, 1000)] = 0
    when: Condition | None = None
    effects: Annotated[tuple[Effect, ...], Items(1, 10)]
    group: Annotated[str, Matching(r"([a-z][a-z0-9_]{0,39})?")] = ""
    limits: Limits = Limits()
    cap_minor: PositiveMinor | None = None
    cap_points: Points | None = None
    forbids: Annotated[tuple[Code, ...], Items(0, 50)] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardDef:
    """What points buy: an entry of the catalogue, used when the member asks for it.

    Attributes:
        cost: in units of the counter.
        when: who may use it; None for every member.
        per_visit_max: how many of it on one visit.
    """

    code: Code
    title: Titles
    counter: Code
    cost: Points
    effect: Effect
    when: Condition | None = None
    per_visit_max: Annotated[int, Within(1, 100)] = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Safeguards:
    """Bounds against abuse. The engine applies the first and the last two, the till the others.

    Attributes:
        earning_visits_a_day: visits of one member that earn on one business day.
        unusual_amount_factor: an amount this many times the shop's usual one is asked about once.
        amount_ceiling_minor: an amount above it needs a manager.
        unproven_spending_minor: rewards worth more than this on one day need a card that proves itself, or a
            manager: a photographed barcode must not empty an account.
        anniversary_edit_days: an edited birthday counts only when this many days have passed.
        staff_earn_own: staff earn on purchases they ring up themselves.
    """

    earning_visits_a_day: Annotated[int, Within(1, 1000)] = 3
    unusual_amount_factor: Annotated[int, Within(2, 1000)] = 10
    amount_ceiling_minor: Minor = 100_000
    unproven_spending_minor: Minor = 2_000
    anniversary_edit_days: Annotated[int, Within(0, 365)] = 30
    staff_earn_own: bool = False


TIER_BASIS = HistoryQuery(metric=Metric.POINTS_EARNED, window=Window(kind=WindowKind.MONTHS, count=12))


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """Everything that decides what a member gets.

    Attributes:
        version: rises with each publication; a visit names the version by which it was computed.
        currency: ISO 4217 code of every amount in it.
        counters: the screen shows the first one large; `points_earned` without a scope counts it.
        tiers: from the lowest threshold to the highest.
        tier_basis: what thresholds are compared with; this visit counts.
        rewards: in the order in which the screen offers them.
        control_ppm: share of the members drawn into the control group, 0 for no such group; only what says so
            (`held_out`) leaves them out.
    """

    version: Annotated[int, Within(1, 2**31 - 1)]
    name: Text
    currency: Annotated[str, Matching(r"[A-Z]{3}")]
    counters: Annotated[tuple[CounterDef, ...], Items(1, 10)]
    tiers: Annotated[tuple[TierDef, ...], Items(0, 20)] = ()
    tier_basis: HistoryQuery = TIER_BASIS
    groups: Annotated[tuple[GroupDef, ...], Items(0, 50)] = ()
    rules: Annotated[tuple[Rule, ...], Items(0, 300)] = ()
    rewards: Annotated[tuple[RewardDef, ...], Items(0, 100)] = ()
    policies: Policies = USUAL
    safeguards: Safeguards = Safeguards()
    control_ppm: Annotated[int, Within(0, CONTROL_PPM_MAX)] = 0
