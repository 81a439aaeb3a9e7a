"""`tier_up`: a higher tier, given."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain.errors import ProgrammeError
from fidpos.rules.effect import Phase
from fidpos.rules.effects.earn_fixed import EarnFixed
from fidpos.rules.effects.tier_up import TierUp
from fidpos.rules.engine import compile_programme
from fidpos.rules.evaluation import Evaluation, Outcome, TierStatus, TraceEntry
from fidpos.rules.policy import Policies, TierCounts
from tests.unit.rules.build import TUESDAY, facts, programme, rule, run, trace_of


def given_to(tier: str, effect: TierUp, *, until: date | None = None) -> Evaluation:
    return run(programme(rule("up", effect, phase=Phase.AFTER)), facts(100, tier=tier, tier_until=until))


def status(evaluation: Evaluation) -> TierStatus:
    assert evaluation.tier is not None
    return evaluation.tier


@pytest.mark.parametrize(
    ("held", "wanted", "reached"),
    [("", "", "silver"), ("silver", "", "gold"), ("", "gold", "gold"), ("silver", "gold", "gold")],
)
def test_the_tier_named_or_the_next_one_is_reached(held: str, wanted: str, reached: str) -> None:
    tier = status(given_to(held, TierUp(tier=wanted)))

    assert (tier.held, tier.reached, tier.since) == (held, reached, TUESDAY)


@pytest.mark.parametrize(("held", "wanted"), [("gold", ""), ("gold", "silver"), ("silver", "silver")])
def test_a_tier_held_or_lower_is_nothing_to_give(held: str, wanted: str) -> None:
    evaluation = given_to(held, TierUp(tier=wanted))

    assert status(evaluation).changes is False
    assert trace_of(evaluation, "up") == TraceEntry("up", Outcome.CAPPED, "nothing")


@pytest.mark.parametrize(("months", "until"), [(None, date(2027, 11, 24)), (3, date(2027, 2, 24)), (0, None)])
def test_its_term_is_its_own_or_the_tier_s(months: int | None, until: date | None) -> None:
    assert status(given_to("", TierUp(tier="gold", months=months))).until == until


def test_what_the_visit_reaches_by_itself_stays_when_it_is_higher() -> None:
    made = programme(
        rule("points", EarnFixed(counter="points", points=1000)),
        rule("up", TierUp(tier="silver", months=1), phase=Phase.AFTER),
    )

    tier = status(run(made, facts(100)))

    assert (tier.reached, tier.until) == ("gold", date(2027, 11, 24))


@pytest.mark.parametrize(("months", "until"), [(1, date(2027, 11, 24)), (24, date(2028, 11, 24)), (0, None)])
def test_of_two_terms_of_the_tier_that_the_visit_reaches_too_the_longer_counts(
    months: int, until: date | None
) -> None:
    made = programme(
        rule("points", EarnFixed(counter="points", points=1000)),
        rule("up", TierUp(tier="gold", months=months), phase=Phase.AFTER),
    )

    assert status(run(made, facts(100))).until == until


def test_the_highest_of_several_counts_in_whatever_order_they_stand() -> None:
    gold, silver = TierUp(tier="gold", months=1), TierUp(tier="silver")
    for effects in ((gold, silver), (silver, gold)):
        tier = status(run(programme(rule("up", *effects, phase=Phase.AFTER)), facts(100)))

        assert (tier.reached, tier.until) == ("gold", date(2026, 12, 24))


def test_a_tier_that_a_rule_gives_for_a_month_counts_at_once_and_lasts_a_month() -> None:
    made = programme(
        rule("up", TierUp(tier="gold", months=1), phase=Phase.AFTER),
        policies=Policies(tier_counts=TierCounts.THIS_VISIT),
    )

    assert status(run(made, facts(100))).until == date(2026, 12, 24)


def test_a_tier_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ProgrammeError, match="no tier has the code 'bronze'") as refused:
        compile_programme(programme(rule("up", TierUp(tier="bronze"), phase=Phase.AFTER)))

    assert refused.value.params["path"] == "rules[0].effects[0].tier"


@given(st.sampled_from(["", "silver", "gold"]), st.sampled_from(["", "silver", "gold"]))
def test_it_never_lowers_a_tier(held: str, wanted: str) -> None:
    ranks = ["", "silver", "gold"]

    reached = status(given_to(held, TierUp(tier=wanted))).reached

    assert ranks.index(reached) >= ranks.index(held)
