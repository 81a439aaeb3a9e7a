"""Random programmes that are sound, and random facts for them: a number always names the same pair."""

import random
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from uuid import UUID

from fidpos.domain.basket import BasketLine
from fidpos.domain.card import Medium, Trust
from fidpos.domain.clock import DayMonth
from fidpos.domain.ids import VisitId, VoucherId
from fidpos.domain.member import Channel
from fidpos.domain.visit import SalesChannel
from fidpos.rules import policy
from fidpos.rules.effect import Phase
from fidpos.rules.engine import compile_programme, needs
from fidpos.rules.facts import (
    Anniversary,
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
from fidpos.rules.history import HistoryQuery, Metric, WindowValue
from fidpos.rules.policy import Policies
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
    Safeguards,
    TierDef,
)
from fidpos.rules.windows import Window, WindowKind
from tests.unit.rules.build import TITLE
from tests.unit.rules.random_condition import (
    CODES,
    COUNTERS,
    MEMBER_LABELS,
    MEMBERS,
    SHOPS,
    TIERS,
    TILLS,
    TODAY,
    condition,
    condition_or_none,
)
from tests.unit.rules.random_effect import OPTIONS, POINTS_COUNTERS, bought_effect, effect, later_effect
from tests.unit.rules.random_parts import (
    ARTICLES,
    BRANDS,
    CATEGORIES,
    LABELS,
    TAX_RATES,
    day_near,
    maybe,
    often,
    some,
)

