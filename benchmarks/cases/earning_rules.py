"""Thirty-four earning rules that other engines can express too, and their visit: nothing is shared or split.

Discounts (split over lines by largest remainder, each lowering what the next one sees), multiples of what was
earned, limits and birthdays stay away: the other engines evaluate expressions and would need them written
around. A value in `context` is one that a programmer would have at hand there.
"""

from collections.abc import Iterator
from datetime import time
from typing import NamedTuple

from benchmarks.cases.fifty_rules import AMOUNTS, CATEGORIES, REVENUES, TIERS, VISITS, visit
from fidpos.rules.bounds import Bounds
from fidpos.rules.condition import Condition
from fidpos.rules.conditions.all_of import AllOf
from fidpos.rules.conditions.amount import Amount
from fidpos.rules.conditions.hours import Hours
from fidpos.rules.conditions.revenue import Revenue
from fidpos.rules.conditions.tier import Tier
from fidpos.rules.conditions.visits import Visits
from fidpos.rules.conditions.weekday import Day, Weekday
from fidpos.rules.effect import Effect, Phase
from fidpos.rules.effects.earn_fixed import EarnFixed
from fidpos.rules.effects.earn_per_amount import EarnPerAmount
from fidpos.rules.facts import Facts
from fidpos.rules.programme import CounterDef, Programme, Rule, TierDef
from fidpos.rules.scope import Scope, Selection
from fidpos.rules.titles import Titles
from fidpos.rules.windows import Window, WindowKind

_TITLE = Titles(fr="Règle", en="Rule")
_QUARTER = Window(kind=WindowKind.DAYS, count=90)
_YEAR = Window(kind=WindowKind.MONTHS, count=12)


class Earning(NamedTuple):
    """One rule, as ours and in words that the other engines share.

    Attributes:
        test: what it wants, as an expression; empty for always.
        points: what it gives, or the points per 100 of `category`, or of the whole when that is empty.
    """

    code: str
    when: Condition | None
    effect: Effect
    test: str = ""
    points: int = 0
    category: str = ""


def earnings() -> Iterator[Earning]:
    """The rules, in order of priority."""
    yield Earning("base", None, _per_euro(Scope()))
    for category in CATEGORIES:
        scope = Scope(only=Selection(categories=(category,)))
        yield Earning(f"earn_{category}", None, _per_euro(scope), category=category)
    for least in AMOUNTS:
        enough: Condition = Amount(bounds=Bounds(at_least=least))
        yield _bonus(f"amount_{least}", enough, f"amount >= {least}", 10)
    for times in VISITS:
        enough = Visits(window=_QUARTER, bounds=Bounds(at_least=times))
        yield _bonus(f"visits_{times}", enough, f"visits >= {times}", 5)
    for spent in REVENUES:
        enough = Revenue(window=_YEAR, bounds=Bounds(above=spent))
        yield _bonus(f"spent_{spent}", enough, f"revenue > {spent}", 8)
    for tier in TIERS:
        yield _bonus(f"tier_{tier}", Tier(tiers=(tier,)), f'tier == "{tier}"', 20)
    morning = AllOf(of=(Weekday(days=(Day.TUESDAY,)), Hours(start=time(8), end=time(12))))
    yield _bonus("morning", morning, "weekday == 1 and hour >= 8 and hour < 12", 15)


def programme() -> Programme:
    """The same, as ours."""
    return Programme(
        version=1,
        name="Benchmark",
        currency="EUR",
        counters=(CounterDef(code="points", title=_TITLE),),
        tiers=tuple(TierDef(code=code, title=_TITLE, threshold=n * 1000) for n, code in enumerate(TIERS)),
        rules=tuple(
            Rule(
                code=each.code,
                title=_TITLE,
                phase=Phase.EARNING,
                priority=priority,
                when=each.when,
                effects=(each.effect,),
            )
            for priority, each in enumerate(earnings())
        ),
    )


def context(facts: Facts) -> dict[str, object]:
    """What the expressions name."""
    history = {value.key: value.value for value in facts.history}
    return {
        "amount": facts.visit.amount_minor,
        "lines": [
            {"amount": line.amount_minor, "categories": list(line.categories)} for line in facts.visit.lines
        ],
        "tier": facts.member.tier,
        "visits": history["visits/days-90"],
        "revenue": history["revenue/months-12"],
        "weekday": facts.visit.business_day.weekday(),
        "hour": facts.visit.at.hour,
    }


__all__ = ["Earning", "context", "earnings", "programme", "visit"]


def _per_euro(scope: Scope) -> Effect:
    return EarnPerAmount(counter="points", points=1, per_minor=100, scope=scope)


def _bonus(code: str, when: Condition, test: str, points: int) -> Earning:
    return Earning(code, when, EarnFixed(counter="points", points=points), test, points)
