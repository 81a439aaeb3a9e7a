"""Stacking: order, exclusive groups, limits, and what the cashier set aside."""

from dataclasses import replace
from itertools import permutations

import pytest

from fidpos.domain.errors import ProgrammeError
from fidpos.rules.bounds import Bounds
from fidpos.rules.conditions.amount import Amount
from fidpos.rules.conditions.anniversary import Anniversary
from fidpos.rules.effect import Phase
from fidpos.rules.effects.amount_off import AmountOff
from fidpos.rules.effects.earn_fixed import EarnFixed
from fidpos.rules.effects.earn_per_amount import EarnPerAmount
from fidpos.rules.effects.gift import Gift
from fidpos.rules.effects.multiply_earned import MultiplyEarned
from fidpos.rules.effects.percent_off import PercentOff
from fidpos.rules.engine import compile_programme
from fidpos.rules.evaluation import Evaluation, Miss, Outcome, RuleUsed, TraceEntry, Unit
from fidpos.rules.facts import Facts, OverallUse, RuleUse, Who
from fidpos.rules.policy import Birthdays, Multiples, Policies
from fidpos.rules.programme import Choice, GroupDef, Limits, Per, Programme, Rule
from tests.unit.rules.build import (
    BREAD,
    DRINKS,
    TITLE,
    TUESDAY,
    birthday,
    facts,
    line,
    programme,
    reward,
    rule,
    run,
    trace_of,
)

TEN_PERCENT = PercentOff(share_ppm=100_000)
FIVE_OFF = AmountOff(amount_minor=500)
FIRST = (GroupDef(code="deal"),)
BEST = (GroupDef(code="deal", choice=Choice.BEST),)


def deal(
    code: str, *effects: PercentOff | AmountOff | Gift, priority: int = 0, when: Amount | None = None
) -> Rule:
    return rule(code, *effects, phase=Phase.BASKET, group="deal", priority=priority, when=when)


def forbidding(one: Rule, *codes: str) -> Rule:
    return replace(one, forbids=codes)


def test_a_lower_priority_runs_first_and_changes_what_is_left() -> None:
    percent_then_amount = programme(
        rule("a", FIVE_OFF, phase=Phase.BASKET, priority=2),
        rule("b", TEN_PERCENT, phase=Phase.BASKET, priority=1),
    )
    amount_then_percent = programme(
        rule("a", FIVE_OFF, phase=Phase.BASKET, priority=1),
        rule("b", TEN_PERCENT, phase=Phase.BASKET, priority=2),
    )

    assert run(percent_then_amount, facts(2000)).discount_minor == 200 + 500
    assert run(amount_then_percent, facts(2000)).discount_minor == 500 + 150


def test_the_line_phase_comes_before_the_basket_phase_whatever_the_priority() -> None:
    made = programme(
        rule("basket", TEN_PERCENT, phase=Phase.BASKET, priority=-1000),
        rule("line", FIVE_OFF, phase=Phase.LINE, priority=1000),
    )

    assert [each.source for each in run(made, facts(2000)).discounts] == ["line", "basket"]


def test_rules_of_one_priority_run_by_code_however_they_are_listed() -> None:
    rules = [rule("a", FIVE_OFF, phase=Phase.BASKET), rule("b", TEN_PERCENT, phase=Phase.BASKET)]
    rules += [rule("c", EarnPerAmount(counter="points", points=1, per_minor=100))]

    evaluations = {run(programme(*order), facts(2000)) for order in permutations(rules)}

    assert len(evaluations) == 1


def test_the_first_of_a_group_that_holds_is_given_and_the_others_lose_to_it() -> None:
    made = programme(
        deal("small", FIVE_OFF, priority=1, when=Amount(bounds=Bounds(at_least=9000))),
        deal("middle", TEN_PERCENT, priority=2),
        deal("large", PercentOff(share_ppm=500_000), priority=3),
        groups=FIRST,
    )

    evaluation = run(made, facts(2000))

    assert evaluation.trace == (
        TraceEntry("small", Outcome.NOT_FIRED, "", Miss("amount", 2000, 9000, 7000, Unit.MINOR)),
        TraceEntry("middle", Outcome.FIRED),
        TraceEntry("large", Outcome.LOST, "middle"),
    )
    assert evaluation.discount_minor == 200


