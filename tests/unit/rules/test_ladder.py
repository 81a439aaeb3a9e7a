"""Tiers: the one that counts, the one that is reached, and how far the next is, in a table that shows why."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.rules.conditions.tier import Tier
from fidpos.rules.effect import Phase
from fidpos.rules.effects.amount_off import AmountOff
from fidpos.rules.effects.earn_fixed import EarnFixed
from fidpos.rules.effects.earn_per_amount import EarnPerAmount
from fidpos.rules.effects.multiply_earned import MultiplyEarned
from fidpos.rules.effects.percent_off import PercentOff
from fidpos.rules.effects.tier_up import TierUp
from fidpos.rules.evaluation import TierStatus
from fidpos.rules.facts import Facts
from fidpos.rules.history import HistoryQuery, Metric
from fidpos.rules.policy import Policies, TierCounts
from fidpos.rules.programme import TierDef
from fidpos.rules.windows import Window, WindowKind
from tests.unit.rules.build import TITLE, TUESDAY, facts, programme, rule, run

IN_A_YEAR = date(2027, 11, 24)
YESTERDAY = TUESDAY - timedelta(days=1)
BASE = rule("base", EarnPerAmount(counter="points", points=1, per_minor=100))
YEAR = Window(kind=WindowKind.YEAR)


def status(given_facts: Facts) -> TierStatus | None:
    return run(programme(BASE), given_facts).tier


def earned_before(points: int) -> dict[str, int]:
    return {"points_earned/months-12": points}


def risen(held: str, reached: str, *, value: int, above: str = "", missing: int = 0) -> TierStatus:
    """A new tier whose term begins today."""
    return TierStatus(
        held=held,
        reached=reached,
        since=TUESDAY,
        until=IN_A_YEAR,
        value=value,
        next=above,
        missing=missing,
    )


@pytest.mark.parametrize(
    ("before", "amount", "held", "expected"),
    [
        # nothing yet, and far from the first tier
        (0, 0, "", TierStatus(held="", reached="", value=0, next="silver", missing=100)),
        # one point short of silver
        (89, 1000, "", TierStatus(held="", reached="", value=99, next="silver", missing=1)),
        # silver to the point: it begins today and counts from the next visit on
        (90, 1000, "", risen("", "silver", value=100, above="gold", missing=900)),
        # two tiers at once
        (0, 100_000, "", risen("", "gold", value=1000)),
        # within the term nothing changes
        (
            500,
            1000,
            "silver",
            TierStatus(held="silver", reached="silver", value=510, next="gold", missing=490),
        ),
        # a tier is not lost within its term, although the points are gone
        (0, 1000, "gold", TierStatus(held="gold", reached="gold", value=10)),
        # up from silver
        (995, 1000, "silver", risen("silver", "gold", value=1005)),
    ],
)
def test_a_visit_moves_the_member_as_the_thresholds_say(
    before: int, amount: int, held: str, expected: TierStatus
) -> None:
    assert status(facts(amount, tier=held, history=earned_before(before))) == expected


def test_on_the_last_day_of_the_term_the_tier_is_still_held() -> None:
    on_the_last_day = status(facts(0, tier="gold", tier_until=TUESDAY))

    assert on_the_last_day == TierStatus(held="gold", reached="gold", value=0)


def test_after_the_term_the_member_has_what_the_history_earns() -> None:
    fallen = status(facts(0, tier="gold", tier_until=YESTERDAY, history=earned_before(150)))

    assert fallen == TierStatus(
        held="silver", reached="silver", since=TUESDAY, until=IN_A_YEAR, value=150, next="gold", missing=850
    )


def test_after_the_term_a_member_who_still_qualifies_begins_a_new_one() -> None:
    renewed = status(facts(0, tier="gold", tier_until=YESTERDAY, history=earned_before(1200)))

    assert renewed == TierStatus(held="gold", reached="gold", since=TUESDAY, until=IN_A_YEAR, value=1200)
    assert renewed.changes


def test_a_tier_that_the_programme_no_longer_has_is_not_held() -> None:
    assert status(facts(0, tier="diamond")) == TierStatus(
        held="", reached="", value=0, next="silver", missing=100
    )


def test_a_tier_without_a_term_has_no_end() -> None:
    forever = TierDef(code="friend", title=TITLE, threshold=0, term_months=0)

    reached = run(programme(tiers=(forever,)), facts(0)).tier

    assert reached == TierStatus(held="friend", reached="friend", since=TUESDAY, value=0)


def test_a_programme_without_tiers_has_no_status() -> None:
    assert run(programme(tiers=()), facts(100)).tier is None


def test_revenue_counts_what_is_due_after_discounts() -> None:
    basis = HistoryQuery(metric=Metric.REVENUE, window=YEAR)
    five_off = rule("five_off", AmountOff(amount_minor=500), phase=Phase.BASKET)

    reached = run(programme(five_off, tier_basis=basis), facts(1000, history={"revenue/year": 40})).tier

    assert reached is not None
    assert reached.value == 540


def test_visits_count_this_one() -> None:
    basis = HistoryQuery(metric=Metric.VISITS, window=YEAR)

    reached = run(programme(tier_basis=basis), facts(1000, history={"visits/year": 99})).tier

    assert reached is not None
    assert (reached.value, reached.reached) == (100, "silver")


def test_another_counter_than_the_first_may_be_what_counts() -> None:
    basis = HistoryQuery(metric=Metric.POINTS_EARNED, window=YEAR, scope="counter:stamps")
    stamp = rule("stamp", EarnFixed(counter="stamps", points=1))
    history = {"points_earned/year/counter:stamps": 99}

    reached = run(programme(BASE, stamp, tier_basis=basis), facts(1000, history=history)).tier

    assert reached is not None
    assert (reached.value, reached.reached) == (100, "silver")


@given(st.integers(0, 3000), st.integers(0, 10**6), st.sampled_from(["", "silver", "gold"]))
def test_a_visit_never_lowers_a_tier_and_the_distance_is_exact(before: int, amount: int, held: str) -> None:
    ranks = ["", "silver", "gold"]

    reached = status(facts(amount, tier=held, history=earned_before(before)))

    assert reached is not None
    assert ranks.index(reached.reached) >= ranks.index(reached.held)
    if reached.next:
        nearer = status(facts(0, tier=held, history=earned_before(reached.value + reached.missing)))
        assert nearer is not None
        assert ranks.index(nearer.reached) >= ranks.index(reached.next)


GOLD_DOUBLES = rule(
    "gold", MultiplyEarned(counter="points", factor_ppm=2_000_000), when=Tier(tiers=("gold",))
)


@pytest.mark.parametrize(
    ("policy", "points", "value"), [(TierCounts.NEXT_VISIT, 20, 1010), (TierCounts.THIS_VISIT, 40, 1030)]
)
def test_the_policy_says_whether_a_tier_counts_on_the_visit_that_reaches_it(
    policy: TierCounts, points: int, value: int
) -> None:
    made = programme(BASE, GOLD_DOUBLES, policies=Policies(tier_counts=policy))

    evaluation = run(made, facts(2000, tier="silver", history=earned_before(990)))

    assert evaluation.earned_on("points") == points
    assert evaluation.tier == risen("silver", "gold", value=value)


def test_a_tier_that_counted_is_reached_even_if_its_own_discount_would_undo_it() -> None:
    made = programme(
        rule("half", PercentOff(share_ppm=500_000), phase=Phase.BASKET, when=Tier(tiers=("gold",))),
        BASE,
        policies=Policies(tier_counts=TierCounts.THIS_VISIT),
    )

    evaluation = run(made, facts(2000, tier="silver", history=earned_before(985)))

    assert evaluation.discount_minor == 1000
    assert evaluation.tier is not None
    assert (evaluation.tier.reached, evaluation.tier.value) == ("gold", 995)


def test_a_tier_that_a_rule_gives_counts_on_this_visit_once_and_is_not_climbed_twice() -> None:
    made = programme(
        rule("up", TierUp(), phase=Phase.AFTER),
        BASE,
        GOLD_DOUBLES,
        policies=Policies(tier_counts=TierCounts.THIS_VISIT),
    )

    evaluation = run(made, facts(2000))

    assert evaluation.tier is not None
    assert (evaluation.tier.held, evaluation.tier.reached) == ("", "silver")
    assert evaluation.earned_on("points") == 20
