"""Discounts: exact to the minor unit over lines and tax groups, and never too much."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain.money import allocate
from fidpos.rules.discount import grant, grant_shares, portion, spread
from fidpos.rules.effect import NOTHING, Phase
from fidpos.rules.effects.amount_off import AmountOff
from fidpos.rules.effects.percent_off import PercentOff
from fidpos.rules.policy import FixedDiscount, Policies
from fidpos.rules.scope import EVERYTHING, ScopeIndex
from fidpos.rules.working import Working
from tests.unit.rules.build import BREAD, facts, line, programme, rule, run, trace_of

taxed_amounts = st.tuples(st.integers(0, 5000), st.sampled_from([0, 55_000, 200_000]))
TEN_PERCENT = PercentOff(share_ppm=100_000)


def working_on(*amounts_and_rates: tuple[int, int]) -> Working:
    lines = [line(amount, tax_rate_ppm=rate) for amount, rate in amounts_and_rates]
    return Working(facts(lines=lines), ScopeIndex([EVERYTHING]).lines_of(lines))


def test_each_tax_group_gets_its_share_to_the_cent_however_many_lines_it_has() -> None:
    """Of 10 cents, 5 % goods of 30 (three lines) and 20 % goods of 30 (one line) bear 5 each."""
    working = working_on((10, 50_000), (30, 200_000), (10, 50_000), (10, 50_000))

    shares = spread(working, 10, [0, 1, 2, 3], working.net)

    assert shares == [2, 5, 2, 1]


def test_a_line_at_zero_bears_nothing_and_a_returned_one_neither() -> None:
    working = working_on((0, 0), (100, 0), (-40, 0))

    answer = grant(working, "off", 90, portion(working, 0, on_consumed=False))

    assert (answer, working.net) == ("amount_due", [0, 40, -40])


def test_nothing_left_is_nothing_given() -> None:
    working = working_on((0, 0))

    assert grant(working, "off", 5, portion(working, 0, on_consumed=False)) == NOTHING
    assert grant_shares(working, "off", {0: 0}) == NOTHING


@given(
    st.lists(taxed_amounts, min_size=1, max_size=9),
    st.integers(0, 40_000),
)
def test_shares_sum_exactly_and_no_tax_group_is_a_cent_off(
    amounts_and_rates: list[tuple[int, int]], wanted: int
) -> None:
    working = working_on(*amounts_and_rates)
    total = sum(working.gross)
    off = min(wanted, total)

    grant(working, "off", wanted, portion(working, 0, on_consumed=False))

    assert sum(each.amount_minor for each in working.discounts) == off == working.discount_minor
    assert all(0 <= net <= gross for net, gross in zip(working.net, working.gross, strict=True))
    for rate in {rate for _, rate in amounts_and_rates}:
        group = [place for place, (_, its) in enumerate(amounts_and_rates) if its == rate]
        exact = off * sum(working.gross[place] for place in group)
        given_off = sum(working.gross[place] - working.net[place] for place in group)
        assert abs(given_off * max(1, total) - exact) < max(1, total)


def test_with_one_tax_rate_the_shares_are_the_plain_ones() -> None:
    working = working_on((10, 0), (20, 0), (30, 0))

    assert spread(working, 7, [0, 1, 2], [10, 20, 30]) == allocate(7, [10, 20, 30])


@pytest.mark.parametrize(
    ("policy", "rate", "included", "off"),
    [
        (FixedDiscount.AS_SHOWN, 200_000, True, 500),
        (FixedDiscount.BEFORE_TAX, 200_000, True, 600),
        (FixedDiscount.BEFORE_TAX, 200_000, False, 500),
        (FixedDiscount.BEFORE_TAX, 0, True, 500),
    ],
)
def test_the_policy_says_whether_a_fixed_amount_is_counted_before_tax(
    policy: FixedDiscount, rate: int, included: bool, off: int
) -> None:
    made = programme(
        rule("off", AmountOff(amount_minor=500), phase=Phase.BASKET),
        policies=Policies(fixed_discount=policy),
    )
    basket = facts(lines=[line(3000, tax_rate_ppm=rate, tax_included=included)])

    assert run(made, basket).discount_minor == off


@pytest.mark.parametrize("lines", [1, 20])
def test_an_amount_before_tax_does_not_lose_its_tax_over_many_lines(lines: int) -> None:
    made = programme(
        rule("off", AmountOff(amount_minor=100), phase=Phase.BASKET),
        policies=Policies(fixed_discount=FixedDiscount.BEFORE_TAX),
    )
    basket = facts(lines=[line(6000 // lines, tax_rate_ppm=55_000) for _ in range(lines)])

    assert run(made, basket).discount_minor == 106


@given(
    st.lists(st.tuples(st.integers(0, 900), st.sampled_from([0, 55_000, 200_000])), min_size=1, max_size=6)
)
def test_an_amount_before_tax_that_covers_everything_leaves_exactly_nothing(
    amounts_and_rates: list[tuple[int, int]],
) -> None:
    made = programme(
        rule("off", AmountOff(amount_minor=50_000), phase=Phase.BASKET),
        policies=Policies(fixed_discount=FixedDiscount.BEFORE_TAX),
    )
    lines = [line(amount, tax_rate_ppm=rate) for amount, rate in amounts_and_rates]

    assert run(made, facts(lines=lines)).due_minor == 0


def test_an_effect_that_consumes_leaves_its_lines_to_nobody_else() -> None:
    made = programme(
        rule("a_bread", PercentOff(share_ppm=200_000, scope=BREAD, consumes=True), phase=Phase.LINE),
        rule("b_all", TEN_PERCENT, phase=Phase.BASKET),
        rule("c_all", PercentOff(share_ppm=100_000, on_consumed=True), phase=Phase.BASKET),
    )

    evaluation = run(made, facts(1000, lines=[line(1000, "bread")]))

    assert [(each.source, each.line, each.amount_minor) for each in evaluation.discounts] == [
        ("a_bread", 1, 200),
        ("b_all", 0, 100),
        ("c_all", 0, 90),
        ("c_all", 1, 80),
    ]


def test_where_everything_is_consumed_the_next_discount_says_that_it_gave_nothing() -> None:
    made = programme(
        rule("a", AmountOff(amount_minor=100, consumes=True), phase=Phase.BASKET),
        rule("b", AmountOff(amount_minor=100), phase=Phase.BASKET),
    )

    evaluation = run(made, facts(1000))

    assert (evaluation.discount_minor, trace_of(evaluation, "b").by) == (100, NOTHING)
