"""`amount_off_per_block`: points are money, block by block."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain.errors import ProgrammeError
from fidpos.rules.effect import Phase
from fidpos.rules.effects.amount_off_per_block import AmountOffPerBlock
from fidpos.rules.engine import compile_programme
from fidpos.rules.evaluation import OfferState, Spent
from fidpos.rules.policy import Policies, RewardCost
from fidpos.rules.programme import Programme
from tests.unit.rules.build import facts, programme, reward, rule, run


def euros(blocks_max: int | None = None, cost: RewardCost = RewardCost.FULL) -> Programme:
    effect = AmountOffPerBlock(amount_minor=100, blocks_max=blocks_max)
    return programme(rewards=[reward("euros", effect, cost=10)], policies=Policies(reward_cost=cost))


@pytest.mark.parametrize(
    ("due", "points", "off", "spent"),
    [(1000, 35, 300, 30), (250, 99, 200, 20), (200, 99, 200, 20), (50, 99, 50, 10), (1000, 10, 100, 10)],
)
def test_as_many_whole_blocks_as_points_and_amount_allow_but_always_one(
    due: int, points: int, off: int, spent: int
) -> None:
    evaluation = run(euros(), facts(due, balances={"points": points}, requested=["euros"]))

    assert evaluation.spent == (Spent(counter="points", reward="euros", amount=spent, granted_minor=off),)
    assert evaluation.discount_minor == off


def test_too_few_points_for_one_block_are_told() -> None:
    evaluation = run(euros(), facts(1000, balances={"points": 9}, requested=["euros"]))

    assert (evaluation.spent, evaluation.offers[0].state) == ((), OfferState.TOO_FEW_POINTS)


def test_nothing_due_costs_nothing() -> None:
    evaluation = run(euros(), facts(0, balances={"points": 90}, requested=["euros"]))

    assert (evaluation.spent, evaluation.offers[0].state) == ((), OfferState.NOTHING_DUE)


def test_the_number_of_blocks_may_be_limited() -> None:
    evaluation = run(euros(2), facts(1000, balances={"points": 90}, requested=["euros"]))

    assert evaluation.spent_on("points") == 20


def test_the_last_block_costs_what_it_granted_where_the_policy_says_so() -> None:
    visit = facts(55, balances={"points": 90}, requested=["euros"])

    assert run(euros(cost=RewardCost.GRANTED), visit).spent_on("points") == 6


def test_a_rule_cannot_give_it_since_nobody_would_pay() -> None:
    effect = AmountOffPerBlock(amount_minor=100)

    with pytest.raises(ProgrammeError, match="has no place in the phase 'basket'"):
        compile_programme(programme(rule("free", effect, phase=Phase.BASKET)))


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_it_never_spends_more_points_than_there_are(due: int, points: int) -> None:
    evaluation = run(euros(), facts(due, balances={"points": points}, requested=["euros"]))

    assert evaluation.spent_on("points") <= points
    assert evaluation.discount_minor <= due
    assert evaluation.discount_minor <= evaluation.spent_on("points") * 10
