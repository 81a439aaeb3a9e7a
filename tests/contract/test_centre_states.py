"""Whatever happens, PostgreSQL gives the states that `posting.project` makes of the same events."""

from datetime import timedelta
from random import Random
from uuid import UUID

import pytest

from fidpos.domain.ids import AccountId, EventId, MemberId, TillId
from fidpos.server.db.states import VISITS_MAX
from fidpos.server.reason import EventRefused, Reason
from fidpos.server.services.office import NotToErase, NotToMerge
from fidpos.server.services.office import Office as Act
from fidpos.wire.events import Event
from fidpos.wire.sync.pull import AccountState, MemberState
from tests.helpers.centre_events import Happenings
from tests.helpers.centre_office import InPostgres, Office, memory_office, postgres_office
from tests.helpers.fake_clock import FakeClock
from tests.helpers.random_history import History

PUSHES = 60


Said = tuple[EventId, Reason]


def push(office: Office, history: History, till_id: TillId, events: list[Event]) -> list[Said]:
    """As the service does it: all at once, and when one is refused, one by one; what was said of them."""
    keys = history.told.keys
    try:
        return sorted(office.tell(*events, till_id=till_id, keys=keys).items())
    except EventRefused:
        return [said for event in events for said in _alone(office, till_id, event, keys)]


def act(office: Office, one: MemberId, other: MemberId, number: int) -> str:
    """Something that the office does, or why it does not."""
    with office.unit() as unit:
        acts = Act(book=unit.office(), now=office.clock.now())
        try:
            match number % 7:
                case 0:
                    acts.erase(one)
                case 1:
                    return str(acts.expire(office.clock.now().date() + timedelta(days=370), at_most=3))
                case _:
                    acts.merge(one, other, office.clock.now().date())
        except (NotToMerge, NotToErase) as refused:
            return refused.code
    return "done"


def _alone(office: Office, till_id: TillId, event: Event, keys: dict[UUID, bytes]) -> list[Said]:
    try:
        return list(office.tell(event, till_id=till_id, keys=keys).items())
    except EventRefused as refused:
        return [(refused.event_id, refused.reason)]


def plain(state: MemberState) -> MemberState:
    """In one order, and no more than a till is sent."""
    return state.but(
        cards=tuple(sorted(state.cards, key=lambda each: each.id)),
        consents=tuple(sorted(state.consents, key=lambda each: each.channel)),
        days=tuple(sorted(state.days, key=lambda each: (each.day, each.scope))),
        lifetime=tuple(sorted(state.lifetime, key=lambda each: each.scope)),
        uses=tuple(sorted(state.uses, key=lambda each: (each.cause_id, each.rule))),
        vouchers=tuple(sorted(state.vouchers, key=lambda each: each.voucher.id)),
        visits=state.visits[:VISITS_MAX],
    )


def told_states(office: Office) -> tuple[dict[MemberId, MemberState], dict[AccountId, AccountState]]:
    members, accounts = office.states()
    return (
        {id_: plain(state) for id_, state in members.items()},
        {
            id_: state.but(lots=tuple(sorted(state.lots, key=lambda lot: lot.id)))
            for id_, state in accounts.items()
        },
    )


@pytest.mark.parametrize("seed", range(12))
def test_postgresql_makes_of_events_what_the_projection_makes_of_them(seed: int) -> None:
    clock = FakeClock()
    history = History(Happenings(clock, seed), Random(seed))
    with memory_office(clock) as memory, postgres_office(clock) as postgres:
        for number in range(PUSHES):
            till_id, events = history.push()
            said = [push(office, history, till_id, events) for office in (memory, postgres)]
            assert said[0] == said[1], (seed, number)
            if history.random.random() < 0.2:
                one, other = history.random.choices(history.members, k=2)
                done = [act(office, one.member_id, other.member_id, number) for office in (memory, postgres)]
                assert done[0] == done[1], (seed, number)
            if number % 10 == 9:
                assert told_states(memory) == told_states(postgres), (seed, number)
                assert memory.gift_cards() == postgres.gift_cards(), (seed, number)
        assert told_states(memory) == told_states(postgres)
        _check_sums(postgres)


def _check_sums(office: Office) -> None:
    """Debits equal credits; a balance is the sum of its entries and of what its lots hold (I2)."""
    kept = office.kept
    assert isinstance(kept, InPostgres)
    assert kept.rows("SELECT coalesce(sum(amount), 0) FROM ledger_sides") == [(0,)]
    assert kept.rows("SELECT count(*) > 50 FROM ledger_entries") == [(True,)]
    unequal = """
        SELECT account_id, counter, b.amount, e.amount, l.remaining
        FROM balances b
        FULL JOIN (SELECT account_id, counter, sum(amount) AS amount FROM ledger_entries GROUP BY 1, 2) e
            USING (account_id, counter)
        FULL JOIN (SELECT account_id, counter, sum(remaining) AS remaining FROM lots GROUP BY 1, 2) l
            USING (account_id, counter)
        WHERE coalesce(b.amount, 0) != coalesce(e.amount, 0)
            OR coalesce(b.amount, 0) != coalesce(l.remaining, 0)
    """
    assert kept.rows(unequal) == []
    untold = """
        SELECT l.id FROM lots l
        LEFT JOIN (SELECT lot_id, sum(amount) AS taken FROM lot_allocations GROUP BY 1) a ON a.lot_id = l.id
        WHERE l.earned - coalesce(a.taken, 0) != l.remaining
    """
    assert kept.rows(untold) == []
