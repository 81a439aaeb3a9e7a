"""`tier_down`: a lower tier, unless the visit itself reaches a higher one."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.rules.effect import Phase
from fidpos.rules.effects.earn_fixed import EarnFixed
from fidpos.rules.effects.tier_down import TierDown
from fidpos.rules.evaluation import Evaluation, Outcome, TierStatus, TraceEntry
from tests.unit.rules.build import TUESDAY, facts, programme, rule, run, trace_of


def taken_from(tier: str, effect: TierDown, points: int = 0) -> Evaluation:
    down = rule("down", effect, phase=Phase.AFTER)
    earn = [rule("points", EarnFixed(counter="points", points=points))] if points else []
    return run(programme(down, *earn), facts(100, tier=tier))


def status(evaluation: Evaluation) -> TierStatus:
    assert evaluation.tier is not None
    return evaluation.tier


@pytest.mark.parametrize("wanted", ["", "silver"])
def test_one_step_down_or_to_the_tier_named(wanted: str) -> None:
    tier = status(taken_from("gold", TierDown(tier=wanted)))

    assert (tier.held, tier.reached, tier.since) == ("gold", "silver", TUESDAY)


@pytest.mark.parametrize(
    ("held", "wanted"), [("silver", ""), ("silver", "gold"), ("silver", "silver"), ("", "")]
)
def test_below_the_lowest_tier_and_upwards_there_is_nothing_to_take(held: str, wanted: str) -> None:
    evaluation = taken_from(held, TierDown(tier=wanted))

    assert status(evaluation).reached == held
    assert trace_of(evaluation, "down") == TraceEntry("down", Outcome.CAPPED, "nothing")


def test_its_term_may_be_its_own() -> None:
    assert status(taken_from("gold", TierDown(months=1))).until == date(2026, 12, 24)


def test_a_visit_that_climbs_is_not_pulled_down() -> None:
    made = taken_from("silver", TierDown(), points=1000)

    assert status(made).reached == "gold"


@given(st.sampled_from(["", "silver", "gold"]), st.sampled_from(["", "silver", "gold"]))
def test_it_never_raises_a_tier(held: str, wanted: str) -> None:
    ranks = ["", "silver", "gold"]

    reached = status(taken_from(held, TierDown(tier=wanted))).reached

    assert ranks.index(reached) <= ranks.index(held)