def test_a_rule_that_gave_nothing_does_not_take_the_place_of_another() -> None:
    stamp = rule("a", EarnPerAmount(counter="stamps", points=1, per_minor=9000), group="deal")
    points = rule("b", EarnFixed(counter="points", points=5), group="deal")

    evaluation = run(programme(stamp, points, groups=FIRST), facts(2000))

    assert trace_of(evaluation, "a").by == "nothing"
    assert trace_of(evaluation, "b").outcome is Outcome.FIRED


def test_the_best_for_the_member_depends_on_the_amount() -> None:
    made = programme(deal("five_off", FIVE_OFF), deal("ten_percent", TEN_PERCENT), groups=BEST)

    assert {each.source for each in run(made, facts(4999)).discounts} == {"five_off"}
    assert {each.source for each in run(made, facts(5100)).discounts} == {"ten_percent"}


def test_of_two_equal_ones_the_earlier_is_given() -> None:
    made = programme(deal("b_five", FIVE_OFF), deal("a_ten", TEN_PERCENT), groups=BEST)

    evaluation = run(made, facts(5000))

    assert evaluation.trace == (
        TraceEntry("a_ten", Outcome.FIRED),
        TraceEntry("b_five", Outcome.LOST, "a_ten"),
    )


def test_the_best_counts_gifts_and_points_by_what_they_are_worth() -> None:
    made = programme(
        rule("gift", Gift(title=TITLE, worth_minor=300), group="deal"),
        rule("points", EarnFixed(counter="points", points=299), group="deal"),
        groups=BEST,
    )

    assert trace_of(run(made, facts(100)), "gift").outcome is Outcome.FIRED
    assert run(made, facts(100)).earned == ()


@pytest.mark.parametrize("multiples", list(Multiples))
def test_the_best_counts_what_a_multiplier_will_give(multiples: Multiples) -> None:
    made = programme(
        rule("base", EarnPerAmount(counter="points", points=1, per_minor=100), priority=900),
        rule("double", MultiplyEarned(counter="points", factor_ppm=2_000_000), group="deal"),
        rule("fifteen", EarnFixed(counter="points", points=15), group="deal"),
        groups=BEST,
        policies=Policies(multiples=multiples),
    )

    assert trace_of(run(made, facts(1400)), "fifteen").outcome is Outcome.FIRED
    assert trace_of(run(made, facts(1600)), "double").outcome is Outcome.FIRED


def test_nothing_that_was_only_tried_is_given() -> None:
    made = programme(
        deal("a", FIVE_OFF, Gift(title=TITLE)), deal("b", PercentOff(share_ppm=900_000)), groups=BEST
    )

    evaluation = run(made, facts(2000))

    assert (evaluation.discount_minor, evaluation.gifts) == (1800, ())


def test_a_contest_that_nobody_wins_says_why_of_each() -> None:
    made = programme(
        deal("low", FIVE_OFF, when=Amount(bounds=Bounds(at_least=9000))),
        deal("refused", FIVE_OFF),
        groups=BEST,
    )

    evaluation = run(made, facts(2000, refused=["refused"]))

    assert [entry.outcome for entry in evaluation.trace] == [Outcome.NOT_FIRED, Outcome.REFUSED]


def test_what_the_cashier_set_aside_is_not_given_and_gives_way_to_the_next() -> None:
    made = programme(deal("a", FIVE_OFF), deal("b", TEN_PERCENT), groups=FIRST)

    evaluation = run(made, facts(2000, refused=["a"]))

    assert trace_of(evaluation, "a").outcome is Outcome.REFUSED
    assert evaluation.discount_minor == 200


def limited(limits: Limits) -> Programme:
    return programme(rule("gift", Gift(title=TITLE), phase=Phase.AFTER, limits=limits))


