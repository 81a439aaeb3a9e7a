"""The journal on disk: one row an event, in one transaction with what follows; who tampers is found out."""

import hashlib
from pathlib import Path
from uuid import UUID

import pytest

from fidpos.columns import instant_to_int
from fidpos.domain.errors import InvalidValue, StoreCorrupt
from fidpos.localdb import journal
from fidpos.localdb.backup import copy_store
from fidpos.localdb.engine import Connection, Row, connect
from fidpos.localdb.lock import Priority
from fidpos.localdb.store import LocalStore
from fidpos.localdb.verify import Break, BreakKind, VerifyReport, verify
from fidpos.wire import chain
from fidpos.wire.codec import encode
from fidpos.wire.events import EpochReason
from tests.helpers.counter import BERENICE
from tests.helpers.fake_clock import FakeClock
from tests.helpers.real_store import KEY
from tests.helpers.store_events import Events

BOOT = UUID(int=77)


@pytest.fixture
def busy(store: LocalStore, events: Events, clock: FakeClock) -> LocalStore:
    """A journal of ten events."""
    for _ in range(9):
        clock.advance(1)
        store.commit(events.closed(BERENICE.member))
    return store


def rows(path: Path, sql: str = "SELECT * FROM journal ORDER BY seq") -> list[Row]:
    connection = connect(path, KEY)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def report(
    path: Path, known_head: journal.Head | None = None, *, known_hash: bytes | None = None
) -> VerifyReport:
    connection = connect(path, KEY)
    try:
        return verify(connection, known_head, known_hash)
    finally:
        connection.close()


def head(store: LocalStore) -> journal.Head:
    found = store.database.write(Priority.BACKGROUND, journal.head)
    assert found is not None
    return found


def tamper(path: Path, *statements: str) -> None:
    """As somebody does who has the key and knows about the triggers."""
    connection = connect(path, KEY, writing=True)
    for trigger in ("journal_no_update", "journal_no_delete"):
        connection.execute(f"DROP TRIGGER {trigger}")
    for statement in statements:
        connection.execute(statement)
    connection.close()


def test_an_event_is_stored_as_the_bytes_that_were_hashed(
    store: LocalStore, path: Path, clock: FakeClock, events: Events
) -> None:
    store.origin.server_offset = -1_500
    event = events.closed(BERENICE.member)

    store.commit(event)

    (first, last) = rows(path)
    seq, epoch, event_id, prev_hash, hash_, version, schema, body, wall, boot, monotonic, offset = last
    assert (seq, event_id, version, schema) == (2, event.id.bytes, 1, 1)
    assert (epoch, prev_hash) == (first[2], first[4])
    assert body == encode(event)
    assert (wall, monotonic, offset) == (instant_to_int(clock.now()), 1_000_000_000, -1_500)
    assert len(boot) == 16
    header = chain.pack_header(
        1, prev_hash, epoch, seq, event_id, schema, wall, boot, monotonic, True, offset, len(body)
    )
    assert len(header) == 120
    assert hash_ == hashlib.sha256(header + body).digest()


def test_a_whole_journal_holds(busy: LocalStore, path: Path) -> None:
    found = report(path, head(busy))

    assert found.holds
    assert (found.chain.events, found.chain.epochs, found.chain.head) == (10, 1, head(busy))


@pytest.mark.parametrize(
    ("statements", "first_break"),
    [
        (("DELETE FROM journal WHERE seq = 5",), Break(seq=5, kind=BreakKind.MISSING)),
        (("DELETE FROM journal WHERE seq = 1",), Break(seq=1, kind=BreakKind.MISSING)),
        (
            ("UPDATE journal SET body = CAST(replace(body, '2000', '9000') AS BLOB) WHERE seq = 5",),
            Break(seq=5, kind=BreakKind.EDITED),
        ),
        (
            (
                "UPDATE journal SET seq = -1 WHERE seq = 5",
                "UPDATE journal SET seq = 5 WHERE seq = 6",
                "UPDATE journal SET seq = 6 WHERE seq = -1",
            ),
            Break(seq=5, kind=BreakKind.EDITED),
        ),
        (("UPDATE journal SET wall_ts = 0 WHERE seq = 10",), Break(seq=10, kind=BreakKind.EDITED)),
        (("UPDATE journal SET server_offset = 0 WHERE seq = 3",), Break(seq=3, kind=BreakKind.EDITED)),
    ],
)
def test_tampering_is_found_with_its_place(
    busy: LocalStore, path: Path, statements: tuple[str, ...], first_break: Break
) -> None:
    tamper(path, *statements)

    found = report(path)

    assert found.chain.first_break == first_break
    assert not found.holds


def test_a_cut_tail_shows_against_a_head_that_was_kept(busy: LocalStore, path: Path) -> None:
    kept = head(busy)
    tamper(path, "DELETE FROM journal WHERE seq > 7")

    cut = report(path)
    assert cut.chain.first_break is None
    # Three visits and what they gave stand in the tables, and nothing tells of them.
    assert (cut.holds, cut.untold) == (False, 6)
    assert report(path, kept).chain.first_break == Break(seq=8, kind=BreakKind.CUT)


def test_a_tail_cut_with_all_that_it_told_shows_against_the_hash_that_was_kept(
    busy: LocalStore, path: Path, events: Events
) -> None:
    earlier = head(busy)
    before = path.with_name("before.db")
    copy_store(path, KEY, before)
    busy.commit(events.closed(BERENICE.member))

    kept = head(busy)

    assert report(before).holds
    assert report(path, known_hash=kept.hash).holds
    assert report(path, known_hash=earlier.hash).holds
    assert report(before, known_hash=kept.hash).chain.first_break == Break(seq=11, kind=BreakKind.UNSEEN)


