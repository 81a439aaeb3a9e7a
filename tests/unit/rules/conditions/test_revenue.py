"""`revenue`: so much spent in a window."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain.errors import ProgrammeError
from fidpos.rules.bounds import Bounds
from fidpos.rules.conditions.revenue import Revenue
from fidpos.rules.effect import Phase
from fidpos.rules.effects.amount_off import AmountOff
from fidpos.rules.effects.earn_fixed import EarnFixed
from fidpos.rules.effects.message import Message
from fidpos.rules.evaluation import Miss, RuleUsed, Unit
from fidpos.rules.scope import Scope, Selection
from fidpos.rules.windows import Window, WindowKind
from tests.unit.rules.build import TITLE, facts, line, miss_of, programme, rule, run, trace_of

YEAR = Window(kind=WindowKind.YEAR)
TWO_HUNDRED = Revenue(window=YEAR, bounds=Bounds(at_least=20_000))
TWO_HUNDRED_WITH_THIS = Revenue(window=YEAR, bounds=Bounds(at_least=20_000), including_this=True)


def test_enough_revenue_holds() -> None:
    assert miss_of(TWO_HUNDRED, facts(100, history={"revenue/year": 25_000})) is None


def test_too_little_says_how_much_is_missing() -> None:
    miss = miss_of(TWO_HUNDRED, facts(100, history={"revenue/year": 19_680}))

    assert miss == Miss("revenue", 19_680, 20_000, 320, Unit.MINOR)


def test_this_visit_may_reach_the_threshold_to_the_cent() -> None:
    history = {"revenue/year": 19_000}

    assert miss_of(TWO_HUNDRED_WITH_THIS, facts(1000, history=history)) is None
    assert miss_of(TWO_HUNDRED_WITH_THIS, facts(999, history=history)) is not None


def test_what_earlier_rules_took_off_this_visit_is_not_revenue() -> None:
    five_off = rule("five_off", AmountOff(amount_minor=500), phase=Phase.BASKET)
    probe = rule("probe", Message(text=TITLE), when=TWO_HUNDRED_WITH_THIS)

    evaluation = run(programme(five_off, probe), facts(1000, history={"revenue/year": 19_000}))

    assert trace_of(evaluation, "probe").miss == Miss("revenue", 19_500, 20_000, 500, Unit.MINOR)


def test_with_a_scope_only_its_lines_count() -> None:
    wine = Scope(only=Selection(categories=("wine",)))
    hundred = Revenue(window=YEAR, bounds=Bounds(at_least=10_000), scope=wine, including_this=True)
    history = {"revenue/year": 90_000, "revenue/year/category:wine": 8_000}
    basket = [line(1500, "wine"), line(4000, "bread")]

    assert miss_of(hundred, facts(lines=basket, history=history)) == Miss(
        "revenue", 9_500, 10_000, 500, Unit.MINOR
    )


def test_since_its_last_use_a_rule_begins_anew() -> None:
    again = Revenue(window=Window(kind=WindowKind.SINCE_LAST_USE), bounds=Bounds(at_least=20_000))
    since = facts(100, history={"revenue/lifetime": 90_000, "revenue/since_last_use-probe": 19_000})
    probe = rule("probe", EarnFixed(counter="points", points=1), when=again)

    assert miss_of(again, since) == Miss("revenue", 19_000, 20_000, 1_000, Unit.MINOR)
    assert run(programme(probe), facts(100, history={"revenue/since_last_use-probe": 20_000})).rule_uses == (
        RuleUsed(rule="probe"),
    )


def test_a_window_since_the_use_of_a_rule_that_is_not_there_is_refused() -> None:
    window = Window(kind=WindowKind.SINCE_LAST_USE, rule="gone")

    with pytest.raises(ProgrammeError) as error:
        miss_of(Revenue(window=window, bounds=Bounds(at_least=1)), facts(100))

    assert error.value.params["path"] == "rules[0].when.window.rule"


def test_an_unknown_history_does_not_hold() -> None:
    assert miss_of(TWO_HUNDRED, facts(100)) == Miss("revenue", None, 20_000)


@given(st.integers(0, 10**7), st.integers(0, 10**6), st.integers(0, 10**7))
def test_including_this_visit_adds_its_amount(before: int, amount: int, threshold: int) -> None:
    condition = Revenue(window=YEAR, bounds=Bounds(at_least=threshold), including_this=True)

    held = miss_of(condition, facts(amount, history={"revenue/year": before})) is None

    assert held == (before + amount >= threshold)
