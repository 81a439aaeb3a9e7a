"""Fifths, cells and the curve."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from fidpos.server.services.figures.spread import Bought, cells, fifths, pareto, share_of_best

VALUES = st.lists(st.integers(min_value=0, max_value=30), max_size=60)


def test_a_hundred_different_values_make_five_times_twenty() -> None:
    assert Counter(fifths(range(100))) == {1: 20, 2: 20, 3: 20, 4: 20, 5: 20}


@given(values=VALUES)
def test_equal_values_share_a_fifth_and_a_larger_one_is_in_none_lower(values: list[int]) -> None:
    scored = sorted(zip(values, fifths(values), strict=True))

    assert all(1 <= fifth <= 5 for _, fifth in scored)
    assert [fifth for _, fifth in scored] == sorted(fifth for _, fifth in scored)
    assert len(set(scored)) == len(set(values))


def test_the_cell_of_a_member_is_that_of_each_value() -> None:
    best, worst = Bought(last=5, visits=9, revenue_minor=900), Bought(last=1, visits=1, revenue_minor=5)

    assert cells([worst, best]) == [(1, 1, 1), (3, 3, 3)]
    assert cells([]) == []


def test_four_of_five_who_pay_nothing_leave_all_to_the_fifth() -> None:
    curve = dict(pareto([100, 0, 0, 0, 0], steps=5))

    assert curve == {0.0: 0.0, 20.0: 100.0, 40.0: 100.0, 60.0: 100.0, 80.0: 100.0, 100.0: 100.0}


@given(paid=st.lists(st.integers(min_value=-50, max_value=10**6), min_size=1, max_size=80))
def test_the_curve_rises_to_the_whole_and_ever_more_slowly(paid: list[int]) -> None:
    curve = pareto(paid)

    if curve:
        shares = [each.revenue_percent for each in curve]
        assert shares == sorted(shares)
        assert abs(shares[-1] - 100) < 1e-9


def test_who_got_more_back_than_they_paid_brings_nothing() -> None:
    assert pareto([-5, 0]) == []
    assert share_of_best([100, -50, 300, 0, 100]) == (1, 300, 500)
