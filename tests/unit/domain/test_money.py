"""Money: exact, one currency at a time, split without a lost cent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain.errors import InvalidValue
from fidpos.domain.money import EUR, Currency, Money, allocate, floor_ratio, half_up_ratio

amounts = st.integers(min_value=-(10**12), max_value=10**12)
weights = st.lists(st.integers(min_value=0, max_value=10**9), min_size=1, max_size=40)


def test_two_amounts_of_one_currency_add_up() -> None:
    assert Money(1240, EUR) + Money(60, EUR) - Money(300, EUR) == Money(1000, EUR)


def test_two_currencies_never_add_up() -> None:
    with pytest.raises(InvalidValue):
        Money(1, EUR) + Money(1, Currency.of("CHF"))


def test_an_unknown_currency_is_refused() -> None:
    with pytest.raises(InvalidValue):
        Currency.of("XXX")


def test_halves_are_rounded_away_from_zero() -> None:
    assert [half_up_ratio(value, 1, 10) for value in (24, 25, -24, -25)] == [2, 3, -2, -3]


def test_a_floor_goes_towards_minus_infinity() -> None:
    assert [floor_ratio(value, 1, 10) for value in (29, -21)] == [2, -3]


@given(total=amounts, over=weights)
def test_a_split_always_sums_to_the_whole(total: int, over: list[int]) -> None:
    assert sum(allocate(total, over)) == total


@given(total=amounts, over=weights)
def test_no_share_is_a_whole_unit_away_from_its_exact_part(total: int, over: list[int]) -> None:
    whole = sum(over)

    shares = allocate(total, over)

    assert whole == 0 or all(
        abs(share * whole - total * weight) < whole for share, weight in zip(shares, over, strict=True)
    )


@given(over=weights)
def test_everything_split_over_its_own_weights_gives_exactly_the_weights(over: list[int]) -> None:
    assert allocate(sum(over), over) == over or sum(over) == 0


def test_a_tie_goes_to_the_earlier_share() -> None:
    assert allocate(100, [1, 1, 1]) == [34, 33, 33]


def test_a_split_over_nothing_is_refused_unless_there_is_nothing_to_split() -> None:
    assert allocate(0, []) == []
    with pytest.raises(InvalidValue):
        allocate(1, [])


def test_a_negative_weight_is_refused() -> None:
    with pytest.raises(InvalidValue):
        allocate(10, [1, -1])
