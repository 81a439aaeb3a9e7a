"""till.new: a till that was just paired with a merchant of a million members, all of them seen in its shop.

`fidpos server` makes a snapshot when the till asks; the till takes it in part by part by its own sync, over
real HTTP, with nobody at the counter.

`.ready` is when everybody is there who was seen in the shop in the last 30 days; `.filled` when everybody is,
beside the bare rows of the same parts through `executemany` into a file that nobody has opened, then the
indexes. Others are looked up at the centre meanwhile.

`FIDPOS_BENCH_MEMBERS` names another number of members.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter, sleep
from uuid import UUID

from psycopg import connect

from benchmarks.cases.centre_at_work import HEALTH, workplace
from benchmarks.cases.populace import settle
from benchmarks.cases.store import KEY, WallClock, bench_folder, store_of
from benchmarks.report import Emit, Figure
from fidpos.domain.ids import TillId
from fidpos.localdb.bulk import FILL_SETTINGS
from fidpos.localdb.engine import connect as connect_store
from fidpos.localdb.state_rows import insert, rows_of
from fidpos.localdb.statements import create_indexes, drop_indexes
from fidpos.localdb.sync_store import LocalSyncStore
from fidpos.localdb.upgrade import migrate
from fidpos.paths import migrations_dir
from fidpos.server.services.snapshot import PART_MEMBERS
from fidpos.sync.client import CentreAddress, HttpCentre, HttpLine
from fidpos.sync.outgoing import Outgoing
from fidpos.sync.ports import CentreRefused
from fidpos.sync.session import SyncSession
from fidpos.wire.sync.pull import Change
from fidpos.wire.sync.refusal import RefusalCode
from fidpos.wire.sync.signature import Signer
from fidpos.wire.sync.snapshot import SNAPSHOT_PATH, SnapshotAnswer, SnapshotAsk, SnapshotPlace, open_part

MEMBERS = 1_000_000
NEW_TILL = TillId(UUID(int=777))
_SEEN_LATELY = "SELECT count(*) FROM member_shops WHERE seen_on > current_date - 30"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Filled:
    """A till that has everybody.

    Attributes:
        all_s: seconds since its first word.
        lineage: of its journal; whoever names it is offered the same snapshot.
    """

    all_s: float
    lineage: UUID


def run(emit: Emit) -> None:
    """The till's own sync first, then the bare rows."""
    members = int(os.environ.get("FIDPOS_BENCH_MEMBERS", MEMBERS))
    with workplace() as work:
        settle(work.made.superuser, members, master_key=work.master_key)
        with connect(work.made.superuser) as connection:
            row = connection.execute(_SEEN_LATELY).fetchone()
        assert row is not None
        (signer,) = work.add_tills([NEW_TILL])
        with work.process() as process, _line(process.url, signer) as centre:
            filled = _fill(centre, row[0], emit)
            bare_s = _insert(centre, filled.lineage)
    emit(Figure(name="till.new.filled", value=filled.all_s, unit="s", limit=bare_s))


@contextmanager
def _line(url: str, signer: Signer) -> Iterator[HttpCentre]:
    address = CentreAddress(url=url)
    with HttpLine(address) as line:
        yield HttpCentre(line, address, signer, WallClock())


def _fill(centre: HttpCentre, ready: int, emit: Emit) -> _Filled:
    with store_of(0) as store:
        sync = LocalSyncStore(store.database, store.origin, WallClock())
        session = SyncSession(
            sync,
            centre,
            outgoing=Outgoing(seal_box=lambda _, key: key),
            clock=WallClock(),
            health=lambda: HEALTH,
        )
        reader = store.database.reader()
        begun, is_ready = perf_counter(), False
        while sync.memory().feed is None:
            _go_on(session)
            memory = sync.memory()
            here = memory.snapshot.part * PART_MEMBERS if memory.snapshot is not None else 0
            if not is_ready and (here >= ready or memory.feed is not None):
                is_ready = True
                value = perf_counter() - begun
                emit(Figure(name="till.new.ready", value=value, unit="s", target="<= 60"))
        all_s = perf_counter() - begun
        (count,) = reader.all("SELECT count(*) FROM members")
        assert count[0] >= ready
        lineage = sync.head().epoch
        reader.close()
        sync.close()
    return _Filled(all_s=all_s, lineage=lineage)


def _go_on(session: SyncSession) -> None:
    try:
        if not session.push():
            session.pull()
    except CentreRefused as refused:
        if refused.refusal.code is not RefusalCode.BUSY:
            raise
        sleep(refused.refusal.retry_after_s or 0)


def _insert(centre: HttpCentre, lineage: UUID) -> float:
    """Seconds for the bare rows of the same snapshot."""
    with bench_folder() as folder:
        connection = connect_store(folder / "bare.db", KEY, writing=True, creating=True)
        migrate(connection, migrations_dir())
        spent_s = 0.0
        for statement in (*FILL_SETTINGS, "BEGIN", "PRAGMA defer_foreign_keys = ON", *drop_indexes()):
            connection.execute(statement)
        for changes in _parts(centre, lineage):
            rows = rows_of(changes, in_order=True)
            begun = perf_counter()
            insert(connection, rows)
            spent_s += perf_counter() - begun
        begun = perf_counter()
        for statement in (*create_indexes(), "COMMIT"):
            connection.execute(statement)
        connection.close()
        return spent_s + perf_counter() - begun


def _parts(centre: HttpCentre, lineage: UUID) -> Iterator[tuple[Change, ...]]:
    offer = centre.ask(SNAPSHOT_PATH, SnapshotAsk(lineage=lineage), SnapshotAnswer)
    assert offer.id is not None
    assert offer.cursor is not None
    part = 0
    while True:
        ask = SnapshotAsk(lineage=lineage, id=offer.id, part=part)
        answer = centre.ask(SNAPSHOT_PATH, ask, SnapshotAnswer)
        if answer.ends:
            return
        place = SnapshotPlace(id=offer.id, key=offer.key, cursor=offer.cursor, part=part)
        yield open_part(place, answer.box).changes
        part += 1
