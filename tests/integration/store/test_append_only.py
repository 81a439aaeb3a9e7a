"""What was written stays: whatever SQL is run on a connection of ours."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from msgspec import structs

from fidpos.domain.basket import BasketLine
from fidpos.domain.errors import StoreCorrupt
from fidpos.domain.ids import ConsentId, EventId
from fidpos.domain.member import Channel, TierStanding
from fidpos.localdb.engine import Connection, connect
from fidpos.localdb.faults import Fault
from fidpos.localdb.lock import Priority
from fidpos.localdb.store import LocalStore
from fidpos.localdb.tables import metadata
from fidpos.localdb.triggers import APPEND_ONLY, triggers
from fidpos.wire.events import ConsentStated, RuleUseBody
from tests.helpers.corrections import refunded
from tests.helpers.counter import BERENICE
from tests.helpers.gift_counter import GiftCounter
from tests.helpers.real_store import KEY
from tests.helpers.store_events import Events

GUARDED = sorted({*APPEND_ONLY, "gift_cards", "gift_holds", "lots", "rule_uses", "visits", "visit_voids"})


@pytest.fixture
def connection(store: LocalStore, events: Events, path: Path) -> Iterator[Connection]:
    """To a store in which every guarded table has rows."""
    event = events.closed(
        BERENICE.member,
        spent=20,
        lots=BERENICE.lots,
        uses=(RuleUseBody(rule="birthday"),),
        tier=TierStanding(code="gold", since=date(2026, 11, 20)),
        lines=(BasketLine(amount_minor=2_000),),
    )
    store.commit(event)
    visit = store.visit(event.visit_id)
    assert visit is not None
    store.commit(events.voided(visit))
    store.commit(
        ConsentStated(
            id=EventId(events.new_id()),
            at=events.clock.now(),
            consent_id=ConsentId(events.new_id()),
            member_id=BERENICE.member.id,
            channel=Channel.SMS,
            granted=True,
            wording="1",
        )
    )
    refunded(store, events)
    ticket = events.closed(BERENICE.member)
    store.commit(structs.replace(ticket, ticket="T1", recorded_at=events.clock.now()))
    gifts = GiftCounter(store, events.clock)
    gifts.hold(gifts.sold(5_000), 2_000)
    made = connect(path, KEY, writing=True)
    yield made
    made.close()


def everything(connection: Connection, table: str) -> list[tuple[object, ...]]:
    return connection.execute(f"SELECT * FROM {table}").fetchall()


@pytest.mark.parametrize("table", GUARDED)
@pytest.mark.parametrize("how", ["UPDATE", "DELETE", "INSERT OR REPLACE", "REPLACE of a copy"])
def test_a_row_is_neither_changed_nor_deleted_nor_replaced(
    connection: Connection, table: str, how: str
) -> None:
    before = everything(connection, table)
    assert before
    column = metadata.tables[table].columns.keys()[0]
    statement = {
        "UPDATE": f"UPDATE {table} SET {column} = {column}",
        "DELETE": f"DELETE FROM {table}",
        "INSERT OR REPLACE": f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
        "REPLACE of a copy": f"REPLACE INTO {table} SELECT * FROM {table} LIMIT 1",
    }[how]

    with pytest.raises(Fault, match="what was written stays"):
        connection.execute(statement)

    assert everything(connection, table) == before


def test_what_is_kept_in_sums_and_states_may_change(connection: Connection) -> None:
    connection.execute("UPDATE gift_cards SET state = state, balance_minor = balance_minor")
    connection.execute("UPDATE gift_holds SET state = state")
    connection.execute("UPDATE lots SET remaining = remaining")
    connection.execute("UPDATE rule_uses SET state = state")


def test_a_gift_card_loses_its_number_and_gets_no_other(connection: Connection) -> None:
    other = bytes(16) + b"another card's id"[:16]
    for number in (bytes(31) + b"1", b"1" + bytes(31), other):
        with pytest.raises(Fault, match="what was written stays"):
            connection.execute("UPDATE gift_cards SET number_hash = ?", (number,))

    (card,) = connection.execute("SELECT id FROM gift_cards").fetchall()
    connection.execute("UPDATE gift_cards SET number_hash = ?", (bytes(16) + card[0],))


def test_only_a_visit_that_the_journal_tells_is_written_for_ever(connection: Connection) -> None:
    told = connection.execute("SELECT count(*) FROM visits").fetchone()
    values = (bytes(16), BERENICE.member.id.bytes, 1, 1, "EUR", 500, 0, 5, None)
    connection.execute(f"INSERT INTO visits VALUES ({', '.join('?' * len(values))})", values)
    connection.execute("INSERT INTO visit_voids VALUES (?, NULL)", (bytes(16),))

    connection.execute("UPDATE visits SET points = 6 WHERE event_seq IS NULL")
    connection.execute("DELETE FROM visit_voids WHERE event_seq IS NULL")
    connection.execute("DELETE FROM visits WHERE event_seq IS NULL")
    connection.execute("UPDATE visits SET member_id = member_id")

    assert connection.execute("SELECT count(*) FROM visits").fetchone() == told


@pytest.mark.parametrize("pragma", ["foreign_keys", "recursive_triggers"])
def test_every_connection_enforces_the_rules(store: LocalStore, path: Path, pragma: str) -> None:
    reader = store.database.reader()
    own = connect(path, KEY)

    def on(connection: Connection) -> object:
        return connection.execute(f"PRAGMA {pragma}").fetchall()

    assert on(reader.connection) == on(own) == store.database.write(Priority.BACKGROUND, on) == [(1,)]
    own.close()
    reader.close()


def test_every_commit_waits_for_the_disk(store: LocalStore) -> None:
    def settings(connection: Connection) -> list[object]:
        names = ("journal_mode", "synchronous")
        return [connection.execute(f"PRAGMA {name}").fetchall()[0][0] for name in names]

    assert store.database.write(Priority.BACKGROUND, settings) == ["wal", 2]


def test_a_reader_cannot_write(store: LocalStore) -> None:
    reader = store.database.reader()

    with pytest.raises(Fault, match="readonly"):
        reader.connection.execute("DELETE FROM draft")

    reader.close()


def test_an_amount_that_is_no_number_is_refused(store: LocalStore) -> None:
    def write(writer: Connection) -> None:
        writer.execute("UPDATE balances SET amount = 'twelve'")

    with pytest.raises(StoreCorrupt, match="cannot store TEXT"):
        store.database.write(Priority.BACKGROUND, write)


def test_the_store_has_exactly_the_triggers_of_the_list(connection: Connection) -> None:
    found = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()

    assert dict(found) == triggers()
