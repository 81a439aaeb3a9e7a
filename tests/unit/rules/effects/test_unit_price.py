"""`unit_price`: units cost a member's price."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.rules.effect import Phase
from fidpos.rules.effects.unit_price import UnitPrice
from fidpos.rules.evaluation import LineDiscount, Outcome, TraceEntry
from fidpos.rules.programme import Programme
from tests.unit.rules.build import facts, pieces, programme, rule, run, trace_of


def at(price_minor: int, units_max: int | None = None) -> Programme:
    effect = UnitPrice(price_minor=price_minor, units_max=units_max)
    return programme(rule("at", effect, phase=Phase.LINE))


def test_each_unit_that_costs_more_costs_that() -> None:
    evaluation = run(at(500), facts(lines=[pieces(1400, 2), pieces(300, 1)]))

    assert evaluation.discounts == (LineDiscount(0, "at", 400),)


@pytest.mark.parametrize("price_minor", [700, 701])
def test_units_at_that_price_or_below_stay_as_they_are(price_minor: int) -> None:
    evaluation = run(at(price_minor), facts(lines=[pieces(1400, 2)]))

    assert trace_of(evaluation, "at") == TraceEntry("at", Outcome.CAPPED, "nothing")


def test_the_dearest_units_come_first_when_their_number_is_limited() -> None:
    assert run(at(500, 1), facts(lines=[pieces(600, 1), pieces(900, 1)])).discounts == (
        LineDiscount(1, "at", 400),
    )


def test_a_price_of_zero_makes_them_free() -> None:
    assert run(at(0), facts(lines=[pieces(100, 3), pieces(7, 1)])).due_minor == 0


@given(st.lists(st.tuples(st.integers(0, 5000), st.integers(1, 9)), min_size=1), st.integers(0, 600))
def test_no_unit_costs_more_afterwards_and_none_gets_dearer(
    bought: list[tuple[int, int]], price_minor: int
) -> None:
    evaluation = run(at(price_minor), facts(lines=[pieces(amount, count) for amount, count in bought]))

    off = [0] * len(bought)
    for each in evaluation.discounts:
        off[each.line] += each.amount_minor
    assert all(
        amount - less <= max(price_minor * count, 0) or less == 0
        for (amount, count), less in zip(bought, off, strict=True)
    )
    assert all(less >= 0 for less in off)