GROUPS = (
    (Phase.LINE, GroupDef(code="line_first", per=Per.LINE)),
    (Phase.LINE, GroupDef(code="line_best", choice=Choice.BEST, per=Per.LINE)),
    (Phase.LINE, GroupDef(code="visit_first")),
    (Phase.BASKET, GroupDef(code="deal_first")),
    (Phase.BASKET, GroupDef(code="deal_best", choice=Choice.BEST)),
    (Phase.BASKET, GroupDef(code="a_deal_best", choice=Choice.BEST)),
    (Phase.EARNING, GroupDef(code="points_first")),
    (Phase.EARNING, GroupDef(code="points_best", choice=Choice.BEST)),
    (Phase.AFTER, GroupDef(code="gift_best", choice=Choice.BEST)),
)
PEOPLE = ("ada", "bea", "cleo")
VOUCHERS = tuple(VoucherId(UUID(int=number)) for number in (1, 2, 3))


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A programme, and a visit for it."""

    programme: Programme
    facts: Facts


def pair(number: int) -> Pair:
    """The pair of that number."""
    chance = random.Random(f"pair {number}")
    made = programme(chance)
    return Pair(programme=made, facts=facts(chance, made))


def programme(chance: random.Random) -> Programme:
    """Up to nine rules and three rewards."""
    codes = [f"rule{number}" for number in range(chance.randint(1, 9))]
    rewards = [f"reward{number}" for number in range(chance.randint(0, 3))]
    rules = _with_forbidden(chance, [_rule(chance, code, [*codes, *rewards]) for code in codes])
    return Programme(
        version=7,
        name="Any",
        currency="EUR",
        counters=_counters(chance),
        tiers=tuple(
            TierDef(code=code, title=TITLE, threshold=threshold, term_months=chance.choice((0, 3, 12)))
            for code, threshold in zip(TIERS, (50, 200, 600), strict=True)
        ),
        tier_basis=_tier_basis(chance),
        groups=tuple(group for _, group in GROUPS),
        rules=rules,
        rewards=tuple(_reward(chance, code, [*codes, *rewards]) for code in rewards),
        policies=_policies(chance),
        safeguards=Safeguards(
            earning_visits_a_day=chance.choice((3, 10)),
            anniversary_edit_days=chance.choice((0, 30)),
            staff_earn_own=often(chance, 50),
        ),
        control_ppm=chance.choice((1, 396_490, 396_491, 500_000)),
    )


def _counters(chance: random.Random) -> tuple[CounterDef, ...]:
    return tuple(
        CounterDef(
            code=code,
            title=TITLE,
            unit=CounterUnit.MONEY if code == "credit" else CounterUnit.POINTS,
            rounding=chance.choice(list(Rounding)),
            worth_minor=chance.choice((0, 1, 7)),
        )
        for code in COUNTERS
    )


def _tier_basis(chance: random.Random) -> HistoryQuery:
    metric = chance.choice((Metric.POINTS_EARNED, Metric.POINTS_EARNED, Metric.REVENUE, Metric.VISITS))
    is_other = metric is Metric.POINTS_EARNED and often(chance, 40)
    kind = chance.choice((WindowKind.YEAR, WindowKind.LIFETIME))
    return HistoryQuery(metric=metric, window=Window(kind=kind), scope="counter:stamps" if is_other else "")


def _rule(chance: random.Random, code: str, codes: list[str]) -> Rule:
    phase = chance.choice([*Phase, Phase.EARNING])
    groups = [group.code for place, group in GROUPS if place is phase]
    return Rule(
        code=code,
        title=TITLE,
        phase=phase,
        priority=chance.randint(-1, 1),
        when=condition_or_none(chance, codes),
        effects=tuple(effect(chance, phase) for _ in range(chance.choice((1, 1, 1, 2, 3)))),
        group=chance.choice(groups) if often(chance, 45) else "",
        limits=_limits(chance) if often(chance, 25) else Limits(),
        cap_minor=maybe(chance, 20, chance.randint(1, 900)),
        cap_points=maybe(chance, 20, chance.randint(1, 60)),
    )


def _limits(chance: random.Random) -> Limits:
    return Limits(
        per_visit=maybe(chance, 20, chance.randint(1, 2)),
        per_day=maybe(chance, 20, chance.randint(1, 3)),
        per_week=maybe(chance, 20, chance.randint(1, 3)),
        per_month=maybe(chance, 20, chance.randint(1, 4)),
        per_year=maybe(chance, 20, chance.randint(1, 4)),
        in_total=maybe(chance, 20, chance.randint(1, 6)),
        overall=maybe(chance, 20, chance.randint(1, 9)),
    )


def _with_forbidden(chance: random.Random, rules: list[Rule]) -> tuple[Rule, ...]:
    """Some rules forbid some that come after them."""
    best = {group.code for _, group in GROUPS if group.choice is Choice.BEST}

    def place(rule: Rule) -> tuple[int, bool, tuple[int, str]]:
        is_rival = rule.group in best
        own = (0, "") if is_rival else (rule.priority, rule.code)
        return list(Phase).index(rule.phase), is_rival, own

    made = []
    for rule in rules:
        later = [other.code for other in rules if place(other) > place(rule)]
        made.append(
            replace(rule, forbids=some(chance, later, most=2)) if later and often(chance, 20) else rule
        )
    return tuple(made)


def _reward(chance: random.Random, code: str, codes: list[str]) -> RewardDef:
    return RewardDef(
        code=code,
        title=TITLE,
        counter=chance.choice(POINTS_COUNTERS),
        cost=chance.randint(1, 150),
        effect=bought_effect(chance),
        when=maybe(chance, 30, condition(chance, codes)),
        per_visit_max=chance.randint(1, 3),
    )


def _policies(chance: random.Random) -> Policies:
    return Policies(
        earning_base=chance.choice(list(policy.EarningBase)),
        reward_lowers_base=often(chance, 50),
        multiples=chance.choice(list(policy.Multiples)),
        reward_cost=chance.choice(list(policy.RewardCost)),
        gift_card_earns=often(chance, 50),
        unearning_reduced=often(chance, 50),
        fixed_discount=chance.choice(list(policy.FixedDiscount)),
        last_day=chance.choice(list(policy.LastDay)),
        tier_counts=chance.choice(list(policy.TierCounts)),
        birthdays=chance.choice(list(policy.Birthdays)),
    )


def facts(chance: random.Random, made: Programme) -> Facts:
    """A visit of which most of what the programme asks for is known."""
    day = day_near(chance, TODAY, 15) if often(chance, 80) else date(2028, 2, chance.choice((28, 29)))
    codes = [*(rule.code for rule in made.rules), *(reward.code for reward in made.rewards)]
    chosen = [*codes, *(f"voucher:{number}" for number in VOUCHERS)]
    return Facts(
        visit=_visit(chance, day),
        member=_member(chance, day),
        history=tuple(
            WindowValue(key=query.key, value=chance.randrange(_most_of(query.metric)))
            for query in needs(compile_programme(made))
            if often(chance, 90)
        ),
        balances=tuple(
            CounterBalance(counter=code, amount=chance.randrange(600))
            for code in COUNTERS
            if often(chance, 90)
        ),
        uses=tuple(_use(chance, chance.choice(codes), day) for _ in range(chance.randint(0, 9))),
        requested=tuple(
            chance.choice([*(reward.code for reward in made.rewards), "gone"])
            for _ in range(chance.randint(0, 4))
        ),
        refused=frozenset(code for code in codes if often(chance, 4)),
        overall=tuple(
            OverallUse(rule=rule.code, total=chance.randrange(10))
            for rule in made.rules
            if rule.limits.overall
        ),
        vouchers=tuple(_voucher(chance, number, day) for number in VOUCHERS if often(chance, 30)),
        presented=tuple(chance.choice(VOUCHERS) for _ in range(chance.randint(0, 3))),
        chosen=tuple(
            GiftChosen(source=source, option=chance.choice((*OPTIONS, "soup")))
            for source in chosen
            if often(chance, 20)
        ),
    )


def _most_of(metric: Metric) -> int:
    match metric:
        case Metric.VISITS:
            return 8
        case Metric.REVENUE | Metric.QUANTITY:
            return 9000
        case Metric.POINTS_EARNED:
            return 700
        case Metric.USES:
            return 4
        case Metric.DAYS_SINCE:
            return 120


def _visit(chance: random.Random, day: date) -> VisitFacts:
    zone = timezone(timedelta(hours=chance.choice((-3, 1, 2))))
    at = datetime(day.year, day.month, day.day, chance.randrange(24), chance.randrange(60), tzinfo=zone)
    return VisitFacts(
        id=VisitId(UUID(int=chance.getrandbits(128))),
        shop=chance.choice(SHOPS),
        till=chance.choice(TILLS),
        at=at + timedelta(days=at.hour < 4),
        business_day=day,
        lines=_basket(chance),
        medium=chance.choice(list(Medium)),
        trust=chance.choice(list(Trust)),
        codes=tuple(f" {code.upper()}" for code in CODES if often(chance, 50)),
        staff_own=often(chance, 10),
        gift_card_minor=chance.choice((0, 0, 700, 9000)),
        channel=chance.choice(list(SalesChannel)),
    )


def _basket(chance: random.Random) -> tuple[BasketLine, ...]:
    if often(chance, 10):
        return tuple(BasketLine(amount_minor=chance.randrange(6000)) for _ in range(chance.randint(0, 2)))
    lines: list[BasketLine] = []
    for _ in range(chance.randint(1, 6)):
        line = _line(chance)
        if sum(each.amount_minor for each in lines) + line.amount_minor >= 0:
            lines.append(line)
    return tuple(chance.sample(lines, len(lines)))


def _line(chance: random.Random) -> BasketLine:
    pieces = chance.choice((1, 1, 1, 2, 3, 4, 7))
    price = chance.choice((0, 1, 33, 100, 250, 999)) if often(chance, 50) else chance.randrange(1500)
    is_weighed, is_returned = often(chance, 10), often(chance, 10)
    amount = price * pieces + (chance.randrange(3) if price else 0)
    quantity = 730 if is_weighed else pieces * 1000
    return BasketLine(
        amount_minor=-amount if is_returned else amount,
        article=chance.choice(("", *ARTICLES)),
        label=chance.choice(("", "Thing")),
        categories=chance.choice(((), *CATEGORIES)),
        brand=chance.choice(BRANDS),
        labels=frozenset(some(chance, LABELS, most=2, least=0)),
        quantity=-quantity if is_returned else quantity,
        tax_rate_ppm=chance.choice(TAX_RATES),
        tax_included=often(chance, 80),
        discounted=often(chance, 15),
        earns=often(chance, 85),
    )


def _member(chance: random.Random, day: date) -> MemberFacts:
    return MemberFacts(
        id=chance.choice((None, *MEMBERS)),
        enrolled_on=day - timedelta(days=chance.randrange(400)),
        tier=chance.choice(("", *TIERS, "gone")),
        tier_until=maybe(chance, 60, day_near(chance, day, 40)),
        labels=frozenset(some(chance, MEMBER_LABELS, most=2, least=0)),
        anniversaries=tuple(
            _anniversary(chance, chance.choice(PEOPLE), day) for _ in range(chance.randint(0, 4))
        ),
        age=maybe(chance, 80, chance.randrange(90)),
        consents=frozenset(some(chance, list(Channel), most=2, least=0)),
    )


def _anniversary(chance: random.Random, person: str, day: date) -> Anniversary:
    who, on = chance.choice(list(Who)), day_near(chance, day, 45)
    return Anniversary(
        who=who,
        person=person,
        day=DayMonth(day=29, month=2) if often(chance, 5) else DayMonth(day=on.day, month=on.month),
        label=chance.choice(("wedding", "name day")) if who is Who.OTHER else "",
        changed_on=maybe(chance, 25, day - timedelta(days=chance.choice((1, 29, 30, 31, 200)))),
    )


def _use(chance: random.Random, code: str, day: date) -> RuleUse:
    return RuleUse(
        rule=code,
        subject=chance.choice(("", *PEOPLE)),
        total=chance.randrange(4),
        this_year=chance.randrange(3),
        this_month=chance.randrange(3),
        this_week=chance.randrange(2),
        today=chance.randrange(2),
        last_on=maybe(chance, 70, day - timedelta(days=chance.randrange(420))),
    )


def _voucher(chance: random.Random, number: VoucherId, day: date) -> VoucherHeld:
    return VoucherHeld(
        id=number,
        source=chance.choice(("thanks", "welcome")),
        title=TITLE,
        effect=later_effect(chance),
        valid_from=day - timedelta(days=chance.randint(-3, 40)),
        valid_until=maybe(chance, 50, day + timedelta(days=chance.randint(-5, 40))),
        least_minor=chance.choice((0, 0, 1000, 4000)),
    )
