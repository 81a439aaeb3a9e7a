"""What a visit earns on, and why it may earn nothing."""

from dataclasses import replace

import pytest

from fidpos.rules.conditions.anniversary import Anniversary
from fidpos.rules.earning import EARNED_MAX, VISIT_CAP
from fidpos.rules.effect import Phase
from fidpos.rules.effects.add_to_earned import AddToEarned
from fidpos.rules.effects.amount_off import AmountOff
from fidpos.rules.effects.count import Count
from fidpos.rules.effects.earn_fixed import EarnFixed
from fidpos.rules.effects.earn_per_amount import EarnPerAmount
from fidpos.rules.effects.gift import Gift
from fidpos.rules.effects.message import Message
from fidpos.rules.effects.multiply_earned import MultiplyEarned
from fidpos.rules.evaluation import Audience, Outcome, TraceEntry
from fidpos.rules.evaluation import Message as Sentence
from fidpos.rules.facts import Facts
from fidpos.rules.policy import EarningBase, Policies
from fidpos.rules.programme import Choice, GroupDef, Limits, Safeguards
from tests.unit.rules.build import (
    TITLE,
    birthday,
    facts,
    line,
    programme,
    reward,
    rule,
    run,
    trace_of,
)

BASE = rule("base", EarnPerAmount(counter="points", points=1, per_minor=100))
TWO_OFF = rule("two_off", AmountOff(amount_minor=200), phase=Phase.BASKET)
FIVE_OFF = reward("five_off", AmountOff(amount_minor=500), cost=10)


@pytest.mark.parametrize(
    ("base", "reward_lowers_base", "points"),
    [
        (EarningBase.AFTER_DISCOUNT, True, 20 - 2 - 5),
        (EarningBase.AFTER_DISCOUNT, False, 20 - 2),
        (EarningBase.BEFORE_DISCOUNT, True, 20 - 5),
        (EarningBase.BEFORE_DISCOUNT, False, 20),
    ],
)
def test_the_policies_say_which_discounts_lower_what_is_earned(
    base: EarningBase, reward_lowers_base: bool, points: int
) -> None:
    policies = Policies(earning_base=base, reward_lowers_base=reward_lowers_base)
    made = programme(BASE, TWO_OFF, rewards=[FIVE_OFF], policies=policies)

    evaluation = run(made, facts(2000, balances={"points": 10}, requested=["five_off"]))

    assert evaluation.earned_on("points") == points


def test_before_discount_without_a_reward_earns_on_the_register_s_amount() -> None:
    made = programme(BASE, TWO_OFF, policies=Policies(earning_base=EarningBase.BEFORE_DISCOUNT))

    assert run(made, facts(2000)).earned_on("points") == 20


def test_a_discount_on_what_never_earns_costs_no_points() -> None:
    gift_card = line(1000, earns=False)

    both = Policies(unearning_reduced=True)

    evaluation = run(programme(BASE, TWO_OFF, policies=both), facts(1000, lines=[gift_card]))

    assert (evaluation.discount_minor, evaluation.earned_on("points")) == (200, 9)


def test_what_never_earns_is_not_reduced_either_unless_the_policy_says_so() -> None:
    evaluation = run(programme(BASE, TWO_OFF), facts(1000, lines=[line(1000, earns=False)]))

    assert {each.line for each in evaluation.discounts} == {0}
    assert evaluation.earned_on("points") == 8


@pytest.mark.parametrize(("earns", "points"), [(True, 20), (False, 15)])
def test_the_policy_says_whether_a_gift_card_pays_for_points(earns: bool, points: int) -> None:
    paid = facts(1500, 500)
    paid = replace(paid, visit=replace(paid.visit, gift_card_minor=500))

    made = programme(BASE, policies=Policies(gift_card_earns=earns))

    assert run(made, paid).earned_on("points") == points


def test_a_gift_card_that_pays_everything_earns_nothing_more() -> None:
    paid = facts(1500)
    paid = replace(paid, visit=replace(paid.visit, gift_card_minor=9900))

    assert run(programme(BASE, policies=Policies(gift_card_earns=False)), paid).earned == ()


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (facts(1000, history={"visits/day": 3}), "earning_visits_a_day"),
        (facts(1000, staff_own=True), "staff_own_purchase"),
    ],
)
def test_a_safeguard_withholds_points_and_tells_the_cashier_why(given: Facts, reason: str) -> None:
    evaluation = run(programme(BASE), given)

    assert evaluation.earned == ()
    assert evaluation.trace == (TraceEntry("base", Outcome.CAPPED, reason),)
    assert evaluation.messages == (Sentence(audience=Audience.CASHIER, key=f"earning_withheld.{reason}"),)


def test_the_cashier_is_told_when_all_earning_rules_stand_in_a_group_that_gives_the_best() -> None:
    best = GroupDef(code="deal", choice=Choice.BEST)

    evaluation = run(programme(replace(BASE, group="deal"), groups=(best,)), facts(1000, staff_own=True))

    assert [message.key for message in evaluation.messages] == ["earning_withheld.staff_own_purchase"]


def test_the_third_visit_of_the_day_still_earns() -> None:
    assert run(programme(BASE), facts(1000, history={"visits/day": 2})).earned_on("points") == 10


def test_the_merchant_sets_his_own_safeguards() -> None:
    loose = programme(BASE, safeguards=Safeguards(earning_visits_a_day=10, staff_earn_own=True))

    assert run(loose, facts(1000, history={"visits/day": 9}, staff_own=True)).earned_on("points") == 10
    assert run(loose, facts(1000, history={"visits/day": 10})).earned_on("points") == 0


