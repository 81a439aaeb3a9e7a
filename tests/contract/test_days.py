"""Business days on every `DayStore`: the one on disk, and the one in memory."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from fidpos.domain.clock import utc
from fidpos.domain.errors import StoreCorrupt
from fidpos.domain.ids import EventId, GiftHoldId, VisitId
from fidpos.domain.member import Relation
from fidpos.localdb.bulk import load_members
from fidpos.localdb.store import LocalStore
from fidpos.till.day.store import Birthday
from fidpos.till.gift_card_payment import HoldAsked, held_event
from fidpos.wire.day_events import DayClosed, DayFiguresBody, DayOpened, RegisterTotalsBody
from fidpos.wire.events import StaffActed, StaffActKind
from tests.helpers import real_store
from tests.helpers.asked_centre import AskedCentre
from tests.helpers.counter import BERENICE, IDENTITY, INES, ZOE, programme
from tests.helpers.fake_clock import FakeClock
from tests.helpers.gift_counter import GiftCounter
from tests.helpers.memory_store import MemoryStore

DAY = date(2026, 11, 20)


@pytest.fixture(params=["memory", "disk"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[MemoryStore | LocalStore]:
    if request.param == "memory":
        memory = MemoryStore(IDENTITY, programme(), (INES,))
        memory.load(BERENICE, ZOE)
        yield memory
        return
    disk = real_store.new_store(tmp_path / "till.db", FakeClock())
    load_members(disk.database, (BERENICE, ZOE))
    yield disk
    disk.close()


def opened(number: int, day: date = DAY) -> DayOpened:
    return DayOpened(
        id=EventId(UUID(int=7_000_000 + number)),
        at=utc(2026, 11, day.day, 8),
        business_day=day,
        till_id=IDENTITY.till_id,
        staff_id=INES.id,
    )


def closed(number: int, day: date = DAY, hour: int = 19) -> DayClosed:
    return DayClosed(
        id=EventId(UUID(int=7_000_000 + number)),
        at=utc(2026, 11, day.day, hour),
        business_day=day,
        till_id=IDENTITY.till_id,
        staff_id=INES.id,
        currency="EUR",
        figures=DayFiguresBody(visits=3),
        register=RegisterTotalsBody(),
        head_seq=1,
        head_hash=b"h" * 32,
    )


def acted(number: int) -> StaffActed:
    return StaffActed(
        id=EventId(UUID(int=7_000_000 + number)),
        at=utc(2026, 11, 20, 9),
        staff_id=INES.id,
        act=StaffActKind.LOCKED,
    )


def test_a_day_that_nobody_opened_is_not_there(store: MemoryStore | LocalStore) -> None:
    assert store.days.day(DAY) is None
    assert list(store.days.events_since_opening(DAY)) == []
    with pytest.raises(StoreCorrupt):
        store.commit(closed(1))


def test_it_is_opened_once_and_the_latest_closing_counts(store: MemoryStore | LocalStore) -> None:
    store.commit(opened(1))
    store.commit(opened(2))
    store.commit(closed(3))
    store.commit(closed(4, hour=20))

    record = store.days.day(DAY)

    assert record is not None
    assert (record.opened_at, record.closed_at) == (utc(2026, 11, 20, 8), utc(2026, 11, 20, 20))
    assert record.closed_by == INES.id
    assert not any(event.id == EventId(UUID(int=7_000_002)) for event in store.days.events_backwards(100))


def test_days_that_were_never_closed_are_known_the_oldest_first(store: MemoryStore | LocalStore) -> None:
    days = [DAY + timedelta(days=number) for number in range(3)]
    for number, day in enumerate(days):
        store.commit(opened(10 + number, day))
    store.commit(closed(20, days[1]))

    assert store.days.unclosed_days(days[2]) == (days[0],)
    assert store.days.unclosed_days(days[2] + timedelta(days=1)) == (days[0], days[2])


def test_a_day_that_went_on_after_its_closing_counts_as_not_closed(store: MemoryStore | LocalStore) -> None:
    at = GiftCounter(store, FakeClock())
    store.commit(opened(1))
    store.commit(closed(2))
    store.commit(acted(3))
    assert store.days.unclosed_days(DAY + timedelta(days=1)) == ()
    at.sold(5_000)
    store.commit(opened(4, DAY + timedelta(days=1)))

    assert store.days.unclosed_days(DAY + timedelta(days=1)) == (DAY,)
    store.commit(closed(5))
    assert store.days.unclosed_days(DAY + timedelta(days=1)) == ()


def test_what_happened_since_the_opening_is_read_in_order_and_backwards(
    store: MemoryStore | LocalStore,
) -> None:
    store.commit(acted(1))
    store.commit(opened(2))
    for number in range(3, 603):
        store.commit(acted(number))

    forwards = [event.id.int - 7_000_000 for event in store.days.events_since_opening(DAY)]

    assert forwards == list(range(3, 603))
    assert [event.id.int - 7_000_000 for event in store.days.events_backwards(300)] == list(
        range(602, 302, -1)
    )


def test_the_head_moves_with_each_event(store: MemoryStore | LocalStore) -> None:
    store.commit(opened(1))
    before = store.days.journal_head()

    store.commit(acted(2))

    after = store.days.journal_head()
    assert after.seq == before.seq + 1
    assert after.hash != before.hash


def test_birthdays_are_those_of_members_and_of_their_relatives(store: MemoryStore | LocalStore) -> None:
    found = store.days.birthdays(date(2027, 11, 22), 5)

    assert found.count == 1
    assert found.first == (Birthday(member="Zoé Durand", relation=Relation.CHILD, given_name="Léo"),)
    assert store.days.birthdays(date(2027, 11, 21), 5).count == 0


def test_gift_cards_that_hold_money_are_told_before_they_end(store: MemoryStore | LocalStore) -> None:
    at = GiftCounter(store, FakeClock())
    card = at.card(at.sold(5_000))
    assert card.expires_on is not None

    found = store.days.gift_cards_ending(card.expires_on - timedelta(days=30), card.expires_on, 4)

    assert [(each.masked, each.balance.minor, each.expires_on) for each in found] == [
        (card.masked, 5_000, card.expires_on)
    ]
    assert store.days.gift_cards_ending(DAY, card.expires_on - timedelta(days=1), 4) == ()
    assert store.days.gift_cards_outstanding_minor() == 5_000


def test_a_manager_is_told_of_a_card_whose_number_is_another_ones(store: MemoryStore | LocalStore) -> None:
    clock = FakeClock()
    at, centre = GiftCounter(store, clock), AskedCentre(clock)
    own = at.sold(2_000)
    before = store.days.gift_cards_disowned(4)
    inscription = store.inscription(own)
    assert inscription is not None
    card_id = centre.card(inscription.number, 5_000)
    hold = HoldAsked(hold_id=GiftHoldId(at.new_id()), visit_id=VisitId(at.new_id()), amount_minor=1_000)
    standing = centre.cards[inscription.number.digest]
    assert store.learn_gift_card(standing, held_event(at.work, card_id, hold))

    told = store.days.gift_cards_disowned(4)
    assert before == ()
    assert [(each.masked, each.balance.minor) for each in told] == [(at.card(own).masked, 2_000)]
    assert store.days.gift_cards_disowned(0) == ()
