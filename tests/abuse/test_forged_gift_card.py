"""Somebody with the store's key puts money on a gift card, and makes its balance agree with its entries."""

from collections.abc import Callable
from pathlib import Path

import pytest

from fidpos.bootstrap.upkeep import verify_journal
from fidpos.domain.ids import GiftCardId
from fidpos.localdb.engine import Connection, connect
from fidpos.localdb.store import LocalStore
from tests.helpers.fake_clock import FakeClock
from tests.helpers.gift_counter import GiftCounter
from tests.helpers.real_shop import found_shop, keys_of

Forgery = Callable[[Connection, GiftCardId], None]


def drop_guards(connection: Connection) -> None:
    for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name}")


def add_entry(connection: Connection, card: GiftCardId) -> None:
    values = (bytes(16), card.bytes)
    connection.execute(
        "INSERT INTO gift_entries VALUES (?, ?, 'adjusted', 9000, 0, 20000, '', NULL, NULL, NULL)", values
    )
    connection.execute("UPDATE gift_cards SET balance_minor = balance_minor + 9000")


def raise_balance(connection: Connection, _: GiftCardId) -> None:
    connection.execute("UPDATE gift_cards SET balance_minor = balance_minor + 1")


def change_entry(connection: Connection, _: GiftCardId) -> None:
    connection.execute("UPDATE gift_entries SET amount_minor = 9000")
    connection.execute("UPDATE gift_cards SET balance_minor = 9000")


def unfreeze(connection: Connection, _: GiftCardId) -> None:
    connection.execute("UPDATE gift_cards SET state = 'frozen'")


def prolong(connection: Connection, _: GiftCardId) -> None:
    connection.execute("UPDATE gift_cards SET expires_on = expires_on + 365")


def forget_hold(connection: Connection, _: GiftCardId) -> None:
    connection.execute("UPDATE gift_holds SET state = 'voided'")
    connection.execute("UPDATE gift_cards SET held_minor = 0")


def make_free(connection: Connection, _: GiftCardId) -> None:
    connection.execute("UPDATE gift_cards SET vat = 'nonsense'")


def lose_card(connection: Connection, _: GiftCardId) -> None:
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("DELETE FROM gift_cards")


@pytest.mark.parametrize(
    "forge",
    [add_entry, raise_balance, change_entry, unfreeze, prolong, forget_hold, make_free, lose_card],
)
def test_money_that_no_event_tells_is_found_though_the_sums_agree(tmp_path: Path, forge: Forgery) -> None:
    shop = found_shop(tmp_path / "shop", members=1)
    key = keys_of(shop.folder).store_key
    store = LocalStore.open(shop.folder.store, key, FakeClock())
    at = GiftCounter(store, FakeClock())
    card = at.sold(5_000)
    at.hold(card, 1_000)
    store.close()
    assert verify_journal(shop.folder).holds
    connection = connect(shop.folder.store, key, writing=True)
    drop_guards(connection)
    forge(connection, card)
    connection.close()

    state = verify_journal(shop.folder)

    assert not state.holds
    assert state.contradictions > 0