FORGED = "x'00000000000000000000000000000001'"
OF_BERENICE = f"x'{BERENICE.member.account_id.hex}'"


@pytest.mark.parametrize(
    ("statements", "untold"),
    [
        (
            (
                f"INSERT INTO ledger_entries VALUES ({FORGED}, {OF_BERENICE}, 'points', 'earn', 5000, 0, 1, "
                "NULL, 'base', NULL)",
                f"INSERT INTO lots VALUES ({FORGED}, {OF_BERENICE}, 'points', {FORGED}, 5000, 5000, 1, "
                "NULL, NULL)",
                f"UPDATE balances SET amount = amount + 5000 WHERE account_id = {OF_BERENICE}",
            ),
            1,
        ),
        (
            (
                f"INSERT INTO ledger_entries SELECT {FORGED}, account_id, counter, 'adjust', 1, at, "
                "business_day, visit_id, cause, NULL FROM ledger_entries WHERE kind = 'earn' LIMIT 1",
                f"INSERT INTO lots VALUES ({FORGED}, {OF_BERENICE}, 'points', {FORGED}, 1, 1, 1, NULL, NULL)",
                f"UPDATE balances SET amount = amount + 1 WHERE account_id = {OF_BERENICE}",
            ),
            1,
        ),
        (
            (
                f"INSERT INTO visits SELECT {FORGED}, member_id, closed_at, business_day, currency, "
                "amount_minor, discount_minor, points, 100 FROM visits LIMIT 1",
            ),
            1,
        ),
        (
            (
                f"INSERT INTO visits SELECT {FORGED}, member_id, closed_at, business_day, currency, "
                "amount_minor, discount_minor, points, 1 FROM visits LIMIT 1",
            ),
            1,
        ),
        (("INSERT INTO visit_voids SELECT id, event_seq FROM visits LIMIT 1",), 1),
        (("DROP TRIGGER visits_no_delete", "DELETE FROM visits WHERE event_seq = 5"), 1),
    ],
    ids=["points", "points on a visit", "visit", "visit on another event", "void", "visit deleted"],
)
def test_what_no_event_tells_is_found(
    busy: LocalStore, path: Path, statements: tuple[str, ...], untold: int
) -> None:
    connection = connect(path, KEY, writing=True)
    connection.execute("PRAGMA foreign_keys = OFF")
    for statement in statements:
        connection.execute(statement)
    connection.close()

    found = report(path)

    assert (found.holds, found.untold) == (False, untold)
    assert (found.chain.first_break, found.balances, found.lots, found.uncovered) == (None, 0, 0, 0)


def test_an_event_that_is_no_text_any_more_is_a_break_and_no_accident(busy: LocalStore, path: Path) -> None:
    tamper(path, "UPDATE journal SET body = x'ff00' WHERE seq = 5")

    found = report(path)

    assert found.chain.first_break == Break(seq=5, kind=BreakKind.EDITED)
    assert found.untold > 0


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE balances SET amount = amount + 1", "balances"),
        ("DELETE FROM balances", "balances"),
        ("UPDATE lots SET remaining = remaining - 1", "lots"),
    ],
)
def test_money_that_does_not_add_up_is_found(
    busy: LocalStore, path: Path, statement: str, fault: str
) -> None:
    connection = connect(path, KEY, writing=True)
    connection.execute(statement)
    connection.close()

    found = report(path)

    assert not found.holds
    assert found.chain.first_break is None
    assert getattr(found, fault) > 0
    assert found.uncovered > 0


def test_a_page_that_cannot_be_read_is_damage_and_no_verdict(busy: LocalStore, path: Path) -> None:
    busy.close()
    root = rows(path, "SELECT rootpage FROM sqlite_schema WHERE name = 'ledger_entries'")[0][0]
    with path.open("r+b") as file:
        file.seek((root - 1) * 4096 + 10)
        file.write(b"\xa5" * 100)

    with pytest.raises(StoreCorrupt):
        report(path)


@pytest.mark.parametrize("step", ["_book", "movements", "check_movements", "day_row", "lifetime_row"])
def test_an_error_at_any_step_leaves_no_half_visit(
    store: LocalStore, path: Path, events: Events, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def fail(*_: object) -> None:
        raise InvalidValue("on purpose")

    event = events.closed(BERENICE.member)
    with monkeypatch.context() as patch:
        patch.setattr(f"fidpos.localdb.booking.{step}", fail)
        with pytest.raises(InvalidValue, match="on purpose"):
            store.commit(event)

    assert len(rows(path)) == 1
    assert store.visit(event.visit_id) is None
    assert report(path).holds
    store.commit(event)
    assert store.visit(event.visit_id) is not None


def test_a_second_epoch_has_its_own_id_and_goes_on_counting(
    busy: LocalStore, path: Path, events: Events
) -> None:
    again = events.epoch()

    busy.commit(again)
    busy.commit(events.closed(BERENICE.member))

    found = rows(path, "SELECT seq, epoch FROM journal ORDER BY seq")
    assert [seq for seq, _ in found] == list(range(1, 13))
    assert {epoch for _, epoch in found[10:]} == {again.id.bytes}
    assert report(path).chain.epochs == 2


def test_a_journal_begins_with_an_epoch(store: LocalStore, path: Path, events: Events) -> None:
    assert b'"reason":"first"' in rows(path)[0][7]
    assert events.epoch().reason is EpochReason.FIRST

    def append(connection: Connection) -> None:
        connection.execute("DROP TRIGGER journal_no_delete")
        connection.execute("DELETE FROM journal")
        journal.append(connection, events.closed(BERENICE.member), store.origin.stamp())

    with pytest.raises(StoreCorrupt, match="epoch"):
        store.database.write(Priority.BACKGROUND, append)