@pytest.mark.parametrize(
    ("limits", "use", "by"),
    [
        (Limits(per_day=2), RuleUse(rule="gift", total=9, this_year=9, today=2), "limit_per_day"),
        (Limits(per_year=2), RuleUse(rule="gift", total=9, this_year=2), "limit_per_year"),
        (Limits(in_total=2), RuleUse(rule="gift", total=2), "limit_in_total"),
    ],
)
def test_a_limit_that_is_used_up_is_named(limits: Limits, use: RuleUse, by: str) -> None:
    evaluation = run(limited(limits), facts(100, uses=[use]))

    assert trace_of(evaluation, "gift") == TraceEntry("gift", Outcome.CAPPED, by)
    assert (evaluation.gifts, evaluation.rule_uses) == ((), ())


def test_the_last_use_within_a_limit_is_given_and_recorded() -> None:
    last = facts(100, uses=[RuleUse(rule="gift", total=1, this_year=1)])

    assert run(limited(Limits(in_total=2, per_year=2)), last).rule_uses == (RuleUsed(rule="gift"),)


def test_a_limit_counts_the_uses_for_all_persons_together() -> None:
    once_a_year = rule(
        "gift", Gift(title=TITLE), phase=Phase.AFTER, when=Anniversary(), limits=Limits(per_year=2)
    )
    children = [birthday(24, 11, Who.CHILD, person) for person in ("ada", "bea")]
    used = RuleUse(rule="gift", subject="cleo", total=1, this_year=1, last_on=TUESDAY.replace(month=2))

    evaluation = run(programme(once_a_year), facts(100, anniversaries=children, uses=[used]))

    assert evaluation.rule_uses == (RuleUsed(rule="gift", subject="ada"),)


def test_uses_of_a_rule_without_limits_are_not_recorded() -> None:
    assert run(programme(rule("gift", Gift(title=TITLE))), facts(100)).rule_uses == ()


def test_a_cap_of_one_effect_is_told_even_when_another_gave_all() -> None:
    made = programme(rule("both", Gift(title=TITLE), AmountOff(amount_minor=9000), phase=Phase.BASKET))

    assert trace_of(run(made, facts(100)), "both") == TraceEntry("both", Outcome.CAPPED, "amount_due")


def test_an_effect_without_anything_to_give_does_not_silence_the_others() -> None:
    made = programme(rule("both", Gift(title=TITLE), AmountOff(amount_minor=500), phase=Phase.BASKET))

    evaluation = run(made, facts(0))

    assert trace_of(evaluation, "both").outcome is Outcome.FIRED
    assert len(evaluation.gifts) == 1


def test_rewards_come_after_the_discounts_of_rules() -> None:
    made = programme(
        rule("half", PercentOff(share_ppm=500_000), phase=Phase.BASKET, priority=1000),
        rewards=[reward("five_off", FIVE_OFF, cost=10)],
    )

    evaluation = run(made, facts(2000, balances={"points": 10}, requested=["five_off"]))

    assert [(each.source, each.amount_minor) for each in evaluation.discounts] == [
        ("half", 1000),
        ("five_off", 500),
    ]


def by_source(evaluation: Evaluation) -> dict[str, int]:
    off: dict[str, int] = {}
    for each in evaluation.discounts:
        off[each.source] = off.get(each.source, 0) + each.amount_minor
    return off


def test_a_rule_that_forbids_others_is_told_in_their_place() -> None:
    made = programme(
        forbidding(rule("a", FIVE_OFF, phase=Phase.LINE), "b", "c"),
        rule("b", TEN_PERCENT, phase=Phase.BASKET),
        rule("c", EarnFixed(counter="points", points=1)),
        rule("d", EarnFixed(counter="points", points=2)),
    )

    evaluation = run(made, facts(2000))

    assert trace_of(evaluation, "b") == TraceEntry("b", Outcome.LOST, "a")
    assert trace_of(evaluation, "c") == TraceEntry("c", Outcome.LOST, "a")
    assert (evaluation.discount_minor, evaluation.earned_on("points")) == (500, 2)


@pytest.mark.parametrize("visit", [facts(0), facts(2000, refused=["a"])])
def test_a_rule_that_gave_nothing_forbids_nothing(visit: Facts) -> None:
    made = programme(
        forbidding(rule("a", FIVE_OFF, phase=Phase.LINE), "b"),
        rule("b", EarnFixed(counter="points", points=1)),
    )

    assert run(made, visit).earned_on("points") == 1


