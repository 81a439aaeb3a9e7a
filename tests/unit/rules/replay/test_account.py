"""Replayed under the programme that was in force, every visit gives again what it gave."""

from dataclasses import replace
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain.basket import BasketLine
from fidpos.domain.ids import VisitId
from fidpos.rules.engine import compile_programme
from fidpos.rules.evaluation import Evaluation
from fidpos.rules.expiry import ExpiryKind, LotExpiry
from fidpos.rules.programme import Programme, Safeguards
from fidpos.rules.replay.account import AccountReplay, stage
from tests.helpers.busy_programme import any_shopping, busy
from tests.helpers.counter import IDENTITY
from tests.helpers.lived_visits import PEOPLE, Life, Shopping
from tests.helpers.memory_store import MemoryStore
from tests.unit.rules.strategies import baskets, fewer, programmes

HOUR_S, DAY_S = 3_600.0, 86_400.0

expiries = st.sampled_from(
    [
        LotExpiry(),
        LotExpiry(kind=ExpiryKind.DAYS, count=20),
        LotExpiry(kind=ExpiryKind.DAYS, count=20, prolonged=True),
        LotExpiry(kind=ExpiryKind.MONTHS, count=2),
        LotExpiry(kind=ExpiryKind.MONTH_END, count=1, prolonged=True),
        LotExpiry(kind=ExpiryKind.YEAR_END, count=1),
    ]
)
gaps_s = st.sampled_from([0.0, 1.0, 600.0, HOUR_S, 5 * HOUR_S, DAY_S, 6 * DAY_S, 25 * DAY_S, 90 * DAY_S])
amounts = st.integers(0, 30_000).map(lambda minor: (BasketLine(amount_minor=minor),))
shoppings = st.builds(
    Shopping,
    after_s=gaps_s,
    member=st.integers(0, len(PEOPLE) - 1),
    lines=amounts | baskets.filter(bool).map(tuple),
    wants=st.lists(st.sampled_from(["coffee", "cake", "voucher"]), max_size=2, unique=True).map(tuple),
    uses_vouchers=st.booleans(),
    undone=st.sampled_from([False, False, False, True]),
)


@st.composite
def lasting(draw: st.DrawFn) -> Programme:
    """A programme in which time matters: lots expire, wait or are prolonged, tiers end."""
    made = draw(programmes())
    counters = tuple(
        replace(counter, expiry=draw(expiries), pending_days=draw(st.sampled_from([0, 0, 3])))
        for counter in made.counters
    )
    tiers = tuple(replace(tier, term_months=draw(st.sampled_from([0, 1, 12]))) for tier in made.tiers)
    return replace(
        made,
        counters=counters,
        tiers=tiers,
        safeguards=Safeguards(earning_visits_a_day=draw(st.integers(1, 3))),
    )


@fewer
@given(programme=lasting(), shoppings=st.lists(shoppings, min_size=1, max_size=25))
def test_the_programme_in_force_gives_again_what_it_gave(
    programme: Programme, shoppings: list[Shopping]
) -> None:
    store = MemoryStore(IDENTITY, programme)
    store.load(*PEOPLE)
    life = Life(store, programme)
    for shopping in shoppings:
        life.live(shopping)

    again = replayed(life)

    assert again.keys() == life.said.keys() - life.undone
    for visit_id, evaluation in again.items():
        assert replace(evaluation, offers=()) == replace(life.said[visit_id], offers=())


def replayed(life: Life) -> dict[VisitId, Evaluation]:
    """All accounts together, in the order of time: some rules are limited for all members."""
    stands = stage(compile_programme(life.programme), explained=True)
    steps = [
        (visit, replay)
        for account in life.accounts()
        for replay in [AccountReplay(stands, account)]
        for visit in account.visits
        if not visit.undone
    ]
    order = {event.visit_id: number for number, event in enumerate(life.closed)}
    steps.sort(key=lambda step: order[step[0].facts.id])
    return {visit.facts.id: replay.visit(visit).evaluation for visit, replay in steps}


def test_every_kind_of_memory_is_carried_from_visit_to_visit() -> None:
    given_so_far = {"spent": 0, "vouchers_used": 0, "earned": 0, "discounts": 0, "gifts": 0}
    for seed in range(12):
        random = Random(seed)
        programme = busy(random)
        store = MemoryStore(IDENTITY, programme)
        store.load(*PEOPLE)
        life = Life(store, programme)
        for _ in range(40):
            life.live(any_shopping(random))

        again = replayed(life)

        for visit_id, evaluation in again.items():
            assert replace(evaluation, offers=()) == replace(life.said[visit_id], offers=())
            for name in given_so_far:
                given_so_far[name] += bool(getattr(evaluation, name))
    assert all(count > 20 for count in given_so_far.values()), given_so_far
