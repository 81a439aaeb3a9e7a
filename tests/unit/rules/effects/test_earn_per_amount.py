"""`earn_per_amount`: one point for each euro."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain.errors import ProgrammeError
from fidpos.rules.effect import Phase
from fidpos.rules.effects.amount_off import AmountOff
from fidpos.rules.effects.earn_per_amount import By, EarnPerAmount
from fidpos.rules.evaluation import Earned, Outcome
from fidpos.rules.policy import EarningBase
from fidpos.rules.programme import CounterDef, Rounding
from fidpos.rules.scope import Scope, Selection
from tests.unit.rules.build import TITLE, facts, line, programme, rule, run, trace_of

POINT_A_EURO = EarnPerAmount(counter="points", points=1, per_minor=100)
HALF_UP = CounterDef(code="points", title=TITLE, rounding=Rounding.HALF_UP)


def earned(effect: EarnPerAmount, *amounts: int) -> int:
    return run(programme(rule("base", effect)), facts(*amounts)).earned_on("points")


def test_each_euro_earns_a_point() -> None:
    evaluation = run(programme(rule("base", POINT_A_EURO)), facts(1240))

    assert evaluation.earned == (Earned("points", "base", 12),)


def test_less_than_a_point_gives_nothing_and_says_so() -> None:
    evaluation = run(programme(rule("base", POINT_A_EURO)), facts(99))

    assert evaluation.earned == ()
    assert (trace_of(evaluation, "base").outcome, trace_of(evaluation, "base").by) == (
        Outcome.CAPPED,
        "nothing",
    )


def test_the_hundredth_cent_makes_the_point() -> None:
    assert [earned(POINT_A_EURO, amount) for amount in (99, 100, 199, 200)] == [0, 1, 1, 2]


def test_the_lines_are_added_before_they_are_rounded() -> None:
    assert earned(POINT_A_EURO, 50, 50) == 1


def test_a_rate_earns_parts_where_blocks_earn_whole_ones_only() -> None:
    by_rate = EarnPerAmount(counter="points", points=3, per_minor=200)
    by_block = EarnPerAmount(counter="points", points=3, per_minor=200, by=By.BLOCK)

    assert (earned(by_rate, 300), earned(by_block, 300)) == (4, 3)


def test_a_counter_that_rounds_half_up_does_so_from_the_half_on() -> None:
    made = programme(rule("base", POINT_A_EURO), counters=(HALF_UP,))

    assert [run(made, facts(amount)).earned_on("points") for amount in (149, 150)] == [1, 2]


def test_lines_that_never_earn_are_left_out() -> None:
    tobacco = line(1100, "tobacco", earns=False)

    assert run(programme(rule("base", POINT_A_EURO)), facts(500, lines=[tobacco])).earned_on("points") == 5


def test_a_scope_earns_on_its_own_lines() -> None:
    bread = Scope(only=Selection(categories=("bread",)), excluding=Selection(labels=("sale",)))
    effect = EarnPerAmount(counter="points", points=2, per_minor=100, scope=bread)
    basket = [line(300, "food", "bread"), line(900, "drinks"), line(500, "bread", labels=frozenset({"sale"}))]

    assert run(programme(rule("base", effect)), facts(lines=basket)).earned_on("points") == 6


def test_a_basket_of_returned_goods_earns_nothing() -> None:
    assert run(programme(rule("base", POINT_A_EURO)), facts(-500)).earned == ()


def test_a_counter_that_the_programme_does_not_have_is_refused() -> None:
    with pytest.raises(ProgrammeError) as refused:
        run(programme(rule("base", EarnPerAmount(counter="miles", points=1, per_minor=100))), facts(100))

    assert refused.value.params["path"] == "rules[0].effects[0].counter"


@given(st.lists(st.integers(0, 10**7), min_size=1, max_size=20), st.integers(1, 1000), st.integers(1, 10_000))
def test_points_are_the_exact_floor_and_never_a_float(
    amounts: list[int], points: int, per_minor: int
) -> None:
    evaluation = run(
        programme(rule("base", EarnPerAmount(counter="points", points=points, per_minor=per_minor))),
        facts(*amounts),
    )

    total = evaluation.earned_on("points")
    assert type(total) is int
    assert total * per_minor <= sum(amounts) * points < (total + 1) * per_minor


@given(st.integers(0, 10**7), st.integers(1, 1000), st.integers(1, 10_000))
def test_blocks_never_earn_more_than_the_rate(amount: int, points: int, per_minor: int) -> None:
    by_rate = EarnPerAmount(counter="points", points=points, per_minor=per_minor)
    by_block = EarnPerAmount(counter="points", points=points, per_minor=per_minor, by=By.BLOCK)

    assert earned(by_block, amount) <= earned(by_rate, amount)


@pytest.mark.parametrize(("amount", "points"), [(99, 0), (100, 3), (299, 3), (300, 6)])
def test_the_nearest_block_counts_from_its_half_on(amount: int, points: int) -> None:
    nearest = EarnPerAmount(counter="points", points=3, per_minor=200, by=By.NEAREST_BLOCK)

    assert earned(nearest, amount) == points


@pytest.mark.parametrize(
    ("base", "points"), [(None, 15), (EarningBase.AFTER_DISCOUNT, 15), (EarningBase.BEFORE_DISCOUNT, 20)]
)
def test_it_says_itself_whether_discounts_lower_it(base: EarningBase | None, points: int) -> None:
    made = programme(
        rule("off", AmountOff(amount_minor=500), phase=Phase.BASKET),
        rule("base", replace(POINT_A_EURO, base=base)),
    )

    assert run(made, facts(2000)).earned_on("points") == points


@pytest.mark.parametrize(("cap", "points", "by"), [(20, 20, ""), (19, 19, "cap_points")])
def test_the_cap_itself_is_not_yet_a_cap(cap: int, points: int, by: str) -> None:
    evaluation = run(programme(rule("base", replace(POINT_A_EURO, cap_points=cap))), facts(2000))

    assert (evaluation.earned_on("points"), trace_of(evaluation, "base").by) == (points, by)