def test_the_loser_of_a_contest_forbids_nothing() -> None:
    made = programme(
        forbidding(deal("a", FIVE_OFF), "c"),
        deal("b", PercentOff(share_ppm=900_000)),
        rule("c", EarnFixed(counter="points", points=1)),
        groups=BEST,
    )

    assert run(made, facts(2000)).earned_on("points") == 1


@pytest.mark.parametrize(
    ("forbidden", "reason"),
    [("gone", "no rule has the code 'gone'"), ("a", "is not given after"), ("first", "is not given after")],
)
def test_only_a_later_rule_can_be_forbidden(forbidden: str, reason: str) -> None:
    made = programme(
        rule("first", FIVE_OFF, phase=Phase.LINE),
        forbidding(rule("a", FIVE_OFF, phase=Phase.BASKET), forbidden),
    )

    with pytest.raises(ProgrammeError, match=reason) as refused:
        compile_programme(made)

    assert refused.value.params["path"] == "rules[1].forbids[0]"


def test_the_cap_of_a_rule_holds_for_all_its_discounts_together() -> None:
    both = rule("both", AmountOff(amount_minor=400), TEN_PERCENT, phase=Phase.BASKET)

    evaluation = run(programme(replace(both, cap_minor=450)), facts(2000))

    assert evaluation.discount_minor == 450
    assert trace_of(evaluation, "both") == TraceEntry("both", Outcome.CAPPED, "rule_cap_minor")


def test_the_cap_of_a_rule_is_its_own() -> None:
    one = replace(rule("one", FIVE_OFF, phase=Phase.BASKET), cap_minor=500)

    evaluation = run(programme(one, rule("other", FIVE_OFF, phase=Phase.BASKET)), facts(2000))

    assert by_source(evaluation) == {"one": 500, "other": 500}
    assert trace_of(evaluation, "one").outcome is Outcome.FIRED


def test_the_points_of_a_rule_are_capped_over_effects_and_persons() -> None:
    twins = [birthday(24, 11, Who.CHILD, person) for person in ("ada", "bea")]
    effects = (
        EarnFixed(counter="points", points=30),
        EarnPerAmount(counter="points", points=1, per_minor=100),
    )
    capped = replace(rule("twins", *effects, when=Anniversary()), cap_points=70)

    evaluation = run(programme(capped), facts(2000, anniversaries=twins))

    assert [each.amount for each in evaluation.earned] == [30, 20, 20]
    assert trace_of(evaluation, "twins") == TraceEntry("twins", Outcome.CAPPED, "rule_cap_points")


@pytest.mark.parametrize(
    ("phase", "effect"),
    [(Phase.EARNING, EarnFixed(counter="points", points=30)), (Phase.BASKET, AmountOff(amount_minor=30))],
)
def test_the_birthday_for_which_the_cap_left_nothing_is_not_used_up(
    phase: Phase, effect: EarnFixed | AmountOff
) -> None:
    twins = [birthday(24, 11, Who.CHILD, person) for person in ("ada", "bea")]
    capped = replace(rule("twins", effect, phase=phase, when=Anniversary()), cap_points=30, cap_minor=30)

    evaluation = run(programme(capped), facts(2000, anniversaries=twins))

    assert [use.subject for use in evaluation.rule_uses] == ["ada"]
    assert trace_of(evaluation, "twins").by.startswith("rule_cap")


def by_line(choice: Choice, *rules: Rule) -> Programme:
    return programme(*rules, groups=(GroupDef(code="deal", choice=choice, per=Per.LINE),))


TWINS = facts(100, anniversaries=[birthday(24, 11, Who.CHILD, person) for person in ("ada", "bea")])
BASKET = facts(lines=[line(1000, "bread"), line(1000, "drinks"), line(1000, "bread", "drinks")])
BREAD_TENTH = deal("a_bread", PercentOff(share_ppm=100_000, scope=BREAD))
DRINKS_FIFTH = deal("b_drinks", PercentOff(share_ppm=200_000, scope=DRINKS))


