"""Units: what stands in line, and what is used up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain.basket import BasketLine
from fidpos.rules.discount import portion
from fidpos.rules.effect import Phase
from fidpos.rules.effects.amount_off import AmountOff
from fidpos.rules.effects.percent_off_units import PercentOffUnits
from fidpos.rules.scope import EVERYTHING, ScopeIndex
from fidpos.rules.units import Pick, Run, count, first, pick, runs, units_in, use_up, use_up_lines, worth
from fidpos.rules.working import Working
from tests.unit.rules.build import facts, line, pieces, programme, rule, run


def working_on(*lines: BasketLine) -> Working:
    visit = facts(lines=lines)
    return Working(visit, ScopeIndex([EVERYTHING]).lines_of(lines))


@pytest.mark.parametrize(
    ("quantity", "units"), [(1000, 1), (3000, 3), (1234, 1), (500, 1), (0, 0), (-2000, 0)]
)
def test_whole_pieces_count_one_by_one_and_weighed_goods_as_one(quantity: int, units: int) -> None:
    assert units_in(line(100, quantity=quantity)) == units


def test_units_stand_dearest_first_and_a_line_s_cents_make_two_prices() -> None:
    found = runs(working_on(pieces(100, 3), pieces(70, 1)), 0, on_consumed=False)

    assert found == [Run(70, 1, 1), Run(34, 1, 0), Run(33, 2, 0)]


def test_a_unit_that_would_cost_nothing_is_none() -> None:
    assert runs(working_on(pieces(2, 5), pieces(0, 3)), 0, on_consumed=False) == [Run(1, 2, 0)]


def test_of_equal_prices_the_article_decides_and_not_the_place_in_the_basket() -> None:
    one, other = pieces(50, 1, article="A"), pieces(50, 1, article="B")

    listed = [each.line for each in runs(working_on(one, other), 0, on_consumed=False)]
    turned = [each.line for each in runs(working_on(other, one), 0, on_consumed=False)]

    assert (listed, turned) == ([0, 1], [1, 0])


def test_groups_use_up_their_units_whole() -> None:
    found = [Run(9, 2, 0), Run(5, 3, 1)]

    picked = pick(found, Pick.NTH, 2)

    assert picked.reduced == [Run(9, 1, 0), Run(5, 1, 1)]
    assert (count(picked.used), worth(picked.used)) == (4, {0: 18, 1: 10})


def test_what_is_used_up_is_seen_only_by_who_looks_for_it() -> None:
    working = working_on(pieces(300, 3))
    use_up(working, [Run(100, 2, 0)], {0: 0})

    assert runs(working, 0, on_consumed=False) == [Run(100, 1, 0)]
    assert count(runs(working, 0, on_consumed=True)) == 3
    assert portion(working, 0, on_consumed=False).left == 100
    assert portion(working, 0, on_consumed=True).left == 300


def test_where_the_last_unit_is_used_up_nothing_of_the_line_is_left() -> None:
    first = PercentOffUnits(share_ppm=500_000, pick=Pick.CHEAPEST, n=2)
    again = PercentOffUnits(share_ppm=1_000_000, pick=Pick.CHEAPEST, on_consumed=True)
    made = programme(
        rule("a_first", first, phase=Phase.LINE),
        rule("b_again", again, phase=Phase.LINE),
        rule("c_rest", AmountOff(amount_minor=900), phase=Phase.BASKET),
    )

    evaluation = run(made, facts(lines=[pieces(300, 3)]))

    assert [(each.source, each.amount_minor) for each in evaluation.discounts] == [
        ("a_first", 100),
        ("b_again", 66),
    ]


def test_a_whole_line_is_used_up_at_once() -> None:
    working = working_on(pieces(300, 3), pieces(50, 1))
    use_up_lines(working, portion(working, 0, on_consumed=False))

    assert runs(working, 0, on_consumed=False) == []


@given(
    st.lists(st.tuples(st.integers(0, 300), st.integers(1, 4)), max_size=5),
    st.sampled_from(Pick),
    st.integers(1, 5),
)
def test_runs_pick_what_a_list_of_single_units_would(
    bought: list[tuple[int, int]], how: Pick, n: int
) -> None:
    found = runs(working_on(*(pieces(amount, number) for amount, number in bought)), 0, on_consumed=False)
    singles = [each.price for each in found for _ in range(each.pieces)]

    picked = [each.price for each in pick(found, how, n).reduced for _ in range(each.pieces)]

    wanted = {
        Pick.CHEAPEST: sorted(singles)[:n],
        Pick.DEAREST: singles[:n],
        Pick.NTH: singles[n - 1 :: n],
    }
    assert sorted(picked) == sorted(wanted[how])
    assert singles == sorted(singles, reverse=True)
    assert count(first(found, n)) == min(n, len(singles))
