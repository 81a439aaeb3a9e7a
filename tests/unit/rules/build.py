"""Small programmes and facts for tests of the rules: what a test does not name is ordinary."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta, timezone
from typing import Any
from uuid import UUID

from fidpos.domain.basket import QUANTITY_UNIT, BasketLine
from fidpos.domain.clock import DayMonth
from fidpos.domain.ids import ShopId, TillId, VisitId
from fidpos.rules.condition import Condition
from fidpos.rules.effect import Effect, Phase
from fidpos.rules.effects.message import Message
from fidpos.rules.engine import compile_programme, evaluate
from fidpos.rules.evaluation import Evaluation, Miss, TraceEntry
from fidpos.rules.facts import Anniversary, CounterBalance, Facts, MemberFacts, RuleUse, VisitFacts, Who
from fidpos.rules.history import WindowValue
from fidpos.rules.programme import CounterDef, Limits, Programme, RewardDef, Rule, TierDef
from fidpos.rules.scope import Scope, Selection
from fidpos.rules.titles import Titles

TUESDAY = date(2026, 11, 24)
PARIS_WINTER = timezone(timedelta(hours=1))
TITLE = Titles(fr="Titre", en="Title")
POINTS = CounterDef(code="points", title=TITLE)
STAMPS = CounterDef(code="stamps", title=TITLE)
SILVER = TierDef(code="silver", title=TITLE, threshold=100)
GOLD = TierDef(code="gold", title=TITLE, threshold=1000)
BREAD = Scope(only=Selection(categories=("bread",)))
DRINKS = Scope(only=Selection(categories=("drinks",)))


def programme(*rules: Rule, rewards: Sequence[RewardDef] = (), **changes: Any) -> Programme:
    """Two counters, two tiers, and these rules."""
    made = Programme(
        version=7,
        name="Test",
        currency="EUR",
        counters=(POINTS, STAMPS),
        tiers=(SILVER, GOLD),
        rules=rules,
        rewards=tuple(rewards),
    )
    return replace(made, **changes)


def rule(
    code: str,
    *effects: Effect,
    when: Condition | None = None,
    phase: Phase = Phase.EARNING,
    priority: int = 0,
    group: str = "",
    limits: Limits | None = None,
) -> Rule:
    """A rule of the earning phase unless said otherwise."""
    return Rule(
        code=code,
        title=TITLE,
        phase=phase,
        priority=priority,
        when=when,
        effects=effects,
        group=group,
        limits=limits or Limits(),
    )


def reward(
    code: str,
    effect: Effect,
    *,
    cost: int,
    counter: str = "points",
    when: Condition | None = None,
    per_visit_max: int = 1,
) -> RewardDef:
    """An entry of the catalogue."""
    return RewardDef(
        code=code,
        title=TITLE,
        counter=counter,
        cost=cost,
        effect=effect,
        when=when,
        per_visit_max=per_visit_max,
    )


def facts(
    *amounts: int,
    lines: Sequence[BasketLine] = (),
    day: date = TUESDAY,
    at: time = time(9, 30),
    tier: str = "",
    tier_until: date | None = None,
    labels: Sequence[str] = (),
    anniversaries: Sequence[Anniversary] = (),
    history: Mapping[str, int] | None = None,
    balances: Mapping[str, int] | None = None,
    uses: Sequence[RuleUse] = (),
    requested: Sequence[str] = (),
    refused: Sequence[str] = (),
    staff_own: bool = False,
) -> Facts:
    """A visit with one anonymous line for each amount, of a member without history unless said otherwise."""
    known = {"visits/day": 0, "visits/lifetime": 0, "points_earned/months-12": 0, **(history or {})}
    return Facts(
        visit=VisitFacts(
            id=VisitId(UUID(int=1)),
            shop=ShopId(UUID(int=2)),
            till=TillId(UUID(int=3)),
            at=datetime.combine(day, at, PARIS_WINTER),
            business_day=day,
            lines=(*(BasketLine(amount_minor=amount) for amount in amounts), *lines),
            staff_own=staff_own,
        ),
        member=MemberFacts(
            enrolled_on=date(2024, 5, 2),
            tier=tier,
            tier_until=tier_until,
            labels=frozenset(labels),
            anniversaries=tuple(anniversaries),
        ),
        history=tuple(WindowValue(key=key, value=value) for key, value in known.items()),
        balances=tuple(CounterBalance(counter=counter, amount=n) for counter, n in (balances or {}).items()),
        uses=tuple(uses),
        requested=tuple(requested),
        refused=frozenset(refused),
    )


def line(amount_minor: int, *categories: str, **changes: Any) -> BasketLine:
    """A basket line in these categories."""
    return BasketLine(amount_minor=amount_minor, categories=categories, **changes)


def pieces(amount_minor: int, count: int, *categories: str, **changes: Any) -> BasketLine:
    """A basket line of so many pieces."""
    return line(amount_minor, *categories, quantity=count * QUANTITY_UNIT, **changes)


def birthday(day: int, month: int, who: Who = Who.MEMBER, person: str = "", **changes: Any) -> Anniversary:
    """A birthday of someone of the household."""
    return Anniversary(who=who, person=person or who.value, day=DayMonth(day=day, month=month), **changes)


def run(made: Programme, given: Facts) -> Evaluation:
    """Compile and evaluate."""
    return evaluate(compile_programme(made), given)


def trace_of(evaluation: Evaluation, code: str) -> TraceEntry:
    """What became of one rule."""
    (entry,) = (entry for entry in evaluation.trace if entry.rule == code)
    return entry


def miss_of(condition: Condition, given: Facts) -> Miss | None:
    """Why a condition does not hold on these facts; None when it does."""
    probe = rule("probe", Message(text=TITLE), when=condition)
    return trace_of(run(programme(probe), given), "probe").miss


def with_visit(given: Facts, **changes: Any) -> Facts:
    """The same facts of another purchase."""
    return replace(given, visit=replace(given.visit, **changes))


def with_member(given: Facts, **changes: Any) -> Facts:
    """The same facts of another member."""
    return replace(given, member=replace(given.member, **changes))
