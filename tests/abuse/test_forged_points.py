"""Somebody with the store's key gives points to a friend, and makes every sum of the store agree."""

from pathlib import Path

from fidpos.bootstrap.upkeep import verify_journal
from fidpos.localdb.engine import connect
from tests.helpers.real_shop import found_shop, keys_of


def test_points_that_no_event_tells_are_found_though_every_sum_agrees(tmp_path: Path) -> None:
    shop = found_shop(tmp_path / "shop", members=3)
    assert verify_journal(shop.folder).holds
    account, forged = shop.members[0].member.account_id.bytes, bytes(16)
    connection = connect(shop.folder.store, keys_of(shop.folder).store_key, writing=True)
    connection.execute(
        "INSERT INTO ledger_entries VALUES (?, ?, 'points', 'earn', 5000, 0, 20000, NULL, 'base', NULL)",
        (forged, account),
    )
    connection.execute(
        "INSERT INTO lots VALUES (?, ?, 'points', ?, 5000, 5000, 20000, NULL, NULL)",
        (forged, account, forged),
    )
    connection.execute("UPDATE balances SET amount = amount + 5000 WHERE account_id = ?", (account,))
    connection.close()

    state = verify_journal(shop.folder)

    assert not state.holds
    assert (state.contradictions, state.untold) == (0, 1)
