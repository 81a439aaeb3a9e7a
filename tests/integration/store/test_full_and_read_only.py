"""A full or read-only disk refuses a visit whole, before anyone is told it is done; later it works again."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest

from fidpos.domain.errors import StoreFull, StoreReadOnly
from fidpos.domain.ids import VisitId
from fidpos.domain.visit import VisitDraft
from fidpos.localdb.create import create_store
from fidpos.localdb.engine import Connection, Database
from fidpos.localdb.lock import Priority
from fidpos.localdb.store import LocalStore
from fidpos.localdb.verify import verify
from fidpos.paths import migrations_dir
from fidpos.wire.events import VisitClosed
from tests.helpers.counter import BERENICE, IDENTITY
from tests.helpers.fake_clock import FakeClock
from tests.helpers.real_store import KEY, new_store
from tests.helpers.store_events import CASHIER, Events

CAP_SYS_ADMIN = 1 << 21
VISITS_MAX = 2_000
NOBODY = 65534


class Disk(Protocol):
    """Where the store lies, and how it fills up."""

    @property
    def folder(self) -> Path: ...

    def fill(self, database: Database) -> None: ...

    def make_room(self, database: Database) -> None: ...


@dataclass(frozen=True)
class SmallTmpfs:
    """A disk of a few megabytes, filled by a file beside the store."""

    folder: Path

    def fill(self, database: Database) -> None:
        with (self.folder / "ballast").open("wb", buffering=0) as ballast:
            try:
                while ballast.write(bytes(4096)):
                    pass
            except OSError:
                return

    def make_room(self, database: Database) -> None:
        (self.folder / "ballast").unlink()


@dataclass(frozen=True)
class BoundedFile:
    """Any disk: SQLite itself is told that the file must not grow."""

    folder: Path

    def fill(self, database: Database) -> None:
        self._bound(database, 1)

    def make_room(self, database: Database) -> None:
        self._bound(database, 1 << 30)

    @staticmethod
    def _bound(database: Database, pages: int) -> None:
        def bound(writer: Connection) -> None:
            writer.execute(f"PRAGMA max_page_count = {pages}").fetchall()

        database.write(Priority.BACKGROUND, bound)


@contextmanager
def mounted(folder: Path, options: str) -> Iterator[Path]:
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def may_mount() -> bool:
    status = Path("/proc/self/status")
    if not status.exists():
        return False
    line = next(line for line in status.read_text("ascii").splitlines() if line.startswith("CapEff:"))
    return bool(int(line.split()[1], 16) & CAP_SYS_ADMIN)


@pytest.fixture(params=["bounded file", "small disk"] if may_mount() else ["bounded file"])
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Disk]:
    if request.param == "bounded file":
        yield BoundedFile(tmp_path)
        return
    with mounted(tmp_path / "small", "size=4m") as folder:
        yield SmallTmpfs(folder)


@pytest.fixture
def shop(disk: Disk, clock: FakeClock) -> Iterator[LocalStore]:
    store = new_store(disk.folder / "till.db", clock, BERENICE)
    yield store
    store.close()


def close_one(store: LocalStore, event: VisitClosed) -> bool:
    try:
        store.commit(event)
    except StoreFull:
        return False
    return True


def points(store: LocalStore) -> int:
    return sum(balance.amount for balance in store.balances(BERENICE.member.account_id))


def test_a_full_disk_refuses_a_visit_whole_and_takes_it_once_there_is_room(
    disk: Disk, shop: LocalStore, events: Events
) -> None:
    disk.fill(shop.database)
    closed = 0
    while close_one(shop, refused := events.closed(BERENICE.member)):
        assert closed < VISITS_MAX
        closed += 1

    assert shop.visit(refused.visit_id) is None
    assert points(shop) == 120 + 20 * closed
    assert shop.member(BERENICE.member.id) == BERENICE.member

    disk.make_room(shop.database)
    shop.commit(refused)

    assert shop.visit(refused.visit_id) is not None
    assert points(shop) == 120 + 20 * (closed + 1)
    reader = shop.database.reader()
    assert verify(reader.connection).holds
    reader.close()


def test_what_a_full_disk_took_is_there_after_a_restart(
    disk: Disk, shop: LocalStore, events: Events, clock: FakeClock
) -> None:
    disk.fill(shop.database)
    taken: list[VisitId] = []
    while close_one(shop, event := events.closed(BERENICE.member)):
        assert len(taken) < VISITS_MAX
        taken.append(event.visit_id)
    shop.close()
    if isinstance(disk, SmallTmpfs):
        disk.make_room(shop.database)

    again = LocalStore.open(disk.folder / "till.db", KEY, clock)

    assert all(again.visit(visit_id) for visit_id in taken)
    assert points(again) == 120 + 20 * len(taken)
    again.close()


@pytest.fixture(params=["permissions", "mount"] if may_mount() else ["permissions"])
def protected(request: pytest.FixtureRequest, tmp_path: Path, clock: FakeClock) -> Iterator[Path]:
    """A sound store that may be read and not written."""
    if request.param == "mount":
        with mounted(tmp_path / "disk", "size=8m") as folder:
            new_store(folder / "till.db", clock).close()
            subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
            yield folder / "till.db"
        return
    with tempfile.TemporaryDirectory(prefix="fidpos-test-") as name:
        path = Path(name) / "till.db"
        new_store(path, clock).close()
        path.chmod(0o444)
        path.parent.chmod(0o555)
        with as_somebody():
            yield path
        path.parent.chmod(0o755)


@contextmanager
def as_somebody() -> Iterator[None]:
    """Without the rights of an administrator, whom no permission bars."""
    own = os.geteuid()
    if own == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(own)


def test_a_store_that_cannot_be_written_is_refused_at_once(protected: Path, clock: FakeClock) -> None:
    with pytest.raises(StoreReadOnly):
        LocalStore.open(protected, KEY, clock)


def test_a_store_is_not_made_where_nothing_can_be_written(protected: Path, clock: FakeClock) -> None:
    new = protected.with_name("new.db")

    with pytest.raises(StoreReadOnly):
        create_store(new, KEY, identity=IDENTITY, clock=clock, migrations=migrations_dir())

    assert not new.exists()


def test_a_store_that_becomes_read_only_refuses_and_recovers(
    store: LocalStore, events: Events, clock: FakeClock
) -> None:
    event = events.closed(BERENICE.member)
    draft = VisitDraft(id=event.visit_id, opened_at=clock.now(), opened_by=CASHIER)
    writer: Connection = store.database.write(Priority.BACKGROUND, lambda connection: connection)
    writer.execute("PRAGMA query_only = ON")

    with pytest.raises(StoreReadOnly):
        store.commit(event)
    with pytest.raises(StoreReadOnly):
        store.save_draft(draft)
    writer.execute("PRAGMA query_only = OFF")
    store.commit(event)

    assert points(store) == 140
