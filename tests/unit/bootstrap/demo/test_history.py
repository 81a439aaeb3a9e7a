"""What purchases leave behind: sums that agree, a tier that the engine confirms."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from uuid import UUID

from fidpos.bootstrap.demo.earning import Earning
from fidpos.bootstrap.demo.history import FULL, Detail, History, Pot, live_through, spend
from fidpos.bootstrap.demo.rhythm import Habit, habit, purchases
from fidpos.domain.ids import ShopId, TillId, VisitId
from fidpos.rules.engine import CompiledProgramme, evaluate, needs
from fidpos.rules.facts import Facts, MemberFacts, VisitFacts
from fidpos.rules.history import resolve
from fidpos.rules.past import LifetimeTotals, Past
from fidpos.rules.programme import Programme

TODAY = date(2026, 11, 22)
BEGAN = TODAY - timedelta(days=548)
NOBODY = UUID(int=0)


def lived(seed: int, programme: Programme, earning: Earning, detail: Detail = FULL) -> History:
    rng = Random(seed)
    shopper = habit(rng, TODAY, lives_nearby=True)
    return live_through(
        purchases(rng, shopper, BEGAN), programme, earning, enrolled_on=BEGAN, rng=rng, detail=detail
    )


def test_what_remains_is_what_was_earned_less_what_was_spent(programme: Programme, earning: Earning) -> None:
    for seed in range(300):
        history = lived(seed, programme, earning, Detail(visits=10_000))
        moved = sum(bought.outcome.earned - bought.outcome.spent for bought in history.latest)

        assert history.balance == moved >= 0
        assert all(pot.amount > 0 for pot in history.pots)


def test_days_tell_what_the_visits_tell(programme: Programme, earning: Earning) -> None:
    for seed in range(100):
        history = lived(seed, programme, earning, Detail(visits=10_000))
        oldest_first = history.latest[::-1]

        assert [day.day for day in history.days] == [bought.purchase.day for bought in oldest_first]
        assert [day.points_earned for day in history.days] == [each.outcome.earned for each in oldest_first]
        assert sum(day.revenue_minor for day in history.days) == sum(
            bought.purchase.amount_minor - bought.outcome.discount_minor for bought in oldest_first
        )


def test_the_engine_holds_every_member_at_the_tier_of_the_history(
    programme: Programme, earning: Earning, compiled: CompiledProgramme
) -> None:
    ranks = [tier.code for tier in programme.tiers]
    seen = set()
    for seed in range(300):
        history = lived(seed, programme, earning)
        assert history.tier is not None
        value, status_held = engine_says(history, compiled)
        earned = [tier.code for tier in programme.tiers if value >= tier.threshold][-1]
        is_running = history.tier.until is None or history.tier.until >= TODAY

        assert status_held == (history.tier.code if is_running else earned)
        assert ranks.index(earned) <= ranks.index(history.tier.code)
        seen.add(history.tier.code)
    assert seen == set(ranks)


def engine_says(history: History, compiled: CompiledProgramme) -> tuple[int, str]:
    """What the tier basis counts today, and the tier that the engine holds the member at."""
    assert history.tier is not None
    facts = Facts(
        visit=VisitFacts(
            id=VisitId(NOBODY),
            shop=ShopId(NOBODY),
            till=TillId(NOBODY),
            at=datetime(2026, 11, 22, 15, tzinfo=UTC),
            business_day=TODAY,
        ),
        member=MemberFacts(enrolled_on=BEGAN, tier=history.tier.code, tier_until=history.tier.until),
        history=resolve(
            needs(compiled), Past(days=history.days, lifetime=(LifetimeTotals(visits=5),)), TODAY
        ),
    )
    status = evaluate(compiled, facts).tier
    assert status is not None
    return status.value, status.held


def test_a_tier_once_reached_is_kept_for_its_term(programme: Programme, earning: Earning) -> None:
    eager = Habit(visits_a_year=260, usual_minor=1_200, comes_until=BEGAN + timedelta(days=200))

    history = live_through(purchases(Random(1), eager, BEGAN), programme, earning, enrolled_on=BEGAN)

    assert history.tier is not None
    assert history.tier.code == "platine"
    assert history.tier.until is not None
    assert (history.tier.until - history.tier.since).days in {365, 366}


def test_somebody_who_never_came_has_nothing_and_the_first_tier(
    programme: Programme, earning: Earning
) -> None:
    history = live_through([], programme, earning, enrolled_on=BEGAN)

    assert (history.days, history.pots, history.latest, history.balance) == ((), (), (), 0)
    assert history.tier is not None
    assert (history.tier.code, history.tier.since, history.tier.until) == ("bronze", BEGAN, None)


def test_a_programme_without_tiers_gives_none(programme: Programme, earning: Earning) -> None:
    history = lived(7, replace(programme, tiers=()), earning)

    assert history.tier is None
    assert history.balance > 0


def test_less_detail_keeps_the_same_sums(programme: Programme, earning: Earning) -> None:
    full = lived(7, programme, earning)
    scant = lived(7, programme, earning, Detail(visits=3, months_a_pot=6))

    assert (scant.days, scant.balance, scant.tier) == (full.days, full.balance, full.tier)
    assert len(scant.pots) < len(full.pots)
    assert scant.latest == full.latest[:3]


def test_spending_takes_the_oldest_first() -> None:
    pots = [Pot(BEGAN, 10), Pot(TODAY, 5)]

    spend(pots, 4)
    assert pots == [Pot(BEGAN, 6), Pot(TODAY, 5)]
    spend(pots, 6)
    assert pots == [Pot(TODAY, 5)]
    spend(pots, 5)
    assert pots == []
