"""`cashback`: a share of the purchase as credit."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain.errors import ProgrammeError
from fidpos.rules.effect import Phase
from fidpos.rules.effects.amount_off import AmountOff
from fidpos.rules.effects.cashback import Cashback
from fidpos.rules.engine import compile_programme
from fidpos.rules.evaluation import Earned, Outcome
from fidpos.rules.policy import EarningBase
from fidpos.rules.programme import CounterUnit, Programme, Rounding, Rule
from tests.unit.rules.build import POINTS, facts, programme, rule, run, trace_of

TWO_PERCENT = Cashback(counter="credit", share_ppm=20_000)


def credit(effect: Cashback, *rules: Rule, rounding: Rounding = Rounding.FLOOR) -> Programme:
    money = replace(POINTS, code="credit", unit=CounterUnit.MONEY, rounding=rounding)
    return programme(rule("back", effect), *rules, counters=(POINTS, money))


def test_the_share_is_credited() -> None:
    assert run(credit(TWO_PERCENT), facts(5000)).earned == (Earned("credit", "back", 100),)


@pytest.mark.parametrize(("rounding", "earned"), [(Rounding.FLOOR, 1), (Rounding.HALF_UP, 2)])
def test_a_part_of_a_cent_is_rounded_as_the_counter_rounds(rounding: Rounding, earned: int) -> None:
    assert run(credit(TWO_PERCENT, rounding=rounding), facts(75)).earned_on("credit") == earned


def test_too_small_a_purchase_credits_nothing() -> None:
    evaluation = run(credit(TWO_PERCENT), facts(49))

    assert (evaluation.earned, trace_of(evaluation, "back").by) == ((), "nothing")


def test_the_cap_itself_is_not_yet_a_cap() -> None:
    assert trace_of(run(credit(replace(TWO_PERCENT, cap_minor=100)), facts(5000)), "back").by == ""
    assert trace_of(run(credit(replace(TWO_PERCENT, cap_minor=99)), facts(5000)), "back").by == "cap_points"


@pytest.mark.parametrize(
    ("base", "earned"),
    [(None, 80), (EarningBase.BEFORE_DISCOUNT, 100), (EarningBase.AFTER_DISCOUNT, 80)],
)
def test_it_says_itself_whether_discounts_lower_it(base: EarningBase | None, earned: int) -> None:
    off = rule("off", AmountOff(amount_minor=1000), phase=Phase.BASKET)

    assert run(credit(replace(TWO_PERCENT, base=base), off), facts(5000)).earned_on("credit") == earned


def test_a_counter_that_does_not_count_money_is_refused() -> None:
    with pytest.raises(ProgrammeError, match="'points' does not count money") as refused:
        compile_programme(credit(replace(TWO_PERCENT, counter="points")))

    assert refused.value.params["path"] == "rules[0].effects[0].counter"


@given(st.integers(0, 10**9), st.integers(1, 10**6))
def test_it_never_credits_more_than_was_paid(amount: int, share_ppm: int) -> None:
    evaluation = run(credit(Cashback(counter="credit", share_ppm=share_ppm)), facts(amount))

    assert 0 <= evaluation.earned_on("credit") <= amount
    assert evaluation.earned_on("credit") == amount * share_ppm // 10**6
    assert trace_of(evaluation, "back").outcome in {Outcome.FIRED, Outcome.CAPPED}
