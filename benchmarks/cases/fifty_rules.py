"""Fifty rules, a visit with twenty lines, and the same rules as a function written by hand."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, timezone
from typing import NamedTuple
from uuid import UUID

from fidpos.domain.basket import BasketLine
from fidpos.domain.clock import DayMonth
from fidpos.domain.ids import ShopId, TillId, VisitId
from fidpos.domain.money import PPM, allocate, floor_ratio, half_up_ratio
from fidpos.rules.bounds import Bounds
from fidpos.rules.condition import Condition
from fidpos.rules.conditions.all_of import AllOf
from fidpos.rules.conditions.amount import Amount
from fidpos.rules.conditions.anniversary import Anniversary
from fidpos.rules.conditions.every_n_visits import EveryNVisits
from fidpos.rules.conditions.hours import Hours
from fidpos.rules.conditions.revenue import Revenue
from fidpos.rules.conditions.tier import Tier
from fidpos.rules.conditions.visits import Visits
from fidpos.rules.conditions.weekday import Day, Weekday
from fidpos.rules.effect import Effect, Phase
from fidpos.rules.effects.amount_off import AmountOff
from fidpos.rules.effects.earn_fixed import EarnFixed
from fidpos.rules.effects.earn_per_amount import EarnPerAmount
from fidpos.rules.effects.gift import Gift
from fidpos.rules.effects.multiply_earned import MultiplyEarned
from fidpos.rules.effects.percent_off import PercentOff
from fidpos.rules.facts import Anniversary as Occasion
from fidpos.rules.facts import Facts, MemberFacts, RuleUse, VisitFacts, Who
from fidpos.rules.history import WindowValue
from fidpos.rules.programme import CounterDef, Programme, Rule, TierDef
from fidpos.rules.scope import Scope, Selection
from fidpos.rules.titles import Titles
from fidpos.rules.windows import Window, WindowKind

CATEGORIES = tuple(f"category{n}" for n in range(10))
AMOUNTS = tuple(range(2000, 18_000, 2000))
VISITS = (2, 5, 10, 20, 50)
REVENUES = (10_000, 20_000, 50_000, 100_000, 200_000)
TIERS = ("bronze", "silver", "gold", "platinum")
FACTORS_PPM = (1_100_000, 1_250_000, 1_500_000, 2_000_000)
WHO = (Who.MEMBER, Who.SPOUSE, Who.CHILD)
TITLE = Titles(fr="Règle", en="Rule")


class Outcome(NamedTuple):
    """What the engine and the function must agree on."""

    discounts: list[tuple[int, str, int]]
    earned: list[tuple[str, str, int]]
    gifts: list[str]
    uses: list[tuple[str, str]]
    tier: tuple[str, int]


def programme() -> Programme:
    """Fifty rules: on categories, amounts, history, tiers, hours and birthdays."""
    return Programme(
        version=1,
        name="Benchmark",
        currency="EUR",
        counters=(CounterDef(code="points", title=TITLE),),
        tiers=tuple(TierDef(code=code, title=TITLE, threshold=n * 1000) for n, code in enumerate(TIERS)),
        rules=tuple(_rules()),
    )


def _rules() -> Iterator[Rule]:
    gold, best = Tier(tiers=("gold",)), Tier(tiers=("gold", "platinum"))
    morning = AllOf(of=(Weekday(days=(Day.TUESDAY,)), Hours(start=time(8), end=time(12))))
    for n, category in enumerate(CATEGORIES):
        scope = Scope(only=Selection(categories=(category,)))
        less = PercentOff(share_ppm=100_000, scope=scope)
        yield _rule(Phase.LINE, n, f"less_{category}", less, gold if n % 2 else morning)
    at_least_50 = Amount(bounds=Bounds(at_least=5000))
    yield _rule(Phase.BASKET, 0, "less_basket", PercentOff(share_ppm=50_000, cap_minor=500), best)
    yield _rule(Phase.BASKET, 1, "five_off", AmountOff(amount_minor=500), at_least_50)

    yield _rule(Phase.EARNING, 0, "base", EarnPerAmount(counter="points", points=1, per_minor=100))
    for n, category in enumerate(CATEGORIES):
        scope = Scope(only=Selection(categories=(category,)))
        earn = EarnPerAmount(counter="points", points=1, per_minor=100, scope=scope)
        yield _rule(Phase.EARNING, 10 + n, f"earn_{category}", earn)
    for n, threshold in enumerate(AMOUNTS):
        enough: Condition = Amount(bounds=Bounds(at_least=threshold))
        yield _rule(Phase.EARNING, 20 + n, f"amount_{threshold}", _bonus(10), enough)
    for n, visits in enumerate(VISITS):
        enough = Visits(window=Window(kind=WindowKind.DAYS, count=90), bounds=Bounds(at_least=visits))
        yield _rule(Phase.EARNING, 30 + n, f"visits_{visits}", _bonus(5), enough)
    for n, spent in enumerate(REVENUES):
        enough = Revenue(window=Window(kind=WindowKind.MONTHS, count=12), bounds=Bounds(above=spent))
        yield _rule(Phase.EARNING, 40 + n, f"spent_{spent}", _bonus(8), enough)
    for n, who in enumerate(WHO):
        near = Anniversary(who=(who,), days_before=7, days_after=7)
        yield _rule(Phase.EARNING, 50 + n, f"birthday_{who.value}", _bonus(50), near)
    for tier, factor_ppm in zip(TIERS, FACTORS_PPM, strict=True):
        multiply = MultiplyEarned(counter="points", factor_ppm=factor_ppm)
        yield _rule(Phase.EARNING, 60, f"tier_{tier}", multiply, Tier(tiers=(tier,)))
    yield _rule(Phase.AFTER, 0, "tenth", Gift(title=TITLE), EveryNVisits(n=10))
    yield _rule(Phase.AFTER, 1, "fiftieth", Gift(title=TITLE), EveryNVisits(n=50))


def _rule(phase: Phase, priority: int, code: str, effect: Effect, when: Condition | None = None) -> Rule:
    return Rule(code=code, title=TITLE, phase=phase, priority=priority, when=when, effects=(effect,))


def _bonus(points: int) -> EarnFixed:
    return EarnFixed(counter="points", points=points)


def visit() -> Facts:
    """A gold member with twenty lines on a Tuesday morning, a child's birthday near."""
    history = {
        "points_earned/months-12": 2500,
        "revenue/months-12": 72_000,
        "visits/day": 0,
        "visits/days-90": 12,
        "visits/lifetime": 79,
    }
    occasions = ((Who.MEMBER, 2, 3), (Who.SPOUSE, 5, 9), (Who.CHILD, 26, 11), (Who.CHILD, 14, 6))
    return Facts(
        visit=VisitFacts(
            id=VisitId(UUID(int=1)),
            shop=ShopId(UUID(int=2)),
            till=TillId(UUID(int=3)),
            at=datetime(2026, 11, 24, 9, 30, tzinfo=timezone(timedelta(hours=1))),
            business_day=date(2026, 11, 24),
            lines=tuple(
                BasketLine(amount_minor=199 + 137 * n % 900, categories=("food", CATEGORIES[n % 10]))
                for n in range(20)
            ),
        ),
        member=MemberFacts(
            enrolled_on=date(2023, 3, 1),
            tier="gold",
            anniversaries=tuple(
                Occasion(who=who, person=f"person{n}", day=DayMonth(day=day, month=month))
                for n, (who, day, month) in enumerate(occasions)
            ),
        ),
        history=tuple(WindowValue(key=key, value=value) for key, value in history.items()),
        uses=(RuleUse(rule="birthday_child", subject="person3", total=2, last_on=date(2026, 6, 12)),),
    )