def test_what_is_withheld_consumes_no_use_and_leaves_discounts_alone() -> None:
    bonus = rule("bonus", EarnFixed(counter="points", points=5), when=Anniversary())
    coffee = rule("coffee", Gift(title=TITLE), phase=Phase.AFTER)

    evaluation = run(
        programme(bonus, coffee, TWO_OFF),
        facts(1000, staff_own=True, anniversaries=[birthday(24, 11)]),
    )

    assert (evaluation.rule_uses, evaluation.earned) == ((), ())
    assert (evaluation.discount_minor, evaluation.gifts) == (200, ())


def test_a_programme_that_earns_nothing_has_nothing_to_withhold() -> None:
    assert run(programme(TWO_OFF), facts(1000, staff_own=True)).messages == ()


def test_a_rule_whose_multiplier_lost_keeps_its_other_effects_and_its_use() -> None:
    both = rule(
        "both",
        MultiplyEarned(counter="points", factor_ppm=1_500_000),
        Message(text=TITLE),
        limits=Limits(per_day=1),
    )
    double = rule("double", MultiplyEarned(counter="points", factor_ppm=2_000_000))

    evaluation = run(programme(BASE, both, double), facts(1000))

    assert trace_of(evaluation, "both") == TraceEntry("both", Outcome.CAPPED, "double")
    assert [use.rule for use in evaluation.rule_uses] == ["both"]
    assert len(evaluation.messages) == 1


TEN_MORE = AddToEarned(counter="points", points=10)
NO_STAMPS = AddToEarned(counter="stamps", points=10)
MORE, DOUBLE = (MultiplyEarned(counter="points", factor_ppm=ppm) for ppm in (1_500_000, 2_000_000))


def test_a_rule_that_earns_is_not_said_to_give_nothing_because_one_effect_waited_in_vain() -> None:
    evaluation = run(programme(rule("both", EarnFixed(counter="points", points=5), NO_STAMPS)), facts(1000))

    assert trace_of(evaluation, "both") == TraceEntry("both", Outcome.FIRED)


def test_a_rule_whose_multiplier_lost_but_which_adds_keeps_its_use() -> None:
    both = rule("both", MORE, TEN_MORE, limits=Limits(per_day=1))

    evaluation = run(programme(BASE, both, rule("double", DOUBLE)), facts(1000))

    assert evaluation.earned_on("points") == 10 + 10 + 10
    assert trace_of(evaluation, "both") == TraceEntry("both", Outcome.CAPPED, "double")
    assert [use.rule for use in evaluation.rule_uses] == ["both"]


def test_a_rule_that_counts_its_uses_does_so_although_there_was_nothing_to_multiply() -> None:
    evaluation = run(programme(rule("double", DOUBLE, Count())), facts(1000))

    assert trace_of(evaluation, "double").outcome is Outcome.FIRED
    assert [use.rule for use in evaluation.rule_uses] == ["double"]


def test_where_there_is_nothing_to_multiply_no_multiplier_took_the_place_of_another() -> None:
    evaluation = run(programme(rule("more", MORE), rule("double", DOUBLE)), facts(1000))

    assert [entry.by for entry in evaluation.trace] == ["nothing", "nothing"]


@pytest.mark.parametrize(("cap", "earned", "by"), [(20, 20, ""), (19, 19, "rule_cap_points")])
def test_what_a_rule_adds_counts_for_its_cap(cap: int, earned: int, by: str) -> None:
    capped = replace(rule("both", EarnFixed(counter="stamps", points=10), TEN_MORE), cap_points=cap)

    evaluation = run(programme(BASE, capped), facts(1000))

    assert sum(each.amount for each in evaluation.earned if each.rule == "both") == earned
    assert trace_of(evaluation, "both").by == by


def test_what_a_rule_multiplies_does_not_count_for_its_cap() -> None:
    capped = replace(rule("both", DOUBLE, TEN_MORE), cap_points=10)

    assert run(programme(BASE, capped), facts(2000)).earned_on("points") == 20 + 20 + 10


def test_a_rule_may_add_the_same_twice() -> None:
    assert run(programme(BASE, rule("more", TEN_MORE, TEN_MORE)), facts(1000)).earned_on("points") == 30


def test_a_multiplier_lost_on_one_counter_although_the_winner_had_nothing_on_another() -> None:
    nothing = MultiplyEarned(counter="stamps", factor_ppm=2_000_000)
    made = programme(BASE, rule("a_double", nothing, DOUBLE), rule("b_more", MORE))

    assert trace_of(run(made, facts(1000)), "b_more") == TraceEntry("b_more", Outcome.LOST, "a_double")


def test_each_counter_has_its_own_bound_and_the_last_rules_lose_first() -> None:
    most = EarnPerAmount(counter="points", points=10**9, per_minor=1)
    made = programme(
        rule("a_all", most),
        rule("b_more", EarnFixed(counter="points", points=5)),
        rule("c_stamps", EarnFixed(counter="stamps", points=5)),
    )

    exactly, beyond = run(made, facts(1000)), run(made, facts(1001))

    assert [(each.rule, each.amount) for each in exactly.earned] == [("a_all", EARNED_MAX), ("c_stamps", 5)]
    assert [trace_of(exactly, code).by for code in ("a_all", "b_more", "c_stamps")] == ["", VISIT_CAP, ""]
    assert exactly.earned == beyond.earned
    assert trace_of(beyond, "a_all") == TraceEntry("a_all", Outcome.CAPPED, VISIT_CAP)
