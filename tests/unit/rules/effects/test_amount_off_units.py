"""`amount_off_units`: a fixed amount off each of some units."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.rules.effect import Phase
from fidpos.rules.effects.amount_off_units import AmountOffUnits
from fidpos.rules.evaluation import LineDiscount, Outcome, TraceEntry
from fidpos.rules.programme import Programme
from fidpos.rules.units import Pick
from tests.unit.rules.build import facts, pieces, programme, rule, run, trace_of


def less(amount_minor: int, pick: Pick = Pick.DEAREST, n: int = 1, cap_minor: int | None = None) -> Programme:
    effect = AmountOffUnits(amount_minor=amount_minor, pick=pick, n=n, cap_minor=cap_minor)
    return programme(rule("less", effect, phase=Phase.LINE))


@pytest.mark.parametrize(
    ("pick", "n", "off"),
    [(Pick.DEAREST, 1, 120), (Pick.DEAREST, 2, 240), (Pick.CHEAPEST, 1, 100), (Pick.NTH, 3, 100)],
)
def test_each_unit_loses_the_amount_but_never_more_than_it_costs(pick: Pick, n: int, off: int) -> None:
    assert run(less(120, pick, n), facts(lines=[pieces(400, 2), pieces(100, 1)])).discount_minor == off


def test_no_unit_is_left_for_a_group_that_is_not_complete() -> None:
    evaluation = run(less(120, Pick.NTH, 4), facts(lines=[pieces(400, 2), pieces(100, 1)]))

    assert trace_of(evaluation, "less") == TraceEntry("less", Outcome.CAPPED, "nothing")


def test_the_cap_itself_is_not_yet_a_cap() -> None:
    basket = facts(lines=[pieces(400, 2)])

    assert trace_of(run(less(50, n=2, cap_minor=100), basket), "less").outcome is Outcome.FIRED
    assert trace_of(run(less(50, n=2, cap_minor=99), basket), "less").by == "cap_minor"


def test_units_of_one_price_are_reduced_line_by_line() -> None:
    basket = facts(lines=[pieces(200, 2), pieces(100, 1)])

    assert run(less(10, n=3), basket).discounts == (LineDiscount(0, "less", 20), LineDiscount(1, "less", 10))


@given(st.lists(st.integers(0, 500), min_size=1, max_size=8), st.integers(1, 600), st.integers(1, 9))
def test_it_takes_what_the_n_dearest_units_have(prices: list[int], amount_minor: int, n: int) -> None:
    evaluation = run(less(amount_minor, n=n), facts(lines=[pieces(price, 1) for price in prices]))

    dearest = sorted(prices, reverse=True)[:n]
    assert evaluation.discount_minor == sum(min(price, amount_minor) for price in dearest)
