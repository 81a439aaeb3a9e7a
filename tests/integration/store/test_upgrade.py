"""A migration on a store with data keeps every row and every trigger, or changes nothing at all."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select

from fidpos.domain.errors import BackupError, StoreCorrupt, StoreError, StoreMissing, StoreNewer
from fidpos.localdb import upgrade as upgrade_module
from fidpos.localdb.configuration import write_identity
from fidpos.localdb.engine import Row, connect
from fidpos.localdb.origin import Origin
from fidpos.localdb.recording import record
from fidpos.localdb.schema import HEAD
from fidpos.localdb.store import LocalStore
from fidpos.localdb.sync_store import LocalSyncStore
from fidpos.localdb.tables import metadata
from fidpos.localdb.triggers import triggers
from fidpos.localdb.upgrade import migrate, upgrade
from fidpos.localdb.verify import verify
from fidpos.paths import migrations_dir
from fidpos.wire.sync.anchors import START
from tests.helpers.counter import BERENICE, IDENTITY, MALO
from tests.helpers.fake_clock import FakeClock
from tests.helpers.real_store import KEY
from tests.helpers.store_events import Events

REBUILDING = """
    for table in ("journal", "members", "ledger_entries"):
        with op.batch_alter_table(table, recreate="always") as batch:
            batch.add_column(sa.Column("note", sa.Text(), nullable=False, server_default=""))
"""
LOSING = """
    op.execute("DELETE FROM relatives")
"""
ORPHANING = """
    op.execute("UPDATE cards SET member_id = randomblob(16)")
"""
FAILING = """
    op.execute("DELETE FROM cards")
    op.execute("SELECT 1 FROM nowhere")
"""


@pytest.fixture
def backups(tmp_path: Path) -> Path:
    return tmp_path / "backups"


@pytest.fixture
def filled(store: LocalStore, events: Events, path: Path) -> Path:
    """A closed store in which much has happened."""
    for member in (BERENICE.member, MALO.member):
        store.commit(events.closed(member, 5_000))
        store.commit(events.closed(member, spent=30, lots=store.open_lots(member.account_id, "points")))
    visit_id = store.last_visit_id()
    assert visit_id is not None
    visit = store.visit(visit_id)
    assert visit is not None
    store.commit(events.voided(visit))
    store.close()
    return path


def next_release(folder: Path, body: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The migrations of a program that is one revision ahead of this one."""
    migrations = folder / "migrations"
    shutil.copytree(migrations_dir(), migrations)
    (migrations / "till" / "versions" / "9001_next.py").write_text(
        "import sqlalchemy as sa\n"
        "from alembic import op\n"
        f'revision, down_revision = "9001", "{HEAD}"\n'
        "branch_labels = depends_on = None\n"
        f"def upgrade():\n{body}",
        "utf-8",
    )
    monkeypatch.setattr(upgrade_module, "HEAD", "9001")
    return migrations


def rows(path: Path) -> dict[str, list[Row]]:
    return {table.name: sorted(read(path, str(select(table))), key=repr) for table in metadata.sorted_tables}


def table_kinds(path: Path) -> set[Row]:
    """Which tables are WITHOUT ROWID and STRICT."""
    return {(name, rowid, strict) for _, name, _, _, rowid, strict in read(path, "PRAGMA table_list")}


def found_triggers(path: Path) -> dict[str, str]:
    return dict(read(path, "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'"))


