"""`percent_off_units`: some units at a share less, whichever lines they are on."""

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain.basket import BasketLine
from fidpos.rules.effect import Phase
from fidpos.rules.effects.percent_off_units import PercentOffUnits
from fidpos.rules.evaluation import LineDiscount, Outcome, TraceEntry
from fidpos.rules.programme import Programme
from fidpos.rules.units import Pick
from tests.unit.rules.build import BREAD, facts, line, pieces, programme, rule, run, trace_of


def half(pick: Pick, n: int = 1, **more: Any) -> Programme:
    effect = PercentOffUnits(share_ppm=500_000, pick=pick, n=n, **more)
    return programme(rule("half", effect, phase=Phase.LINE))


@pytest.mark.parametrize(
    ("pick", "n", "off"),
    [
        (Pick.CHEAPEST, 1, 50),
        (Pick.CHEAPEST, 2, 150),
        (Pick.CHEAPEST, 9, 400),
        (Pick.DEAREST, 1, 150),
        (Pick.DEAREST, 3, 350),
        (Pick.NTH, 2, 100 + 50),
        (Pick.NTH, 3, 100),
        (Pick.NTH, 5, 0),
    ],
)
def test_the_units_are_those_that_it_names(pick: Pick, n: int, off: int) -> None:
    """The units cost 300, 200, 200 and 100."""
    basket = facts(lines=[pieces(100, 1), pieces(400, 2), pieces(300, 1)])

    evaluation = run(half(pick, n), basket)

    assert evaluation.discount_minor == off


def test_the_second_one_at_half_the_price_leaves_a_single_one_alone() -> None:
    evaluation = run(half(Pick.NTH, 2), facts(lines=[pieces(300, 1)]))

    assert trace_of(evaluation, "half") == TraceEntry("half", Outcome.CAPPED, "nothing")


def test_a_third_of_a_line_is_reduced_to_the_cent() -> None:
    """A hundred cents for three units are 34, 33 and 33."""
    assert run(half(Pick.DEAREST), facts(lines=[pieces(100, 3)])).discounts == (LineDiscount(0, "half", 17),)


def test_weighed_goods_are_one_unit_and_what_is_returned_or_free_is_none() -> None:
    basket = [line(999, quantity=1234), line(-200, quantity=-1000), pieces(0, 2)]

    assert run(half(Pick.CHEAPEST, 5), facts(lines=basket)).discounts == (LineDiscount(0, "half", 500),)


def test_the_cap_lowers_each_line_in_proportion() -> None:
    evaluation = run(half(Pick.CHEAPEST, 2, cap_minor=30), facts(lines=[pieces(100, 1), pieces(200, 1)]))

    assert [each.amount_minor for each in evaluation.discounts] == [10, 20]
    assert trace_of(evaluation, "half") == TraceEntry("half", Outcome.CAPPED, "cap_minor")


def test_each_tax_group_bears_its_share_to_the_cent() -> None:
    """Half of six units of 5 cents is 15, of which 10 are of the four units of one rate."""
    low, high = [pieces(5, 1, tax_rate_ppm=rate) for rate in (55_000, 200_000)]

    evaluation = run(half(Pick.CHEAPEST, 6), facts(lines=[low, low, low, low, high, high]))

    assert sum(each.amount_minor for each in evaluation.discounts if each.line < 4) == 10
    assert evaluation.discount_minor == 15


def test_a_scope_names_the_units() -> None:
    basket = facts(lines=[pieces(100, 1), pieces(300, 1, "bread")])

    assert run(half(Pick.CHEAPEST, scope=BREAD), basket).discounts == (LineDiscount(1, "half", 150),)


def test_a_million_pieces_take_no_longer_than_one() -> None:
    evaluation = run(half(Pick.NTH, 2), facts(lines=[pieces(10**11, 10**9)]))

    assert evaluation.discount_minor == 10**11 // 4


@given(
    st.lists(st.tuples(st.integers(0, 999), st.integers(1, 5)), min_size=1, max_size=6),
    st.sampled_from(Pick),
    st.integers(1, 6),
    st.randoms(use_true_random=False),
)
def test_the_order_of_the_lines_means_nothing(
    bought: list[tuple[int, int]], pick: Pick, n: int, chance: random.Random
) -> None:
    lines: list[BasketLine] = [pieces(amount, count) for amount, count in bought]
    mixed = sorted(lines, key=lambda _: chance.random())

    listed, other = run(half(pick, n), facts(lines=lines)), run(half(pick, n), facts(lines=mixed))

    assert other.discount_minor == listed.discount_minor
