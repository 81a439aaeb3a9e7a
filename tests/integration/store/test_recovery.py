"""The store goes on after what went wrong, and says plainly what it cannot read."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from fidpos.domain.errors import StoreCorrupt, StoreError
from fidpos.localdb.configuration import IDENTITY
from fidpos.localdb.create import create_store
from fidpos.localdb.engine import Connection, Cursor, connect
from fidpos.localdb.faults import Fault
from fidpos.localdb.lock import Priority
from fidpos.localdb.store import LocalStore
from fidpos.paths import migrations_dir
from tests.helpers.counter import BERENICE
from tests.helpers.counter import IDENTITY as SHOP
from tests.helpers.fake_clock import FakeClock
from tests.helpers.real_store import KEY
from tests.helpers.store_events import Events


@dataclass
class Failing:
    """A connection on which some statements no longer work."""

    connection: Connection
    broken: tuple[str, ...]

    @property
    def in_transaction(self) -> bool:
        return self.connection.in_transaction

    def execute(self, sql: str, values: Sequence[object] = (), /) -> Cursor:
        if sql.startswith(self.broken):
            raise Fault("disk I/O error")
        return self.connection.execute(sql, values)


def break_writer(store: LocalStore, *statements: str) -> None:
    writer: Connection = store.database.write(Priority.BACKGROUND, lambda connection: connection)
    store.database._writer = Failing(writer, statements)  # type: ignore[assignment]


def points(store: LocalStore) -> int:
    return sum(balance.amount for balance in store.balances(BERENICE.member.account_id))


@pytest.mark.parametrize("statement", ["BEGIN", "INSERT INTO journal", "INSERT INTO lots", "COMMIT"])
def test_a_statement_that_fails_leaves_nothing_and_the_next_visit_works(
    store: LocalStore, events: Events, statement: str
) -> None:
    break_writer(store, statement)
    event = events.closed(BERENICE.member)

    with pytest.raises(StoreError):
        store.commit(event)
    assert store.visit(event.visit_id) is None
    store.database._writer = store.database._writer.connection  # type: ignore[union-attr]
    store.commit(event)

    assert points(store) == 140


def test_a_connection_that_cannot_even_roll_back_is_replaced(store: LocalStore, events: Events) -> None:
    break_writer(store, "COMMIT", "ROLLBACK")
    event = events.closed(BERENICE.member)

    with pytest.raises(StoreError):
        store.commit(event)
    assert store.visit(event.visit_id) is None
    store.commit(event)

    assert points(store) == 140


def test_another_program_that_writes_is_waited_for_and_then_named(
    store: LocalStore, path: Path, events: Events
) -> None:
    other = connect(path, KEY, writing=True)
    other.execute("BEGIN IMMEDIATE")
    writer: Connection | None = store.database._writer
    assert writer is not None
    writer.execute("PRAGMA busy_timeout = 1").fetchall()

    with pytest.raises(StoreError, match="locked"):
        store.commit(events.closed(BERENICE.member))
    other.execute("ROLLBACK")
    other.close()
    store.commit(events.closed(BERENICE.member))

    assert points(store) == 140


def damage(path: Path, *statements: str) -> None:
    connection = connect(path, KEY, writing=True)
    for (trigger,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {trigger}")
    for statement in statements:
        connection.execute(statement)
    connection.close()


def test_a_programme_that_no_longer_decodes_is_damage(store: LocalStore, path: Path) -> None:
    damage(path, "UPDATE programmes SET body = zeroblob(20)")

    with pytest.raises(StoreCorrupt, match="programme"):
        store.programme()


def test_an_identity_that_no_longer_decodes_is_damage(store: LocalStore, path: Path) -> None:
    damage(path, f"UPDATE settings SET body = zeroblob(20) WHERE name = '{IDENTITY}'")

    with pytest.raises(StoreCorrupt, match="identity"):
        store.identity()


def test_a_draft_that_no_longer_decodes_is_damage(store: LocalStore, path: Path) -> None:
    damage(path, "INSERT INTO draft VALUES (1, zeroblob(9))")

    with pytest.raises(StoreCorrupt, match="draft"):
        store.draft()


def test_an_event_that_no_longer_decodes_is_damage(store: LocalStore, path: Path, events: Events) -> None:
    event = events.closed(BERENICE.member)
    store.commit(event)
    damage(path, "UPDATE journal SET body = zeroblob(9) WHERE seq = 2")

    with pytest.raises(StoreCorrupt, match="unreadable event"):
        store.visit(event.visit_id)


def test_a_store_without_programme_or_identity_says_so(path: Path) -> None:
    create_store(path, KEY, identity=SHOP, clock=FakeClock(), migrations=migrations_dir())
    damage(path, "DELETE FROM settings")
    store = LocalStore.open(path, KEY, FakeClock())

    with pytest.raises(StoreCorrupt, match="programme"):
        store.programme()
    with pytest.raises(StoreCorrupt, match="whose"):
        store.identity()
    store.close()


def test_a_changed_identity_is_a_new_version(store: LocalStore, path: Path) -> None:
    renamed = replace(SHOP, shop_name="Gare")

    store.put_identity(renamed)

    assert store.identity() == renamed
    connection = connect(path, KEY)
    assert connection.execute("SELECT version FROM settings ORDER BY version").fetchall() == [(1,), (2,)]
    connection.close()


def test_who_left_is_no_longer_listed_but_not_forgotten(store: LocalStore, path: Path) -> None:
    ines = store.staff()[0]

    store.put_staff(ines, employed=False)

    assert [one.name for one in store.staff()] == ["Paul", "Tarek"]
    assert ines.badge is not None
    assert store.staff_by_badge(ines.badge) is None
