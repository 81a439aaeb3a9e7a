"""`bought`: so many coffees in a window."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.rules.bounds import Bounds
from fidpos.rules.conditions.bought import Bought
from fidpos.rules.evaluation import Miss, Unit
from fidpos.rules.scope import Scope, Selection
from fidpos.rules.windows import Window, WindowKind
from tests.unit.rules.build import facts, line, miss_of

COFFEE = Scope(only=Selection(categories=("coffee",)))
MONTH = Window(kind=WindowKind.MONTH)
KEY = "quantity/month/category:coffee"
TEN = Bounds(at_least=10_000)
TEN_COFFEES = Bought(window=MONTH, bounds=TEN, scope=COFFEE)
WITH_THIS = Bought(window=MONTH, bounds=TEN, scope=COFFEE, including_this=True)


@pytest.mark.parametrize(
    ("before", "miss"),
    [
        (12_000, None),
        (10_000, None),
        (8_500, Miss("bought", 8_500, 10_000, 1_500, Unit.ITEMS)),
    ],
)
def test_the_units_of_the_window_lie_within_bounds(before: int, miss: Miss | None) -> None:
    assert miss_of(TEN_COFFEES, facts(100, history={KEY: before})) == miss


def test_an_unknown_history_never_holds() -> None:
    assert miss_of(TEN_COFFEES, facts(100)) == Miss("bought", None, 10_000)


def test_this_visit_counts_when_it_is_included() -> None:
    two_coffees = facts(lines=[line(400, "coffee", quantity=2000), line(90, "bread")], history={KEY: 8_000})

    assert miss_of(WITH_THIS, two_coffees) is None
    assert miss_of(TEN_COFFEES, two_coffees) is not None


def test_a_typed_amount_adds_nothing() -> None:
    assert miss_of(WITH_THIS, facts(900, history={KEY: 9_000})) == Miss(
        "bought", 9_000, 10_000, 1_000, Unit.ITEMS
    )


@given(st.integers(0, 20_000), st.integers(1, 20))
def test_every_nth_is_reached_exactly(before: int, pieces: int) -> None:
    basket = facts(lines=[line(100, "coffee", quantity=1000 * pieces)], history={KEY: before})

    assert (miss_of(WITH_THIS, basket) is None) == (before + 1000 * pieces >= 10_000)
