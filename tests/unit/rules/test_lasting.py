"""What a visit that earns nothing gives all the same, and what it does not count towards."""

from uuid import UUID

import pytest

from fidpos.domain.ids import MemberId
from fidpos.rules.bounds import Bounds
from fidpos.rules.condition import Condition
from fidpos.rules.conditions.average_basket import AverageBasket
from fidpos.rules.conditions.bought import Bought
from fidpos.rules.conditions.drawn_by_lot import DrawnByLot
from fidpos.rules.conditions.every_n_visits import EveryNVisits
from fidpos.rules.conditions.first_visit import FirstVisit
from fidpos.rules.conditions.nth_visit import NthVisit
from fidpos.rules.conditions.revenue import Revenue
from fidpos.rules.conditions.visits import Visits
from fidpos.rules.effect import Effect, Phase
from fidpos.rules.effects.amount_off import AmountOff
from fidpos.rules.effects.count import Count
from fidpos.rules.effects.gift import Gift
from fidpos.rules.effects.message import Message
from fidpos.rules.effects.percent_off import PercentOff
from fidpos.rules.effects.tier_up import TierUp
from fidpos.rules.effects.voucher import Voucher
from fidpos.rules.evaluation import Outcome, TraceEntry
from fidpos.rules.facts import Facts
from fidpos.rules.history import HistoryQuery, Metric
from fidpos.rules.scope import EVERYTHING
from fidpos.rules.windows import LIFETIME, Window, WindowKind
from tests.unit.rules.build import (
    TITLE,
    facts,
    pieces,
    programme,
    rule,
    run,
    trace_of,
    with_member,
    with_visit,
)

OWN = facts(1000, staff_own=True)


@pytest.mark.parametrize("given", [OWN, facts(1000, history={"visits/day": 3})])
@pytest.mark.parametrize(
    ("effect", "phase"),
    [
        (Voucher(title=TITLE, effect=AmountOff(amount_minor=500)), Phase.AFTER),
        (Gift(title=TITLE), Phase.AFTER),
        (Gift(title=TITLE), Phase.BASKET),
        (Count(), Phase.AFTER),
        (Count(), Phase.LINE),
        (TierUp(), Phase.AFTER),
    ],
)
def test_a_visit_that_earns_nothing_gives_nothing_that_outlasts_it(
    given: Facts, effect: Effect, phase: Phase
) -> None:
    evaluation = run(programme(rule("lasting", effect, phase=phase)), given)

    assert (evaluation.vouchers, evaluation.gifts, evaluation.rule_uses) == ((), (), ())
    assert evaluation.tier is not None
    assert (evaluation.tier.reached, evaluation.tier.changes) == ("", False)
    assert trace_of(evaluation, "lasting") == TraceEntry("lasting", Outcome.CAPPED, evaluation.withheld)
    assert evaluation.withheld != ""


def test_a_visit_that_earns_nothing_keeps_its_discounts_and_its_words() -> None:
    word = rule("word", Message(text=TITLE), phase=Phase.AFTER)
    off = rule("off", AmountOff(amount_minor=200), phase=Phase.BASKET)
    counted = rule("counted", AmountOff(amount_minor=100), Count(), phase=Phase.BASKET)

    evaluation = run(programme(off, counted, word), OWN)

    assert evaluation.discount_minor == 300
    assert [use.rule for use in evaluation.rule_uses] == ["counted"]
    assert [message.source for message in evaluation.messages] == ["word"]


@pytest.mark.parametrize("metric", [Metric.VISITS, Metric.REVENUE])
def test_a_visit_that_earns_nothing_reaches_no_tier(metric: Metric) -> None:
    basis = HistoryQuery(metric=metric, window=Window(kind=WindowKind.MONTHS, count=12))
    made = programme(tier_basis=basis)

    tier = run(made, facts(1000, staff_own=True, history={basis.key: 99})).tier

    assert tier is not None
    assert (tier.reached, tier.value, tier.missing, tier.changes) == ("", 99, 1, False)


@pytest.mark.parametrize(
    "when",
    [
        NthVisit(n=1),
        NthVisit(n=3),
        FirstVisit(),
        EveryNVisits(n=2),
        DrawnByLot(chance_ppm=1_000_000),
        Visits(window=LIFETIME, bounds=Bounds(at_least=1), including_this=True),
        Revenue(window=LIFETIME, bounds=Bounds(at_least=1), including_this=True),
        AverageBasket(window=LIFETIME, bounds=Bounds(at_least=1), including_this=True),
        Bought(window=LIFETIME, bounds=Bounds(at_least=1), including_this=True),
    ],
)
def test_a_visit_that_does_not_count_is_no_step_towards_a_reward(when: Condition) -> None:
    nothing = {"visits/lifetime": 0, "revenue/lifetime": 0, f"quantity/lifetime/{EVERYTHING.name}": 0}
    given = with_member(
        facts(lines=[pieces(500, 2, article="4006")], history=nothing), id=MemberId(UUID(int=9))
    )
    made = programme(rule("off", PercentOff(share_ppm=100_000), when=when, phase=Phase.BASKET))

    counts, does_not = run(made, given), run(made, with_visit(given, staff_own=True))

    assert counts.discount_minor == (0 if when in {NthVisit(n=3), EveryNVisits(n=2)} else 50)
    assert does_not.discount_minor == 0
