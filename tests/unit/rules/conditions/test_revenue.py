"""`revenue`: so much spent in a window."""

from hypothesis import given
from hypothesis import strategies as st

from fidpos.rules.bounds import Bounds
from fidpos.rules.conditions.revenue import Revenue
from fidpos.rules.effect import Phase
from fidpos.rules.effects.amount_off import AmountOff
from fidpos.rules.effects.message import Message
from fidpos.rules.evaluation import Miss, Unit
from fidpos.rules.windows import Window, WindowKind
from tests.unit.rules.build import TITLE, facts, miss_of, programme, rule, run, trace_of

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


def test_an_unknown_history_does_not_hold() -> None:
    assert miss_of(TWO_HUNDRED, facts(100)) == Miss("revenue", None, 20_000)


@given(st.integers(0, 10**7), st.integers(0, 10**6), st.integers(0, 10**7))
def test_including_this_visit_adds_its_amount(before: int, amount: int, threshold: int) -> None:
    condition = Revenue(window=YEAR, bounds=Bounds(at_least=threshold), including_this=True)

    held = miss_of(condition, facts(amount, history={"revenue/year": before})) is None

    assert held == (before + amount >= threshold)
