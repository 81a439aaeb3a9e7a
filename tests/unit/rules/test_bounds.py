"""Bounds on a whole number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain.errors import InvalidValue
from fidpos.rules.bounds import Bounds
from fidpos.rules.evaluation import Miss, Unit
from fidpos.rules.fields import MINOR_MAX


def test_strict_bounds_leave_their_own_value_out() -> None:
    assert (Bounds(above=10).low, Bounds(below=10).high) == (11, 9)


def test_a_side_left_out_is_open() -> None:
    assert (Bounds(at_most=5).low, Bounds(at_least=5).high) == (0, MINOR_MAX)


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"at_least": 1, "above": 1},
        {"at_most": 1, "below": 1},
        {"at_least": 2, "at_most": 1},
        {"below": 0},
    ],
)
def test_bounds_without_a_meaning_are_refused(arguments: dict[str, int]) -> None:
    with pytest.raises(InvalidValue):
        Bounds(**arguments)


def test_an_unknown_value_misses_without_a_distance() -> None:
    assert Bounds(at_least=3).misser("visits", Unit.VISITS)(None) == Miss("visits", None, 3)


@given(st.integers(0, 100), st.integers(0, 100), st.integers(0, 300))
def test_the_distance_leads_to_the_lower_bound(low: int, width: int, seen: int) -> None:
    bounds = Bounds(at_least=low, at_most=low + width)

    miss = bounds.misser("amount", Unit.MINOR)(seen)

    assert (miss.missing is not None) == (seen <= bounds.high)
    assert miss.missing is None or seen + miss.missing == bounds.low
