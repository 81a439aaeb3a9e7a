"""Rewards of the catalogue: what is used, what it costs, and why another one is not available."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.rules.conditions.anniversary import Anniversary
from fidpos.rules.conditions.tier import Tier
from fidpos.rules.effect import Phase
from fidpos.rules.effects.amount_off import AmountOff
from fidpos.rules.effects.gift import Gift
from fidpos.rules.effects.percent_off import PercentOff
from fidpos.rules.evaluation import Evaluation, GiftGranted, Miss, Offer, OfferState, RuleUsed, Spent
from fidpos.rules.facts import Facts, RuleUse, Who
from fidpos.rules.policy import FixedDiscount, Policies, RewardCost
from tests.unit.rules.build import TITLE, birthday, facts, line, programme, reward, rule, run

COFFEE = reward("coffee", Gift(title=TITLE), cost=150, per_visit_max=2)
FIVE_OFF = reward("five_off", AmountOff(amount_minor=500), cost=500)
GRANTED = Policies(reward_cost=RewardCost.GRANTED)


def offer_of(evaluation: Evaluation, code: str) -> Offer:
    (offer,) = (offer for offer in evaluation.offers if offer.reward == code)
    return offer


def with_points(points: int, amount: int, *requested: str) -> Facts:
    return facts(amount, balances={"points": points}, requested=requested)


def test_every_reward_is_offered_with_what_is_missing() -> None:
    evaluation = run(programme(rewards=[COFFEE, FIVE_OFF]), with_points(284, 1000))

    assert evaluation.offers == (
        Offer(reward="coffee", counter="points", cost=150, state=OfferState.AVAILABLE),
        Offer(reward="five_off", counter="points", cost=500, state=OfferState.TOO_FEW_POINTS, missing=216),
    )
    assert evaluation.spent == ()


def test_a_gift_that_is_requested_is_spent_for_and_handed_over() -> None:
    evaluation = run(programme(rewards=[COFFEE]), with_points(200, 0, "coffee"))

    assert evaluation.spent == (Spent(counter="points", reward="coffee", amount=150),)
    assert evaluation.gifts == (GiftGranted(source="coffee", title=TITLE),)
    assert offer_of(evaluation, "coffee").state is OfferState.APPLIED


def test_points_to_the_unit_are_enough_and_one_less_is_not() -> None:
    exact = run(programme(rewards=[FIVE_OFF]), with_points(500, 2000, "five_off"))
    short = run(programme(rewards=[FIVE_OFF]), with_points(499, 2000, "five_off"))

    assert (exact.due_minor, exact.spent_on("points")) == (1500, 500)
    assert (short.due_minor, short.spent_on("points")) == (2000, 0)
    assert (offer_of(short, "five_off").state, offer_of(short, "five_off").missing) == (
        OfferState.TOO_FEW_POINTS,
        1,
    )


def test_what_is_spent_on_one_reward_is_gone_for_the_next() -> None:
    evaluation = run(programme(rewards=[COFFEE, FIVE_OFF]), with_points(600, 2000, "coffee", "five_off"))

    assert [spent.reward for spent in evaluation.spent] == ["coffee"]
    assert offer_of(evaluation, "five_off").missing == 50


def test_the_order_of_the_requests_changes_nothing() -> None:
    made = programme(rewards=[COFFEE, FIVE_OFF])

    one_way = run(made, with_points(800, 2000, "coffee", "five_off", "coffee"))
    other_way = run(made, with_points(800, 2000, "five_off", "coffee", "coffee"))

    assert one_way == other_way
    assert one_way.spent_on("points") == 800


def test_a_reward_is_used_as_often_as_the_visit_allows() -> None:
    evaluation = run(programme(rewards=[COFFEE]), with_points(900, 0, "coffee", "coffee", "coffee"))

    assert (len(evaluation.gifts), offer_of(evaluation, "coffee").applied) == (2, 2)


def test_a_reward_for_others_says_which_condition_is_missing() -> None:
    for_gold = reward("cake", Gift(title=TITLE), cost=10, when=Tier(tiers=("gold",)))

    evaluation = run(programme(rewards=[for_gold]), with_points(100, 0, "cake"))

    assert offer_of(evaluation, "cake") == Offer(
        reward="cake",
        counter="points",
        cost=10,
        state=OfferState.NOT_ELIGIBLE,
        miss=Miss("tier", "", "gold"),
    )


def test_a_discount_waits_for_something_to_reduce() -> None:
    evaluation = run(programme(rewards=[FIVE_OFF]), with_points(500, 0, "five_off"))

    assert offer_of(evaluation, "five_off").state is OfferState.NOTHING_DUE
    assert evaluation.spent == ()


def test_after_rules_made_it_free_a_discount_is_not_charged() -> None:
    free = rule("free", PercentOff(share_ppm=1_000_000), phase=Phase.BASKET)

    evaluation = run(programme(free, rewards=[FIVE_OFF]), with_points(500, 2000, "five_off"))

    assert evaluation.spent == ()


def test_a_request_that_the_programme_does_not_know_is_passed_over() -> None:
    assert run(programme(rewards=[COFFEE]), with_points(500, 2000, "yacht")).spent == ()


@pytest.mark.parametrize(("amount", "cost"), [(600, 500), (500, 500), (499, 499), (300, 300), (1, 1)])
def test_a_policy_charges_only_what_was_granted(amount: int, cost: int) -> None:
    evaluation = run(programme(rewards=[FIVE_OFF], policies=GRANTED), with_points(500, amount, "five_off"))

    assert evaluation.spent_on("points") == cost
    assert evaluation.spent[0].granted_minor == min(amount, 500)


@pytest.mark.parametrize(("amount", "cost"), [(500, 300), (499, 300), (498, 299), (2, 2), (1, 1)])
def test_a_fraction_of_the_cost_is_rounded_up(amount: int, cost: int) -> None:
    cheap = reward("five_off", AmountOff(amount_minor=500), cost=300)

    evaluation = run(programme(rewards=[cheap], policies=GRANTED), with_points(300, amount, "five_off"))

    assert evaluation.spent_on("points") == cost


def test_a_discount_before_tax_costs_the_part_of_its_price_that_was_granted() -> None:
    """Five euros before tax are six; of three of them, half the points."""
    policies = Policies(reward_cost=RewardCost.GRANTED, fixed_discount=FixedDiscount.BEFORE_TAX)
    made = programme(rewards=[FIVE_OFF], policies=policies)
    basket = facts(lines=[line(300, tax_rate_ppm=200_000)], balances={"points": 500}, requested=["five_off"])

    assert run(made, basket).spent == (
        Spent(counter="points", reward="five_off", amount=250, granted_minor=300),
    )


def test_the_default_policy_charges_the_full_cost() -> None:
    evaluation = run(programme(rewards=[FIVE_OFF]), with_points(500, 300, "five_off"))

    assert evaluation.spent == (Spent(counter="points", reward="five_off", amount=500, granted_minor=300),)


def test_a_birthday_reward_is_used_once_for_the_birthday() -> None:
    cake = reward("cake", Gift(title=TITLE), cost=1, when=Anniversary(), per_visit_max=5)
    made = programme(rewards=[cake])
    near = [birthday(24, 11)]

    first = run(made, facts(0, anniversaries=near, balances={"points": 9}, requested=["cake"]))
    used = [RuleUse(rule="cake", subject="member", total=1, last_on=date(2026, 11, 24))]
    again = run(made, facts(0, anniversaries=near, balances={"points": 9}, requested=["cake"], uses=used))

    assert first.rule_uses == (RuleUsed(rule="cake", subject="member"),)
    assert first.gifts[0].person == "member"
    assert offer_of(again, "cake").miss == Miss("anniversary", "already_given", 0)


def test_a_birthday_reward_that_is_asked_for_twice_is_used_once_for_each_person() -> None:
    cake = reward("cake", Gift(title=TITLE), cost=1, when=Anniversary(), per_visit_max=5)
    twins = [birthday(24, 11, Who.CHILD, person) for person in ("ada", "bea")]

    evaluation = run(
        programme(rewards=[cake]),
        facts(0, anniversaries=twins, balances={"points": 9}, requested=["cake"] * 3),
    )

    assert [gift.person for gift in evaluation.gifts] == ["ada", "bea"]
    assert evaluation.spent_on("points") == 2


@given(
    st.integers(0, 3000),
    st.integers(0, 5000),
    st.lists(st.sampled_from(["coffee", "five_off", "half"]), max_size=6),
    st.sampled_from(list(RewardCost)),
)
def test_no_more_is_ever_spent_than_there_is(
    points: int, amount: int, requested: list[str], cost: RewardCost
) -> None:
    half = reward("half", PercentOff(share_ppm=500_000), cost=700, per_visit_max=3)
    made = programme(rewards=[COFFEE, FIVE_OFF, half], policies=Policies(reward_cost=cost))

    evaluation = run(made, with_points(points, amount, *requested))

    assert 0 <= evaluation.spent_on("points") <= points
    assert evaluation.due_minor >= 0
    assert sum(spent.granted_minor for spent in evaluation.spent) == evaluation.discount_minor