def by_hand(facts: Facts) -> Outcome:
    """The fifty rules as one would write them for this merchant alone, without a trace."""
    net = [line.amount_minor for line in facts.visit.lines]
    of_category: dict[str, list[int]] = {category: [] for category in CATEGORIES}
    for index, line in enumerate(facts.visit.lines):
        for category in line.categories:
            if category in of_category:
                of_category[category].append(index)
    discounts = _discounts_by_hand(facts, net, of_category)
    earned, uses = _points_by_hand(facts, net, of_category)
    history = {value.key: value.value for value in facts.history}
    visits = history["visits/lifetime"] + 1
    value = history["points_earned/months-12"] + sum([points for _, _, points in earned])
    tier = max(TIERS.index(facts.member.tier), min(value // 1000, 3))
    gifts = [name for name, n in (("tenth", 10), ("fiftieth", 50)) if visits % n == 0]
    return Outcome(discounts, earned, gifts, uses, (TIERS[tier], value))


def _discounts_by_hand(
    facts: Facts, net: list[int], of_category: dict[str, list[int]]
) -> list[tuple[int, str, int]]:
    discounts: list[tuple[int, str, int]] = []
    amount = due = sum(net)

    def take_off(source: str, off: int, lines: list[int]) -> None:
        for index, share in zip(lines, allocate(off, [net[line] for line in lines]), strict=True):
            if share:
                net[index] -= share
                discounts.append((index, source, share))

    morning = 8 <= facts.visit.at.hour < 12 and facts.visit.business_day.weekday() == 1
    for number, (category, lines) in enumerate(of_category.items()):
        if lines and (facts.member.tier == "gold" if number % 2 else morning):
            off = half_up_ratio(sum([net[line] for line in lines]), 100_000, PPM)
            take_off(f"less_{category}", off, lines)
            due -= off
    everything = list(range(len(net)))
    if facts.member.tier in {"gold", "platinum"}:
        off = min(500, half_up_ratio(due, 50_000, PPM))
        take_off("less_basket", off, everything)
        due -= off
    if amount >= 5000 and due:
        take_off("five_off", min(500, due), everything)
    return discounts


def _points_by_hand(
    facts: Facts, net: list[int], of_category: dict[str, list[int]]
) -> tuple[list[tuple[str, str, int]], list[tuple[str, str]]]:
    earned: list[tuple[str, str, int]] = []
    uses: list[tuple[str, str]] = []
    history = {value.key: value.value for value in facts.history}
    multiplied = floor_ratio(sum(net), 1, 100)
    if multiplied:
        earned.append(("points", "base", multiplied))
    for category, lines in of_category.items():
        points = floor_ratio(sum([net[line] for line in lines]), 1, 100)
        if points:
            earned.append(("points", f"earn_{category}", points))
            multiplied += points
    amount, visits, revenue = (
        facts.visit.amount_minor,
        history["visits/days-90"],
        history["revenue/months-12"],
    )
    earned += [("points", f"amount_{each}", 10) for each in AMOUNTS if amount >= each]
    earned += [("points", f"visits_{each}", 5) for each in VISITS if visits >= each]
    earned += [("points", f"spent_{each}", 8) for each in REVENUES if revenue > each]
    for occasion in facts.member.anniversaries:
        if -7 <= occasion.day.days_from(facts.visit.business_day) <= 7:
            last = [use.last_on for use in facts.uses if use.subject == occasion.person and use.last_on]
            if not any((facts.visit.business_day - day).days < 351 for day in last):
                earned.append(("points", f"birthday_{occasion.who.value}", 50))
                uses.append((f"birthday_{occasion.who.value}", occasion.person))
    factor_ppm = FACTORS_PPM[TIERS.index(facts.member.tier)]
    earned.append(("points", f"tier_{facts.member.tier}", floor_ratio(multiplied, factor_ppm - PPM, PPM)))
    return earned, uses
