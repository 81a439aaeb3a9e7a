"""Any programme that is sound, and any facts it may be evaluated on."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta, timezone
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st

from fidpos.domain.basket import BasketLine
from fidpos.domain.card import Medium
from fidpos.domain.clock import DayMonth
from fidpos.domain.control_group import CONTROL_PPM_MAX
from fidpos.domain.ids import MemberId, ShopId, TillId, VisitId, VoucherId
from fidpos.domain.member import Channel
from fidpos.domain.visit import SalesChannel
from fidpos.rules.condition import Condition
from fidpos.rules.conditions.age import Age
from fidpos.rules.conditions.all_of import AllOf
from fidpos.rules.conditions.amount import Amount
from fidpos.rules.conditions.anniversary import Anniversary
from fidpos.rules.conditions.any_of import AnyOf
from fidpos.rules.conditions.average_basket import AverageBasket
from fidpos.rules.conditions.balance import Balance
from fidpos.rules.conditions.bought import Bought
from fidpos.rules.conditions.card_medium import CardMedium
from fidpos.rules.conditions.channel import Channel as SalesBy
from fidpos.rules.conditions.code_entered import CodeEntered
from fidpos.rules.conditions.consent import Consent
from fidpos.rules.conditions.contains import Contains
from fidpos.rules.conditions.dates import Dates
from fidpos.rules.conditions.days_since_enrolment import DaysSinceEnrolment
from fidpos.rules.conditions.days_since_visit import DaysSinceVisit
from fidpos.rules.conditions.drawn_by_lot import DrawnByLot
from fidpos.rules.conditions.every_n_visits import EveryNVisits
from fidpos.rules.conditions.exceptional_dates import ExceptionalDates
from fidpos.rules.conditions.first_visit import FirstVisit
from fidpos.rules.conditions.held_out import HeldOut
from fidpos.rules.conditions.hours import Hours
from fidpos.rules.conditions.label import Label
from fidpos.rules.conditions.member import Member
from fidpos.rules.conditions.months import Month, Months
from fidpos.rules.conditions.none_of import NoneOf
from fidpos.rules.conditions.nth_visit import NthVisit
from fidpos.rules.conditions.points_earned import PointsEarned
from fidpos.rules.conditions.quantity import Quantity
from fidpos.rules.conditions.revenue import Revenue
from fidpos.rules.conditions.shop import Shop
from fidpos.rules.conditions.tier import Tier
from fidpos.rules.conditions.till import Till
from fidpos.rules.conditions.visits import Visits
from fidpos.rules.conditions.voucher_held import VoucherHeld as HoldsVoucher
from fidpos.rules.conditions.weekday import Day, Weekday
from fidpos.rules.effect import Phase
from fidpos.rules.facts import Anniversary as Occasion
from fidpos.rules.facts import (
    CounterBalance,
    Facts,
    GiftChosen,
    MemberFacts,
    OverallUse,
    RuleUse,
    VisitFacts,
    VoucherHeld,
    Who,
)
from fidpos.rules.history import WindowValue
from fidpos.rules.policy import (
    Birthdays,
    EarningBase,
    FixedDiscount,
    LastDay,
    Multiples,
    Policies,
    RewardCost,
    TierCounts,
)
from fidpos.rules.programme import (
    Choice,
    CounterDef,
    CounterUnit,
    GroupDef,
    Limits,
    Per,
    Programme,
    RewardDef,
    Rounding,
    Rule,
)
from fidpos.rules.scope import EVERYTHING
from fidpos.rules.tax import Tax
from fidpos.rules.windows import Window, WindowKind
from tests.unit.rules.any_effect import (
    COUNTERS,
    EFFECTS_OF,
    KEYS,
    MONEY,
    bought_with_points,
    bounds,
    counts,
    scopes,
    used_later,
)
from tests.unit.rules.build import GOLD, SILVER, TITLE

fewer = settings(max_examples=settings().max_examples // 3)
"""A third of the usual number: each example is a whole programme."""

WINDOWS = (
    Window(kind=WindowKind.DAY),
    Window(kind=WindowKind.MONTH),
    Window(kind=WindowKind.DAYS, count=30),
    Window(kind=WindowKind.MONTHS, count=12),
    Window(kind=WindowKind.HOUR),
    Window(kind=WindowKind.LIFETIME),
)
SINCE_LAST_USE = Window(kind=WindowKind.SINCE_LAST_USE)
days = st.dates(date(2024, 1, 1), date(2032, 12, 31))
windows = st.sampled_from(WINDOWS)
tiers = st.sampled_from([("silver",), ("gold",), ("silver", "gold")])
minutes = st.builds(time, st.integers(0, 23), st.integers(0, 59))

simple_conditions: st.SearchStrategy[Condition] = st.one_of(
    st.builds(Amount, bounds=bounds, scope=scopes, after_discount=st.booleans(), tax=st.sampled_from(Tax)),
    st.builds(Quantity, bounds=bounds, scope=scopes),
    st.builds(Contains, scope=scopes.filter(lambda scope: scope != EVERYTHING)),
    st.builds(Bought, window=windows, bounds=bounds, scope=scopes, including_this=st.booleans()),
    st.builds(PointsEarned, counter=COUNTERS, window=windows, bounds=bounds, including_this=st.booleans()),
    st.builds(Balance, counter=COUNTERS, bounds=bounds),
    st.builds(Age, bounds=bounds),
    st.builds(DaysSinceVisit, bounds=bounds),
    st.builds(DaysSinceEnrolment, bounds=bounds),
    st.builds(DrawnByLot, chance_ppm=st.integers(1, 1_000_000)),
    st.builds(
        Months, months=st.sets(st.sampled_from(list(Month)), min_size=1).map(lambda each: tuple(sorted(each)))
    ),
    st.builds(ExceptionalDates, days=st.lists(days, min_size=1, max_size=3).map(tuple)),
    st.builds(Shop, shops=st.just((ShopId(UUID(int=2)),))),
    st.builds(Till, tills=st.just((TillId(UUID(int=4)),))),
    st.builds(Member, members=st.just((MemberId(UUID(int=5)),))),
    st.builds(SalesBy, channels=st.sampled_from(SalesChannel).map(lambda each: (each,))),
    st.builds(CardMedium, media=st.sampled_from(Medium).map(lambda each: (each,))),
    st.builds(CodeEntered, codes=st.just(("SPRING",))),
    st.builds(Consent, channels=st.just((Channel.EMAIL,))),
    st.builds(HoldsVoucher),
    st.builds(HeldOut),
    st.builds(EveryNVisits, n=st.integers(2, 20), window=windows),
    st.builds(NthVisit, n=st.integers(1, 20), window=windows),
    st.builds(FirstVisit),
    st.builds(
        Anniversary,
        who=st.sets(st.sampled_from(list(Who)), min_size=1).map(lambda who: tuple(sorted(who))),
        days_before=st.integers(0, 60),
        days_after=st.integers(0, 60),
    ),
    st.builds(Tier, tiers=tiers),
    st.builds(
        Weekday, days=st.sets(st.sampled_from(list(Day)), min_size=1).map(lambda each: tuple(sorted(each)))
    ),
    st.builds(Hours, start=st.just(time(6)), end=minutes.filter(lambda end: end != time(6))),
    st.builds(Dates, first=days),
    st.builds(Visits, window=windows, bounds=bounds, scope=scopes, including_this=st.booleans()),
    st.builds(Revenue, window=windows, bounds=bounds, scope=scopes, including_this=st.booleans()),
    st.builds(
        Revenue,
        window=st.just(Window(kind=WindowKind.SINCE_LAST_USE)),
        bounds=bounds,
        scope=st.just(EVERYTHING),
    ),
    st.builds(AverageBasket, window=windows, bounds=bounds, including_this=st.booleans()),
    st.builds(Label, labels=st.just(("press",))),
)


def _composed(parts: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    several = st.lists(parts, min_size=1, max_size=3).map(tuple)
    return st.one_of(
        st.builds(AllOf, of=several), st.builds(AnyOf, of=several), st.builds(NoneOf, of=several)
    )


conditions = st.recursive(simple_conditions, _composed, max_leaves=5)

GROUPS = (
    (Phase.BASKET, GroupDef(code="first_deal", choice=Choice.FIRST)),
    (Phase.BASKET, GroupDef(code="best_deal", choice=Choice.BEST)),
    (Phase.EARNING, GroupDef(code="best_points", choice=Choice.BEST)),
    (Phase.LINE, GroupDef(code="first_line", per=Per.LINE)),
    (Phase.LINE, GroupDef(code="best_line", choice=Choice.BEST, per=Per.LINE)),
)


@st.composite
def rules(draw: st.DrawFn, code: str) -> Rule:
    """A rule that may stand in `programmes`."""
    phase = draw(st.sampled_from(list(Phase)))
    some_limit = st.none() | st.integers(1, 5)
    return Rule(
        code=code,
        title=TITLE,
        phase=phase,
        priority=draw(st.integers(-2, 2)),
        when=draw(st.none() | conditions),
        effects=tuple(draw(st.lists(EFFECTS_OF[phase], min_size=1, max_size=2))),
        group=draw(st.sampled_from(["", *(group.code for place, group in GROUPS if place is phase)])),
        limits=draw(
            st.builds(
                Limits,
                per_visit=some_limit,
                per_day=some_limit,
                per_month=some_limit,
                in_total=some_limit,
                overall=some_limit,
            )
        ),
        cap_minor=draw(st.none() | st.integers(1, 2000)),
        cap_points=draw(st.none() | counts),
    )


def _with_forbidden(draw: st.DrawFn, made: list[Rule]) -> tuple[Rule, ...]:
    """Some rules forbid some of a later phase."""
    phases = list(Phase)
    later = {
        rule.code: [other.code for other in made if phases.index(other.phase) > phases.index(rule.phase)]
        for rule in made
    }
    return tuple(
        replace(rule, forbids=tuple(draw(st.sets(st.sampled_from(later[rule.code]), max_size=2))))
        if later[rule.code]
        else rule
        for rule in made
    )


@st.composite
def programmes(draw: st.DrawFn) -> Programme:
    """A sound programme of up to eight rules and three rewards."""
    codes = [f"rule{n}" for n in range(draw(st.integers(0, 8)))]
    rewards = st.builds(
        RewardDef,
        code=st.sampled_from(["coffee", "cake", "voucher"]),
        title=st.just(TITLE),
        counter=COUNTERS,
        cost=counts,
        effect=bought_with_points,
        when=st.none() | simple_conditions,
        per_visit_max=st.integers(1, 3),
    )
    return Programme(
        version=draw(st.integers(1, 99)),
        name="Any",
        currency="EUR",
        control_ppm=draw(st.integers(1, CONTROL_PPM_MAX)),
        counters=(
            CounterDef(code="points", title=TITLE, rounding=draw(st.sampled_from(Rounding))),
            CounterDef(code="stamps", title=TITLE, worth_minor=draw(st.integers(0, 200))),
            CounterDef(code=MONEY, title=TITLE, unit=CounterUnit.MONEY),
        ),
        tiers=(SILVER, GOLD),
        groups=tuple(group for _, group in GROUPS),
        rules=_with_forbidden(draw, [draw(rules(code)) for code in codes]),
        rewards=tuple(draw(st.lists(rewards, max_size=3, unique_by=lambda reward: reward.code))),
        policies=draw(
            st.builds(
                Policies,
                earning_base=st.sampled_from(EarningBase),
                reward_lowers_base=st.booleans(),
                multiples=st.sampled_from(Multiples),
                reward_cost=st.sampled_from(RewardCost),
                gift_card_earns=st.booleans(),
                unearning_reduced=st.booleans(),
                fixed_discount=st.sampled_from(FixedDiscount),
                last_day=st.sampled_from(LastDay),
                tier_counts=st.sampled_from(TierCounts),
                birthdays=st.sampled_from(Birthdays),
            )
        ),
    )


_lines = st.builds(
    BasketLine,
    amount_minor=st.integers(-500, 5000),
    categories=KEYS,
    labels=KEYS.map(frozenset),
    quantity=st.sampled_from([-1000, 500, 1000, 3000]),
    tax_rate_ppm=st.sampled_from([0, 55_000, 200_000]),
    tax_included=st.booleans(),
    discounted=st.booleans(),
    earns=st.booleans(),
)


baskets = st.lists(_lines, max_size=6).filter(lambda lines: sum(line.amount_minor for line in lines) >= 0)


@st.composite
def facts(draw: st.DrawFn) -> Facts:
    """A visit with up to six lines and whatever history."""
    day = draw(days)
    keys = [
        f"{metric}/{window.key}" for metric in ("visits", "revenue", "points_earned") for window in WINDOWS
    ]
    keys += ["days_since/lifetime", *(f"revenue/since_last_use-rule{n}" for n in range(8))]
    known = draw(st.sets(st.sampled_from(keys)))
    near = st.builds(lambda n: day + timedelta(days=n), st.integers(-70, 70))
    occasions = st.builds(
        lambda who, person, on: Occasion(who=who, person=person, day=DayMonth(day=on.day, month=on.month)),
        st.sampled_from(Who),
        st.sampled_from(["ada", "bea", "cleo"]),
        near,
    )
    vouchers = st.builds(
        VoucherHeld,
        id=st.integers(1, 4).map(lambda number: VoucherId(UUID(int=number))),
        source=st.just("thanks"),
        title=st.just(TITLE),
        effect=used_later,
        valid_from=near,
        valid_until=st.none() | near,
        least_minor=st.integers(0, 900),
    )
    uses = st.builds(
        RuleUse,
        rule=st.sampled_from([f"rule{n}" for n in range(8)]),
        subject=st.sampled_from(["", "ada", "bea"]),
        total=st.integers(0, 6),
        this_year=st.integers(0, 3),
        this_month=st.integers(0, 3),
        today=st.integers(0, 1),
        last_on=st.none() | st.builds(lambda n: day - timedelta(days=n), st.integers(0, 500)),
    )
    return Facts(
        visit=VisitFacts(
            id=VisitId(UUID(int=draw(st.integers(0, 2**128 - 1)))),
            shop=ShopId(UUID(int=2)),
            till=TillId(UUID(int=3)),
            at=datetime.combine(day, draw(minutes), timezone(timedelta(hours=draw(st.integers(-11, 12))))),
            business_day=day,
            lines=tuple(draw(baskets)),
            staff_own=draw(st.booleans()),
            medium=draw(st.sampled_from(Medium)),
            channel=draw(st.sampled_from(SalesChannel)),
            codes=draw(st.sampled_from([(), ("spring",)])),
            gift_card_minor=draw(st.sampled_from([0, 0, 700])),
        ),
        member=MemberFacts(
            id=draw(st.sampled_from([None, MemberId(UUID(int=5)), MemberId(UUID(int=2))])),
            age=draw(st.none() | st.integers(0, 99)),
            consents=draw(st.frozensets(st.sampled_from(Channel), max_size=2)),
            enrolled_on=date(2024, 1, 1),
            tier=draw(st.sampled_from(["", "silver", "gold", "gone"])),
            tier_until=draw(st.none() | near),
            labels=draw(st.sampled_from([frozenset(), frozenset({"press"})])),
            anniversaries=tuple(draw(st.lists(occasions, max_size=3))),
        ),
        history=tuple(WindowValue(key=key, value=draw(st.integers(0, 9000))) for key in sorted(known)),
        balances=(CounterBalance(counter="points", amount=draw(st.integers(0, 1500))),),
        uses=tuple(draw(st.lists(uses, max_size=4))),
        requested=tuple(draw(st.lists(st.sampled_from(["coffee", "cake", "voucher"]), max_size=4))),
        refused=draw(st.frozensets(st.sampled_from([f"rule{n}" for n in range(8)]), max_size=2)),
        overall=(OverallUse(rule="rule0", total=draw(st.integers(0, 6))),),
        vouchers=tuple(draw(st.lists(vouchers, max_size=3, unique_by=lambda voucher: voucher.id))),
        presented=tuple(VoucherId(UUID(int=n)) for n in draw(st.lists(st.integers(1, 5), max_size=3))),
        chosen=tuple(GiftChosen(source=f"rule{n}", option="tea") for n in draw(st.sets(st.integers(0, 7)))),
    )