def test_a_group_per_line_gives_each_line_to_the_first_rule_that_reduces_it() -> None:
    evaluation = run(by_line(Choice.FIRST, BREAD_TENTH, DRINKS_FIFTH), BASKET)

    assert [(each.source, each.line, each.amount_minor) for each in evaluation.discounts] == [
        ("a_bread", 0, 100),
        ("a_bread", 2, 100),
        ("b_drinks", 1, 200),
    ]


def test_a_group_per_line_gives_each_line_to_the_rule_that_takes_most_off_it() -> None:
    evaluation = run(by_line(Choice.BEST, BREAD_TENTH, DRINKS_FIFTH), BASKET)

    assert [(each.source, each.line, each.amount_minor) for each in evaluation.discounts] == [
        ("a_bread", 0, 100),
        ("b_drinks", 1, 200),
        ("b_drinks", 2, 200),
    ]


@pytest.mark.parametrize("choice", list(Choice))
def test_a_rule_that_finds_no_line_left_lost_to_the_one_that_has_them(choice: Choice) -> None:
    more = deal("a_more", PercentOff(share_ppm=300_000, scope=DRINKS))

    evaluation = run(by_line(choice, more, DRINKS_FIFTH), BASKET)

    assert trace_of(evaluation, "b_drinks") == TraceEntry("b_drinks", Outcome.LOST, "a_more")


@pytest.mark.parametrize("choice", list(Choice))
def test_what_is_no_discount_is_given_whoever_has_the_lines(choice: Choice) -> None:
    made = by_line(choice, deal("a", FIVE_OFF), deal("b", Gift(title=TITLE)))

    evaluation = run(made, facts(2000))

    assert (evaluation.discount_minor, len(evaluation.gifts)) == (500, 1)


def test_rules_outside_the_group_reduce_the_same_lines() -> None:
    made = by_line(
        Choice.FIRST, BREAD_TENTH, DRINKS_FIFTH, rule("z", TEN_PERCENT, phase=Phase.BASKET, priority=9)
    )

    assert by_source(run(made, BASKET))["z"] == 260


def test_a_group_per_line_stands_where_discounts_are_given() -> None:
    made = by_line(Choice.FIRST, rule("gift", Gift(title=TITLE), group="deal"))

    with pytest.raises(ProgrammeError, match="line by line"):
        compile_programme(made)


@pytest.mark.parametrize(
    ("limits", "use", "by"),
    [
        (Limits(per_week=2), RuleUse(rule="gift", total=9, this_week=2), "limit_per_week"),
        (Limits(per_month=2), RuleUse(rule="gift", total=9, this_month=2), "limit_per_month"),
    ],
)
def test_a_limit_of_a_week_or_a_month_is_named(limits: Limits, use: RuleUse, by: str) -> None:
    assert trace_of(run(limited(limits), facts(100, uses=[use])), "gift").by == by


@pytest.mark.parametrize(("total", "given"), [(99, True), (100, False)])
def test_a_limit_for_all_members_together_counts_their_uses(total: int, given: bool) -> None:
    visit = replace(facts(100), overall=(OverallUse(rule="gift", total=total), OverallUse(rule="x", total=9)))

    evaluation = run(limited(Limits(overall=100)), visit)

    assert bool(evaluation.gifts) == given
    assert trace_of(evaluation, "gift").by == ("" if given else "limit_overall")


def test_a_limit_per_visit_gives_to_so_many_persons() -> None:
    made = programme(
        rule("gift", Gift(title=TITLE), phase=Phase.AFTER, when=Anniversary(), limits=Limits(per_visit=1))
    )

    assert [gift.person for gift in run(made, TWINS).gifts] == ["ada"]


@pytest.mark.parametrize(
    ("birthdays", "persons"), [(Birthdays.EACH_PERSON, ["ada", "bea"]), (Birthdays.ONCE_A_VISIT, ["ada"])]
)
def test_the_policy_says_whether_twins_are_two(birthdays: Birthdays, persons: list[str]) -> None:
    made = programme(
        rule("gift", Gift(title=TITLE), phase=Phase.AFTER, when=Anniversary()),
        policies=Policies(birthdays=birthdays),
    )

    assert [gift.person for gift in run(made, TWINS).gifts] == persons
