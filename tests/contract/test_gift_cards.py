"""Gift cards on every `GiftCardStore`: the encrypted one on disk, and the one in memory."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from msgspec import structs

from fidpos.domain.basket import Basket
from fidpos.domain.errors import InvalidValue, StoreCorrupt, StoreError, StoreFull
from fidpos.domain.gift_card import GiftCardState, GiftMove, HoldState
from fidpos.domain.gift_card_number import make
from fidpos.domain.ids import EventId, GiftCardId, GiftEntryId, GiftHoldId, VisitId
from fidpos.domain.money import EUR, Money
from fidpos.domain.register_ticket import RegisterTicket
from fidpos.domain.visit import VisitDraft
from fidpos.localdb.lock import Priority
from fidpos.localdb.store import LocalStore
from fidpos.localdb.verify import verify
from fidpos.till.gift_card_care import freeze_gift_card
from fidpos.till.gift_card_payment import post_holds, release_holds
from fidpos.till.gift_card_store import GiftSale, SaleLine
from fidpos.till.gift_cards import GiftCardRefusal, make_gift_card, sell_gift_cards
from fidpos.wire.events import EpochReason
from fidpos.wire.gift_card_events import (
    GiftCardHeld,
    GiftCardMailAsked,
    GiftCardMoved,
    GiftCardReleased,
    GiftMoveBody,
)
from tests.helpers import real_store
from tests.helpers.counter import IDENTITY, INES, programme
from tests.helpers.fake_clock import FakeClock
from tests.helpers.gift_counter import GiftCounter
from tests.helpers.memory_store import MemoryStore
from tests.helpers.store_events import Events


@pytest.fixture(params=["memory", "disk"])
def at(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[GiftCounter]:
    clock = FakeClock()
    if request.param == "memory":
        yield GiftCounter(MemoryStore(IDENTITY, programme(), (INES,)), clock)
        return
    disk = real_store.new_store(tmp_path / "till.db", clock)
    yield GiftCounter(disk, clock)
    reader = disk.database.reader()
    assert verify(reader.connection).holds
    reader.close()
    disk.close()


def moved(at: GiftCounter, card_id: GiftCardId, minor: int, **more: object) -> GiftCardMoved:
    """An adjustment as a program with an error might make it."""
    body = GiftMoveBody(id=GiftEntryId(at.new_id()), gift_card_id=card_id, amount_minor=minor)
    return structs.replace(
        GiftCardMoved(
            id=EventId(at.new_id()),
            at=at.clock.now(),
            business_day=at.work.today,
            move=GiftMove.ADJUSTED,
            moves=(body,),
            staff_id=INES.id,
        ),
        **more,
    )


def test_a_draft_is_there_and_worth_nothing(at: GiftCounter) -> None:
    card = at.card(at.draft(5_000))

    assert (card.state, card.balance_minor, card.face_minor) == (GiftCardState.DRAFT, 0, 5_000)
    assert (card.only_at, card.expires_on, card.issued_at) == (IDENTITY.till_id, None, at.clock.now())
    assert at.store.gift_entries(card.id) == ()


def test_it_is_found_by_its_number_and_by_no_other(at: GiftCounter) -> None:
    card_id = at.draft()
    inscription = at.store.inscription(card_id)
    assert inscription is not None

    assert at.store.gift_card_by_number(inscription.number) == at.card(card_id)
    assert at.store.gift_card_by_number(make()) is None
    assert at.card(card_id).masked == inscription.number.canonical[-4:]


def test_what_stands_on_it_can_be_read_for_the_printer(at: GiftCounter) -> None:
    inscription = at.store.inscription(at.draft())

    assert inscription is not None
    assert inscription.offered_by == "Mamie"
    assert at.store.inscription(GiftCardId(UUID(int=1))) is None


def test_a_number_that_is_another_cards_is_refused(at: GiftCounter) -> None:
    inscription = at.store.inscription(at.draft())
    assert inscription is not None

    again = make_gift_card(
        at.work,
        gift_card_id=GiftCardId(at.new_id()),
        face=Money(1_000, EUR),
        number=inscription.number,
    )

    assert again is GiftCardRefusal.UNUSABLE


def test_a_card_made_twice_is_made_once(at: GiftCounter) -> None:
    first = at.card(at.draft(5_000))

    again = make_gift_card(at.work, gift_card_id=first.id, face=Money(9_900, EUR))

    assert again == first


def test_its_sale_makes_it_worth_what_was_paid_for_a_year(at: GiftCounter) -> None:
    card = at.card(at.sold(5_000))

    assert (card.state, card.balance_minor) == (GiftCardState.ACTIVE, 5_000)
    assert card.expires_on == date(2027, 11, 20)
    (entry,) = at.store.gift_entries(card.id)
    assert (entry.move, entry.amount_minor, entry.ticket) == (GiftMove.SOLD, 5_000, "T1")
    assert at.store.gift_entries_of_day(at.work.today) == (entry,)
    assert at.store.gift_entries_of_day(at.work.today, "T1") == (entry,)
    assert at.store.gift_entries_of_day(at.work.today, "T2") == ()
    assert at.store.gift_entries_of_day(at.work.today + timedelta(days=1)) == ()


def test_several_cards_are_sold_on_one_ticket_or_none(at: GiftCounter) -> None:
    ids = [at.draft(1_000), at.draft(2_000)]

    sell_gift_cards(at.work, ids, "T9")

    assert [at.card(card_id).balance_minor for card_id in ids] == [1_000, 2_000]


def test_a_hold_sets_aside_a_payment_takes_and_a_release_gives_back(at: GiftCounter) -> None:
    card_id = at.sold(5_000)
    hold = at.hold(card_id, 2_000)
    assert (at.card(card_id).balance_minor, at.card(card_id).available_minor) == (5_000, 3_000)
    assert at.store.gift_holds(hold.visit_id) == (hold,)

    (entry,) = at.post(hold.visit_id, "T7")

    assert (at.card(card_id).balance_minor, at.card(card_id).held_minor) == (3_000, 0)
    assert (entry.amount_minor, entry.hold_id, entry.visit_id) == (-2_000, hold.id, hold.visit_id)
    assert at.store.gift_entries(card_id)[-1] == entry
    found = at.store.gift_hold(hold.id)
    assert found is not None
    assert found.state is HoldState.POSTED

    other = at.hold(card_id, 500)
    (released,) = release_holds(at.work, [other])
    assert released.state is HoldState.VOIDED
    assert at.card(card_id).available_minor == 3_000


def test_posting_or_releasing_again_changes_nothing(at: GiftCounter) -> None:
    card_id = at.sold(5_000)
    hold = at.hold(card_id, 2_000)
    first = at.post(hold.visit_id, "T7")

    assert at.post(hold.visit_id, "T7") == first
    assert [after.state for after in release_holds(at.work, [hold])] == [HoldState.POSTED]
    assert at.card(card_id).balance_minor == 3_000


def test_a_hold_an_entry_or_an_event_that_is_there_changes_nothing(at: GiftCounter) -> None:
    card_id = at.sold(5_000)
    hold = at.hold(card_id, 2_000)
    event = moved(at, card_id, 100)
    at.store.commit(event)
    before = at.card(card_id)

    at.store.commit(event)
    at.store.commit(structs.replace(event, id=EventId(at.new_id())))
    at.store.commit(
        GiftCardHeld(
            id=EventId(at.new_id()),
            at=at.clock.now(),
            hold_id=hold.id,
            gift_card_id=card_id,
            visit_id=hold.visit_id,
            amount_minor=900,
            expires_at=at.clock.now(),
            staff_id=INES.id,
        )
    )

    assert at.card(card_id) == before


def test_an_event_with_one_wrong_card_changes_none(at: GiftCounter) -> None:
    card_id = at.sold(5_000)
    bodies = (
        GiftMoveBody(id=GiftEntryId(at.new_id()), gift_card_id=card_id, amount_minor=100),
        GiftMoveBody(id=GiftEntryId(at.new_id()), gift_card_id=GiftCardId(UUID(int=9)), amount_minor=1),
    )

    with pytest.raises(StoreCorrupt):
        at.store.commit(moved(at, card_id, 0, moves=bodies))

    assert at.card(card_id).balance_minor == 5_000
    assert len(at.store.gift_entries(card_id)) == 1


def test_a_card_never_holds_less_than_nothing_or_than_what_is_held_of_it(at: GiftCounter) -> None:
    card_id = at.sold(5_000)
    at.hold(card_id, 2_000)

    with pytest.raises(InvalidValue):
        at.store.commit(moved(at, card_id, -3_001))

    assert at.card(card_id).balance_minor == 5_000


def test_a_draft_takes_no_money_but_that_of_its_sale(at: GiftCounter) -> None:
    card_id = at.draft()

    with pytest.raises(InvalidValue):
        at.store.commit(moved(at, card_id, 500))

    assert at.card(card_id).balance_minor == 0


def test_a_hold_ends_whole_and_must_be_known(at: GiftCounter) -> None:
    card_id = at.sold(5_000)
    hold = at.hold(card_id, 2_000)
    end = GiftCardReleased(
        id=EventId(at.new_id()),
        at=at.clock.now(),
        hold_id=hold.id,
        gift_card_id=card_id,
        amount_minor=1_999,
        staff_id=INES.id,
    )

    with pytest.raises(InvalidValue):
        at.store.commit(end)
    with pytest.raises(StoreCorrupt):
        at.store.commit(structs.replace(end, hold_id=GiftHoldId(UUID(int=5))))

    assert at.card(card_id).held_minor == 2_000


def test_holds_that_are_overdue_are_found_the_oldest_first(at: GiftCounter) -> None:
    card_id = at.sold(5_000)
    first = at.hold(card_id, 100)
    at.clock.advance(60)
    second = at.hold(card_id, 100)
    at.clock.advance(at.policy.hold_s - 60)

    assert at.store.stale_gift_holds(at.clock.now()) == (first,)

    at.clock.advance(60)
    assert at.store.stale_gift_holds(at.clock.now()) == (first, second)
    at.post(first.visit_id)
    assert at.store.stale_gift_holds(at.clock.now()) == (second,)


def test_a_frozen_card_is_frozen(at: GiftCounter) -> None:
    card_id = at.sold()

    freeze_gift_card(at.work, card_id, "reported lost")

    assert at.card(card_id).state is GiftCardState.FROZEN


def test_after_a_restore_no_card_is_spent_here(at: GiftCounter) -> None:
    card_id = at.sold()
    restored = structs.replace(Events(at.clock, seed=5).epoch(), reason=EpochReason.RESTORED)

    at.store.commit(restored)

    assert at.card(card_id).only_at is None
    assert at.try_hold(card_id, 100) is GiftCardRefusal.UNUSABLE


def test_what_is_unknown_is_no_error(at: GiftCounter) -> None:
    assert at.store.gift_card(GiftCardId(UUID(int=1))) is None
    assert at.store.gift_hold(GiftHoldId(UUID(int=1))) is None
    assert at.store.gift_holds(VisitId(UUID(int=1))) == ()
    assert at.store.gift_entries(GiftCardId(UUID(int=1))) == ()


def test_a_full_disk_sells_nothing() -> None:
    store = MemoryStore(IDENTITY, programme(), (INES,))
    at = GiftCounter(store, FakeClock())
    card_id = at.draft()
    store.refuse = StoreFull("no space")

    with pytest.raises(StoreError):
        sell_gift_cards(at.work, [card_id], "T1")

    assert at.card(card_id).state is GiftCardState.DRAFT


def test_the_journal_shows_neither_number_nor_names(tmp_path: Path) -> None:
    disk = real_store.new_store(tmp_path / "till.db", FakeClock())
    at = GiftCounter(disk, FakeClock())
    inscription = at.store.inscription(at.draft())
    assert inscription is not None
    reader = disk.database.reader()

    bodies = b"".join(row[0] for row in reader.all("SELECT body FROM journal"))

    assert b"gift_card_issued" in bodies
    assert b"Mamie" not in bodies
    assert inscription.number.canonical.encode() not in bodies
    reader.close()
    disk.close()


def test_a_card_survives_a_restart_of_the_till(tmp_path: Path) -> None:
    clock = FakeClock()
    disk = real_store.new_store(tmp_path / "till.db", clock)
    at = GiftCounter(disk, clock)
    hold = at.hold(at.sold(), 2_000)
    disk.close()

    at = replace(at, store=LocalStore.open(tmp_path / "till.db", real_store.KEY, clock))

    assert post_holds(at.work, hold.visit_id, "T5") is not GiftCardRefusal.LAPSED
    assert at.card(hold.gift_card_id).balance_minor == 3_000
    assert isinstance(at.store, LocalStore)
    at.store.close()


# The sale in progress.


def test_the_sale_in_progress_is_kept_until_it_is_dropped(at: GiftCounter) -> None:
    line = SaleLine(gift_card_id=GiftCardId(at.new_id()), kind="screen")
    sale = GiftSale(begun_at=at.clock.now(), lines=(line,))
    assert at.store.gift_sale() is None

    at.store.save_gift_sale(GiftSale(begun_at=at.clock.now()))
    at.store.save_gift_sale(sale)
    kept = at.store.gift_sale()
    at.store.drop_gift_sale()

    assert (kept, at.store.gift_sale()) == (sale, None)


# Sales to nobody we know, by the register's ticket.


def test_a_sale_is_found_by_its_registers_ticket_and_no_other(at: GiftCounter) -> None:
    ticket = RegisterTicket(register="left", day=date(2026, 11, 20), number="17")
    sale = VisitDraft(
        id=VisitId(at.new_id()),
        opened_at=at.clock.now(),
        opened_by=INES.id,
        basket=Basket.of_amount(Money(1_240, EUR)),
        gift_card_minor=1_240,
        register_ticket=ticket,
    )
    at.store.keep_paid_ticket(replace(sale, gift_card_minor=200))
    at.store.keep_paid_ticket(sale)

    assert at.store.paid_ticket(ticket) == sale
    assert at.store.paid_ticket(replace(ticket, register="right")) is None
    assert at.store.paid_ticket(replace(ticket, day=date(2026, 11, 21))) is None
    assert at.store.tickets_to_nobody(ticket.day, "17") == (sale,)
    assert at.store.tickets_to_nobody(ticket.day, "18") == ()
    assert at.store.tickets_to_nobody(date(2026, 11, 21), "17") == ()


def test_what_no_card_paid_is_forgotten_in_time_and_what_one_paid_is_not(at: GiftCounter) -> None:
    def kept(day: date, number: str, paid_minor: int) -> RegisterTicket:
        ticket = RegisterTicket(register="left", day=day, number=number)
        sale = VisitDraft(
            id=VisitId(at.new_id()),
            opened_at=at.clock.now(),
            opened_by=INES.id,
            basket=Basket.of_amount(Money(1_240, EUR)),
            gift_card_minor=paid_minor,
            register_ticket=ticket,
        )
        at.store.keep_paid_ticket(sale)
        return ticket

    unpaid, paid = kept(date(2026, 1, 20), "17", 0), kept(date(2026, 1, 20), "18", 1_240)
    at_first = at.store.paid_ticket(unpaid)
    kept(date(2026, 11, 20), "17", 0)

    assert at_first is not None
    assert at.store.paid_ticket(unpaid) is None
    assert at.store.paid_ticket(paid) is not None


def test_a_sale_that_cannot_be_read_says_so_and_stops_nothing_else(tmp_path: Path) -> None:
    store = real_store.new_store(tmp_path / "till.db")
    store.database.write(
        Priority.CHECKOUT, lambda connection: connection.execute("INSERT INTO gift_sale VALUES (1, x'00')")
    )

    with pytest.raises(StoreCorrupt, match="gift cards"):
        store.gift_sale()
    assert store.draft() is None
    store.close()


def test_a_mail_address_is_sealed_under_the_cards_own_key(at: GiftCounter) -> None:
    card_id = at.sold(5_000)
    before = at.store.gift_card(card_id)
    sealed_for = at.store.seal_address(card_id, "mamie@example.org")
    event = GiftCardMailAsked(
        id=EventId(at.new_id()),
        at=at.clock.now(),
        gift_card_id=card_id,
        staff_id=INES.id,
        sealed=sealed_for,
        language="fr",
    )
    at.store.commit(event)
    at.store.commit(event)

    assert b"mamie" not in sealed_for
    assert at.store.gift_card(card_id) == before


def test_no_address_is_sealed_for_a_card_that_there_is_not(at: GiftCounter) -> None:
    with pytest.raises(StoreError):
        at.store.seal_address(GiftCardId(UUID(int=1)), "mamie@example.org")
