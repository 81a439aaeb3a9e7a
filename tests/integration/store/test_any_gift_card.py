"""Whatever is done with gift cards: balances are sums, and a journal replays to the same cards elsewhere."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from fidpos.domain.gift_card import GiftMove, HoldState
from fidpos.domain.ids import GiftCardId, GiftEntryId, VisitId
from fidpos.domain.money import EUR, Money
from fidpos.localdb.store import LocalStore
from fidpos.localdb.verify import verify
from fidpos.till.gift_card_care import (
    adjust_gift_card,
    expire_gift_card,
    freeze_gift_card,
    replace_gift_card,
    unfreeze_gift_card,
)
from fidpos.till.gift_card_payment import post_holds, release_holds, release_stale
from fidpos.till.gift_cards import GiftCardWork, Moved, reload_gift_card, void_draft, void_load
from fidpos.wire.codec import decode
from fidpos.wire.gift_card_events import GiftCardEvent
from tests.helpers.counter import IDENTITY, INES, programme
from tests.helpers.fake_clock import FakeClock
from tests.helpers.gift_counter import GiftCounter
from tests.helpers.memory_store import MemoryStore
from tests.helpers.real_store import KEY, new_store

AMOUNTS = st.integers(1, 6_000)


class AnyGiftCard(RuleBasedStateMachine):
    """A counter that works on disk; what it journals is replayed into memory, in pieces and with repeats."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(prefix="fidpos-test-")
        self.path = Path(self.folder.name) / "till.db"
        self.clock = FakeClock()
        self.disk = new_store(self.path, self.clock)
        self.at = GiftCounter(self.disk, self.clock)
        self.cards: list[GiftCardId] = []
        self.visits: list[VisitId] = []

    def teardown(self) -> None:
        self.disk.close()
        self.folder.cleanup()

    def pick(self, data: st.DataObject) -> GiftCardId:
        return data.draw(st.sampled_from(self.cards))

    @rule(minor=AMOUNTS, paid=st.booleans())
    def make(self, minor: int, paid: bool) -> None:
        self.cards.append(self.at.sold(minor) if paid else self.at.draft(minor))

    @precondition(lambda self: self.cards)
    @rule(data=st.data(), minor=AMOUNTS, together=st.booleans())
    def hold(self, data: st.DataObject, minor: int, together: bool) -> None:
        visit = self.visits[-1] if self.visits and together else VisitId(self.at.new_id())
        self.visits.append(visit)
        self.at.try_hold(self.pick(data), minor, visit_id=visit)

    @precondition(lambda self: self.visits)
    @rule(data=st.data(), post=st.booleans())
    def end(self, data: st.DataObject, post: bool) -> None:
        visit = data.draw(st.sampled_from(self.visits))
        if post:
            post_holds(self.at.work, visit, self.at.ticket())
        else:
            release_holds(self.at.work, self.disk.gift_holds(visit))

    @precondition(lambda self: self.cards)
    @rule(data=st.data(), minor=AMOUNTS)
    def refund(self, data: st.DataObject, minor: int) -> None:
        entries = self.disk.gift_entries(self.pick(data))
        payments = [entry for entry in entries if entry.move is GiftMove.SPENT]
        if payments:
            self.at.refund(payments[-1], minor, approved=True)

    @precondition(lambda self: self.cards)
    @rule(data=st.data(), minor=AMOUNTS)
    def reload_it(self, data: st.DataObject, minor: int) -> None:
        reload_gift_card(
            self.at.work,
            self.pick(data),
            entry_id=GiftEntryId(self.at.new_id()),
            amount=Money(minor, EUR),
            ticket=self.at.ticket(),
        )

    @precondition(lambda self: self.cards)
    @rule(data=st.data())
    def undo_a_load(self, data: st.DataObject) -> None:
        card_id = self.pick(data)
        loads = [e for e in self.disk.gift_entries(card_id) if e.move in {GiftMove.SOLD, GiftMove.RELOADED}]
        if loads:
            void_load(self.at.approved, card_id, loads[-1].id, ticket=self.at.ticket(), reason="mistake")

    @precondition(lambda self: self.cards)
    @rule(data=st.data(), minor=st.integers(-6_000, 6_000))
    def adjust(self, data: st.DataObject, minor: int) -> None:
        entry_id = GiftEntryId(self.at.new_id())
        adjust_gift_card(self.at.approved, self.pick(data), entry_id=entry_id, by_minor=minor, reason="x")

    @precondition(lambda self: self.cards)
    @rule(data=st.data(), act=st.sampled_from([freeze_gift_card, unfreeze_gift_card, void_draft]))
    def change_state(
        self, data: st.DataObject, act: Callable[[GiftCardWork, GiftCardId, str], object]
    ) -> None:
        act(self.at.approved, self.pick(data), "x")

    @precondition(lambda self: self.cards)
    @rule(data=st.data())
    def replace_it(self, data: st.DataObject) -> None:
        draft = self.at.draft(1)
        self.cards.append(draft)
        held = sum(self.at.card(card_id).balance_minor for card_id in self.cards)
        done = replace_gift_card(self.at.approved, self.pick(data), by_draft_id=draft, reason="lost")

        assert sum(self.at.card(card_id).balance_minor for card_id in self.cards) == held
        assert not isinstance(done, Moved) or self.at.card(draft).balance_minor > 0

    @rule(days=st.sampled_from([1, 40, 300]))
    def time_passes(self, days: int) -> None:
        self.clock.advance(days * 86_400)
        release_stale(self.at.store, at=self.at.clock.now(), new_id=self.at.new_id)
        for card_id in self.cards:
            expire_gift_card(self.at.approved, card_id)

    @rule()
    def restart(self) -> None:
        self.disk.close()
        self.disk = self.at.store = LocalStore.open(self.path, KEY, self.clock)

    @rule(data=st.data())
    def the_journal_replays_to_the_same_however_often_parts_of_it_are_repeated(
        self, data: st.DataObject
    ) -> None:
        replayed = self.replay(data.draw(st.integers(1, 5)))

        for card_id in self.cards:
            assert replayed.gift_card(card_id) == self.disk.gift_card(card_id)
            assert replayed.gift_entries(card_id) == self.disk.gift_entries(card_id)
        for visit in self.visits:
            assert replayed.gift_holds(visit) == self.disk.gift_holds(visit)

    def replay(self, step: int) -> MemoryStore:
        """A second store that hears each event, and hears some of them again later."""
        memory = MemoryStore(IDENTITY, programme(), (INES,))
        reader = self.disk.database.reader()
        for card_id, key in reader.all("SELECT gift_card_id, key FROM gift_card_keys"):
            memory.gift_cards.keys[GiftCardId(UUID(bytes=card_id))] = key
        heard: list[GiftCardEvent] = []
        for (body,) in reader.all("SELECT body FROM journal ORDER BY seq"):
            event = decode(body)
            if isinstance(event, GiftCardEvent):
                heard.append(event)
                memory.commit(event)
                memory.commit(heard[len(heard) // step - 1])
        reader.close()
        return memory

    @invariant()
    def the_store_holds_together(self) -> None:
        reader = self.disk.database.reader()
        assert verify(reader.connection).holds
        reader.close()

    @invariant()
    def a_balance_is_the_sum_of_its_entries_and_never_below_what_is_held(self) -> None:
        for card_id in self.cards:
            card, entries = self.at.card(card_id), self.disk.gift_entries(card_id)
            assert card.balance_minor == sum(entry.amount_minor for entry in entries)
        visits = dict.fromkeys(self.visits)
        holds = [hold for visit in visits for hold in self.disk.gift_holds(visit)]
        held = sum(hold.amount_minor for hold in holds if hold.state is HoldState.HELD)
        assert held == sum(self.at.card(card_id).held_minor for card_id in self.cards)


TestAnyGiftCard = AnyGiftCard.TestCase
TestAnyGiftCard.settings = settings(max_examples=15, stateful_step_count=30)
