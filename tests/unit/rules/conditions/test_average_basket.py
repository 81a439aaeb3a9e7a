"""`average_basket`: the member spends so much a visit, never rounded."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.rules.bounds import Bounds
from fidpos.rules.conditions.average_basket import AverageBasket
from fidpos.rules.evaluation import Miss
from fidpos.rules.windows import Window, WindowKind
from tests.unit.rules.build import facts, miss_of

QUARTER = Window(kind=WindowKind.QUARTER)
AT_LEAST_20 = AverageBasket(window=QUARTER, bounds=Bounds(at_least=2000))


def spent(revenue: int, visits: int) -> dict[str, int]:
    return {"revenue/quarter": revenue, "visits/quarter": visits}


def test_a_large_enough_average_holds() -> None:
    assert miss_of(AT_LEAST_20, facts(100, history=spent(9000, 3))) is None


def test_too_small_an_average_is_told_in_whole_minor_units() -> None:
    assert miss_of(AT_LEAST_20, facts(100, history=spent(5000, 3))) == Miss("average_basket", 1666, 2000)


def test_an_average_that_is_a_fraction_too_high_is_told_so() -> None:
    at_most_20 = AverageBasket(window=QUARTER, bounds=Bounds(at_least=100, at_most=2000))

    assert miss_of(at_most_20, facts(100, history=spent(6001, 3))) == Miss("average_basket", 2001, 2000)


def test_a_fraction_of_a_cent_decides() -> None:
    above_20 = AverageBasket(window=QUARTER, bounds=Bounds(above=2000))

    assert miss_of(AT_LEAST_20, facts(100, history=spent(5999, 3))) is not None
    assert miss_of(AT_LEAST_20, facts(100, history=spent(6000, 3))) is None
    assert miss_of(above_20, facts(100, history=spent(6000, 3))) is not None
    assert miss_of(above_20, facts(100, history=spent(6001, 3))) is None


def test_this_visit_counts_with_its_amount_when_it_is_said_to() -> None:
    with_this = AverageBasket(window=QUARTER, bounds=Bounds(at_least=2000), including_this=True)

    assert miss_of(with_this, facts(3000, history=spent(1000, 1))) is None


@pytest.mark.parametrize("history", [spent(0, 0), {}])
def test_without_a_visit_there_is_no_average(history: dict[str, int]) -> None:
    assert miss_of(AT_LEAST_20, facts(100, history=history)) == Miss("average_basket", None, 2000)


@given(st.integers(0, 10**6), st.integers(1, 500), st.integers(0, 3000), st.integers(0, 3000))
def test_it_agrees_with_exact_fractions(revenue: int, visits: int, low: int, width: int) -> None:
    history = spent(revenue, visits)
    inclusive = AverageBasket(window=QUARTER, bounds=Bounds(at_least=low, at_most=low + width))
    strict = AverageBasket(window=QUARTER, bounds=Bounds(above=low, below=low + width + 2))
    average = Fraction(revenue, visits)

    assert (miss_of(inclusive, facts(100, history=history)) is None) == (low <= average <= low + width)
    assert (miss_of(strict, facts(100, history=history)) is None) == (low < average < low + width + 2)