def read(path: Path, sql: str) -> list[Row]:
    connection = connect(path, KEY)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def test_tables_are_rebuilt_with_every_row_and_trigger(
    filled: Path, backups: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, kinds = rows(filled), table_kinds(filled)

    copy = upgrade(filled, KEY, migrations=next_release(tmp_path, REBUILDING, monkeypatch), backups=backups)

    assert rows(filled) == before
    assert table_kinds(filled) == kinds
    assert found_triggers(filled) == triggers()
    assert read(filled, "SELECT DISTINCT note FROM journal") == [("",)]
    assert read(filled, "SELECT version_num FROM alembic_version") == [("9001",)]
    connection = connect(filled, KEY)
    assert verify(connection).holds
    connection.close()
    assert copy is not None
    assert rows(copy) == before


def test_a_rebuilt_table_is_still_append_only(
    filled: Path, backups: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    upgrade(filled, KEY, migrations=next_release(tmp_path, REBUILDING, monkeypatch), backups=backups)
    connection = connect(filled, KEY, writing=True)

    for statement in ("DELETE FROM journal", "REPLACE INTO journal SELECT * FROM journal"):
        with pytest.raises(Exception, match="what was written stays"):
            connection.execute(statement)

    connection.close()


@pytest.mark.parametrize(
    ("body", "reason"),
    [(LOSING, "rows were lost"), (ORPHANING, "refer to what is not there"), (FAILING, "no such table")],
)
def test_a_migration_that_goes_wrong_changes_nothing(
    filled: Path, backups: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str, reason: str
) -> None:
    before, triggers_before = rows(filled), found_triggers(filled)
    migrations = next_release(tmp_path, body, monkeypatch)

    with pytest.raises(StoreError, match=reason):
        upgrade(filled, KEY, migrations=migrations, backups=backups)

    assert (rows(filled), found_triggers(filled)) == (before, triggers_before)
    monkeypatch.undo()
    LocalStore.open(filled, KEY, FakeClock()).close()


def test_triggers_that_a_migration_forgets_are_made_again(
    filled: Path, backups: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = connect(filled, KEY, writing=True)
    connection.execute("DROP TRIGGER journal_no_delete")
    connection.close()

    upgrade(filled, KEY, migrations=next_release(tmp_path, "\n    pass\n", monkeypatch), backups=backups)

    assert found_triggers(filled) == triggers()


def test_a_store_that_is_up_to_date_is_not_touched(filled: Path, backups: Path) -> None:
    before = filled.read_bytes()

    assert upgrade(filled, KEY, migrations=migrations_dir(), backups=backups) is None

    assert filled.read_bytes() == before
    assert not backups.exists()


def test_a_newer_store_is_refused_and_not_touched(filled: Path, backups: Path) -> None:
    connection = connect(filled, KEY, writing=True)
    connection.execute("UPDATE alembic_version SET version_num = '7777'")
    connection.close()
    before = filled.read_bytes()

    with pytest.raises(StoreNewer):
        upgrade(filled, KEY, migrations=migrations_dir(), backups=backups)
    with pytest.raises(StoreError):
        LocalStore.open(filled, KEY, FakeClock())

    assert filled.read_bytes() == before
    assert not backups.exists()


def test_nothing_is_migrated_without_a_copy(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = rows(filled)
    in_the_way = tmp_path / "backups"
    in_the_way.write_bytes(b"a file where the folder should be")

    with pytest.raises(BackupError):
        upgrade(filled, KEY, migrations=next_release(tmp_path, REBUILDING, monkeypatch), backups=in_the_way)

    assert rows(filled) == before


def test_each_copy_has_a_name_of_its_own(
    filled: Path, backups: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrations = next_release(tmp_path, FAILING, monkeypatch)
    for _ in range(2):
        with pytest.raises(StoreError):
            upgrade(filled, KEY, migrations=migrations, backups=backups)

    assert len(list(backups.iterdir())) == 2


def test_a_missing_store_is_not_made(tmp_path: Path, backups: Path) -> None:
    with pytest.raises(StoreMissing):
        upgrade(tmp_path / "none.db", KEY, migrations=migrations_dir(), backups=backups)


def test_an_empty_file_is_not_filled(path: Path, backups: Path) -> None:
    path.touch()

    with pytest.raises(StoreCorrupt):
        upgrade(path, KEY, migrations=migrations_dir(), backups=backups)

    assert path.read_bytes() == b""


def test_a_store_from_before_the_sync_is_brought_here(
    path: Path, backups: Path, clock: FakeClock, events: Events, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upgrade_module, "HEAD", "0001")
    connection = connect(path, KEY, writing=True, creating=True)
    migrate(connection, migrations_dir())
    stamp = Origin(clock).stamp()
    connection.execute("BEGIN")
    write_identity(connection, IDENTITY, stamp)
    record(connection, events.epoch(), stamp)
    connection.execute("COMMIT")
    connection.close()
    monkeypatch.undo()

    upgrade(path, KEY, migrations=migrations_dir(), backups=backups)

    store = LocalStore.open(path, KEY, clock)
    sync = LocalSyncStore(store.database, store.origin, clock)
    assert store.identity() == IDENTITY
    assert (sync.head().anchor.seq, sync.memory().acked) == (1, START)
    sync.close()
    store.close()


def test_an_ordinary_start_does_not_load_alembic(filled: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from fidpos.localdb.store import LocalStore;"
        "from fidpos.localdb.upgrade import upgrade; from tests.helpers.fake_clock import FakeClock;"
        f"path, key = Path({str(filled)!r}), bytes.fromhex({KEY.hex()!r});"
        "assert upgrade(path, key, migrations=path, backups=path) is None;"
        "LocalStore.open(path, key, FakeClock()).close();"
        "assert not [name for name in sys.modules if name.startswith('alembic')]"
    )

    subprocess.run([sys.executable, "-c", program], check=True, cwd=Path(__file__).parents[3])
