"""The power fails before each statement between a gift card and the announcement that it has paid."""

from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import pytest

from fidpos.bootstrap.clock import SystemClock
from fidpos.domain.gift_card import GiftCardPolicy, HoldState
from fidpos.domain.ids import GiftCardId
from fidpos.localdb.store import LocalStore
from fidpos.localdb.verify import verify
from fidpos.wire.codec import decode
from fidpos.wire.events import VisitClosed
from fidpos.wire.gift_card_events import GiftCardMoved
from tests.helpers.announced import Closed, Dying, Survived
from tests.helpers.fake_clock import FakeClock
from tests.helpers.gift_counter import GiftCounter
from tests.helpers.paying_victim import AMOUNT
from tests.helpers.real_shop import RealShop, found_shop, keys_of
from tests.helpers.victim import Victim, was_killed

FACE = 15_000
STATEMENTS_MIN = 20


@dataclass
class Books:
    """The store of the shop, held to what was announced."""

    shop: RealShop
    gift_card_id: GiftCardId
    number: str
    announced: set[UUID] = field(default_factory=set)

    def live(self, statement: int, *, nobody: bool) -> Dying | Survived:
        """One life of the till, which first finishes the purchase of the life before."""
        arguments = (str(self.shop.folder.root), self.number, "--die-before", str(statement))
        with Victim("tests.helpers.paying_victim", *arguments, *(("--nobody",) if nobody else ())) as till:
            status = till.end()
        self.announced |= {line.visit for line in till.lines if isinstance(line, Closed)}
        last = till.lines[-1]
        assert isinstance(last, Dying | Survived)
        assert was_killed(status) or isinstance(last, Survived)
        return last

    def examine(self, *, nobody: bool) -> int:
        """How often the card has paid: each time once, with its visit, and nothing announced is missing."""
        store = open_store(self.shop)
        try:
            reader = store.database.reader()
            assert verify(reader.connection, None).holds
            rows = reader.all("SELECT body FROM journal ORDER BY seq")
            events = [decode(body) for (body,) in rows]
            reader.close()
            paid = [e.visit_id for e in events if isinstance(e, GiftCardMoved) and e.visit_id is not None]
            visits = [e.visit_id for e in events if isinstance(e, VisitClosed)]
            assert len(set(paid)) == len(paid)
            assert visits == ([] if nobody else paid)
            assert self.announced <= set(paid)
            card, draft = store.gift_card(self.gift_card_id), store.draft()
            assert card is not None
            assert card.balance_minor == FACE - AMOUNT * len(paid)
            holds = store.gift_holds(draft.id) if draft is not None else ()
            assert card.held_minor == sum(h.amount_minor for h in holds if h.state is HoldState.HELD)
            return len(paid)
        finally:
            store.close()


def open_store(shop: RealShop) -> LocalStore:
    return LocalStore.open(shop.folder.store, keys_of(shop.folder).store_key, SystemClock())


@pytest.fixture
def books(tmp_path: Path) -> Books:
    shop = found_shop(tmp_path / "shop")
    store = open_store(shop)
    policy = GiftCardPolicy(balance_max_minor=FACE, load_max_minor=FACE)
    card_id = GiftCounter(store, FakeClock(SystemClock().now()), policy=policy).sold(FACE)
    inscription = store.inscription(card_id)
    assert inscription is not None
    store.close()
    return Books(shop, card_id, inscription.number.canonical)


@pytest.mark.parametrize("nobody", [False, True], ids=["member", "nobody"])
def test_a_power_cut_before_any_statement_pays_once_with_the_visit_or_not_at_all(
    books: Books, nobody: bool
) -> None:
    lives = 0
    while isinstance(last := books.live(lives + 1, nobody=nobody), Dying):
        lives += 1
        assert books.examine(nobody=nobody) in {lives - 1, lives}

    assert last.statements == lives > STATEMENTS_MIN
    assert books.examine(nobody=nobody) == lives + 1
