"""`visits`: so many visits in a window."""

from hypothesis import given
from hypothesis import strategies as st

from fidpos.rules.bounds import Bounds
from fidpos.rules.conditions.visits import Visits
from fidpos.rules.evaluation import Miss, Unit
from fidpos.rules.scope import Scope, Selection
from fidpos.rules.windows import Window, WindowKind
from tests.unit.rules.build import facts, line, miss_of

MONTH = Window(kind=WindowKind.MONTH)
FOUR_BEFORE = Visits(window=MONTH, bounds=Bounds(at_least=4))
FOUR_WITH_THIS = Visits(window=MONTH, bounds=Bounds(at_least=4), including_this=True)


def test_enough_visits_hold() -> None:
    assert miss_of(FOUR_BEFORE, facts(100, history={"visits/month": 6})) is None


def test_too_few_visits_say_how_many_are_missing() -> None:
    assert miss_of(FOUR_BEFORE, facts(100, history={"visits/month": 1})) == Miss(
        "visits", 1, 4, 3, Unit.VISITS
    )


def test_this_visit_counts_only_when_it_is_said_to() -> None:
    three_before = facts(100, history={"visits/month": 3})

    assert miss_of(FOUR_WITH_THIS, three_before) is None
    assert miss_of(FOUR_BEFORE, three_before) is not None


def test_a_member_who_stayed_away_is_seen_by_an_upper_bound_of_zero() -> None:
    away = Visits(window=Window(kind=WindowKind.DAYS, count=90), bounds=Bounds(at_most=0))

    assert miss_of(away, facts(100, history={"visits/days-90": 0})) is None
    assert miss_of(away, facts(100, history={"visits/days-90": 1})) == Miss("visits", 1, 0)


def test_with_a_scope_only_visits_with_something_of_it_count() -> None:
    coffee = Scope(only=Selection(categories=("coffee",)))
    fourth = Visits(window=MONTH, bounds=Bounds(at_least=4), scope=coffee, including_this=True)
    history = {"visits/month": 20, "visits/month/category:coffee": 3}

    assert miss_of(fourth, facts(lines=[line(200, "coffee")], history=history)) is None
    assert miss_of(fourth, facts(lines=[line(200, "tea")], history=history)) == Miss(
        "visits", 3, 4, 1, Unit.VISITS
    )


def test_an_unknown_history_does_not_hold() -> None:
    assert miss_of(FOUR_BEFORE, facts(100)) == Miss("visits", None, 4)


@given(st.integers(0, 50), st.integers(0, 50))
def test_counting_this_visit_is_like_one_visit_more_before(before: int, threshold: int) -> None:
    with_this = Visits(window=MONTH, bounds=Bounds(at_least=threshold), including_this=True)
    without = Visits(window=MONTH, bounds=Bounds(at_least=threshold))

    assert miss_of(with_this, facts(100, history={"visits/month": before})) == miss_of(
        without, facts(100, history={"visits/month": before + 1})
    )
