"""`nth_visit`: exactly the fifth visit, once."""

from hypothesis import given
from hypothesis import strategies as st

from fidpos.rules.conditions.nth_visit import NthVisit
from fidpos.rules.evaluation import Miss, Unit
from fidpos.rules.windows import Window, WindowKind
from tests.unit.rules.build import facts, miss_of

FIFTH = NthVisit(n=5)


def test_the_fifth_visit_holds() -> None:
    assert miss_of(FIFTH, facts(100, history={"visits/lifetime": 4})) is None


def test_an_earlier_visit_says_how_many_are_left() -> None:
    assert miss_of(FIFTH, facts(100, history={"visits/lifetime": 2})) == Miss(
        "nth_visit", 3, 5, 2, Unit.VISITS
    )


def test_the_sixth_visit_is_too_late() -> None:
    assert miss_of(FIFTH, facts(100, history={"visits/lifetime": 5})) == Miss("nth_visit", 6, 5)


def test_an_unknown_history_does_not_hold() -> None:
    assert miss_of(NthVisit(n=5, window=Window(kind=WindowKind.WEEK)), facts(100)) == Miss(
        "nth_visit", None, 5
    )


@given(st.integers(1, 50))
def test_it_holds_on_exactly_one_visit(n: int) -> None:
    held = [
        before + 1
        for before in range(60)
        if miss_of(NthVisit(n=n), facts(100, history={"visits/lifetime": before})) is None
    ]

    assert held == [n]
