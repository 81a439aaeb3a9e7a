"""Somebody who heard what a till said of its gift cards, and holds its store to it after each power cut."""

import shutil
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from fidpos.bootstrap.clock import SystemClock
from fidpos.domain.gift_card import GiftCardState, GiftMove
from fidpos.domain.ids import GiftCardId
from fidpos.localdb.store import LocalStore
from fidpos.localdb.verify import verify
from fidpos.till.gift_card_desk.sale import cards_on_sale
from fidpos.wire.codec import decode
from fidpos.wire.gift_card_events import GiftCardIssued, GiftCardMoved
from tests.helpers.announced import GiftsPaid, GiftsSold, Line
from tests.helpers.real_shop import RealShop, keys_of


@dataclass(kw_only=True)
class GiftWitness:
    """Give it all lines of each process in order (`hear`), and the store after each kill (`examine`).

    Attributes:
        sold: cards that were announced as sold.
        unannounced: sales that were recorded and that the power cut came before announcing.
        in_doubt: how often a sale was found that waited for its ticket.
    """

    shop: RealShop
    sold: set[UUID] = field(default_factory=set)
    unannounced: int = 0
    in_doubt: int = 0
    _paid: GiftsPaid | None = None

    def hear(self, lines: Iterable[Line]) -> None:
        """What one process said, from its start to its end."""
        for line in lines:
            match line:
                case GiftsPaid():
                    self._paid = line
                case GiftsSold(cards=cards):
                    self.sold.update(cards)
                    self._paid = None
                case _:
                    """Nothing about money."""

    def examine(self, scratch: Path) -> None:
        """Check the store as the killed process left it; `scratch` is where the copy goes."""
        copy = scratch / "copy.db"
        for ending in ("", "-wal", "-shm"):
            part = self.shop.folder.store.with_name(self.shop.folder.store.name + ending)
            copy.with_name(copy.name + ending).unlink(missing_ok=True)
            if part.exists() and ending != "-shm":
                shutil.copyfile(part, copy.with_name(copy.name + ending))
        store = LocalStore.open(copy, keys_of(self.shop.folder).store_key, SystemClock())
        try:
            reader = store.database.reader()
            assert verify(reader.connection).holds
            bodies = reader.all("SELECT body FROM journal ORDER BY seq")
            events = [decode(body) for (body,) in bodies]
            reader.close()
            self._examine_cards(store, events)
            self._examine_sale(store)
        finally:
            store.close()

    def _examine_cards(self, store: LocalStore, events: Iterable[object]) -> None:
        """Each card is sold once or not at all, and holds what its entries say."""
        events = list(events)
        sales = [each for each in events if isinstance(each, GiftCardMoved) and each.move is GiftMove.SOLD]
        times = Counter(body.gift_card_id for sale in sales for body in sale.moves)
        tickets = Counter(sale.ticket for sale in sales)
        assert set(times.values()) <= {1}, "a card was sold twice"
        assert set(tickets.values()) <= {1}, "a ticket sold twice"
        assert self.sold <= set(times), "a sale that was announced is not there"
        for issued in (each for each in events if isinstance(each, GiftCardIssued)):
            card = store.gift_card(issued.gift_card_id)
            assert card is not None
            total = sum(entry.amount_minor for entry in store.gift_entries(card.id))
            is_sold = card.id in times
            assert (card.state is GiftCardState.ACTIVE) == is_sold
            assert card.balance_minor == total == (card.face_minor if is_sold else 0)
            assert store.inscription(card.id) is not None

    def _examine_sale(self, store: LocalStore) -> None:
        """What was being paid is sold as a whole, or waits as a whole for its ticket."""
        waiting = {each.card.id for each in cards_on_sale(store)}
        drafts = {each.card.id for each in cards_on_sale(store) if each.card.state is GiftCardState.DRAFT}
        self.in_doubt += bool(drafts)
        if self._paid is None:
            return
        cards = {GiftCardId(card) for card in self._paid.cards}
        assert cards == waiting, "a sale that was paid is not found again"
        assert drafts in (set(), cards), "a part of a sale was sold"
        self.unannounced += not drafts
