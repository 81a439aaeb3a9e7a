"""A backup comes back as the database was, or is refused with a sentence and changes nothing."""

import os
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from psycopg import connect
from psycopg.rows import TupleRow

from fidpos.domain.retention import Retention
from fidpos.paths import migrations_dir
from fidpos.server.db.erasing import Erasure
from fidpos.server.db.errors import DumpFailed, RestoreUnfinished
from fidpos.server.db.exchange import is_empty
from fidpos.server.db.generation import read_generation
from fidpos.server.db.proof.finding import Finding
from fidpos.server.db.proof.prove import prove
from fidpos.server.db.whole import about
from fidpos.server.operations.backup import Backup, BackupPlace, backups_in, make_backup, prune
from fidpos.server.operations.backup_file import SealedBackup
from fidpos.server.operations.drill import drill
from fidpos.server.operations.erasure_log import ErasureLog
from fidpos.server.operations.errors import (
    BackupDamaged,
    BackupFolderUnusable,
    BackupKeyRefused,
    BackupNewer,
    CentreBackupError,
    RestoreRefused,
)
from fidpos.server.operations.restore import restore_into
from fidpos.vault.boxes import new_box_key
from tests.helpers.centre_office import InPostgres, postgres_office
from tests.helpers.fake_clock import FakeClock
from tests.helpers.lived_centre import live
from tests.helpers.off_site import OffSite
from tests.helpers.postgres import CentreDatabase, Server, centre_database, empty_database
from tests.helpers.two_merchants import fill

CATALOGUE = (
    "SELECT tablename, policyname, roles, cmd, qual, with_check FROM pg_policies ORDER BY 1, 2",
    "SELECT relname, relrowsecurity, relforcerowsecurity, relacl::text, reloptions FROM pg_class "
    "WHERE relnamespace = 'public'::regnamespace ORDER BY 1",
    "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
    "WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2",
    "SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger "
    "WHERE NOT tgisinternal ORDER BY 1, 2",
    "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1, 2",
    "SELECT version_num FROM alembic_version",
)


@pytest.fixture(scope="module")
def origin() -> Iterator[CentreDatabase]:
    """A database in which something of everything has happened; tests leave it as it is."""
    with postgres_office(FakeClock()) as office:
        live(office)
        assert isinstance(office.kept, InPostgres)
        yield office.kept.made


@pytest.fixture
def backup(origin: CentreDatabase, off_site: OffSite) -> Backup:
    return make_backup(origin.backup, off_site.place(), FakeClock())


@pytest.fixture
def target() -> Iterator[CentreDatabase]:
    with empty_database() as made:
        yield made


def catalogue(database: CentreDatabase) -> list[object]:
    with connect(database.owner) as connection:
        return [connection.execute(query.encode()).fetchall() for query in CATALOGUE]


def rows(database: CentreDatabase, query: str) -> list[TupleRow]:
    with connect(database.superuser) as connection:
        return connection.execute(query.encode()).fetchall()


def findings_in(database: CentreDatabase) -> list[Finding]:
    findings: list[Finding] = []
    prove(database.backup, findings.append)
    return findings


def test_what_was_backed_up_comes_back_with_all_that_protects_it(
    origin: CentreDatabase, target: CentreDatabase, backup: Backup, off_site: OffSite
) -> None:
    restore_into(target.owner, off_site.plan(backup))
    findings: list[Finding] = []
    proven = prove(target.backup, findings.append)

    assert findings == []
    assert proven == prove(origin.backup, findings.append)
    assert catalogue(target) == catalogue(origin)
    for table in ("journal_rows", "lots", "gift_entries", "subject_keys"):
        query = f"SELECT * FROM {table}"
        assert sorted(rows(target, query), key=repr) == sorted(rows(origin, query), key=repr)


def test_a_restored_database_has_a_life_of_its_own(
    origin: CentreDatabase, target: CentreDatabase, backup: Backup, off_site: OffSite
) -> None:
    done = restore_into(target.owner, off_site.plan(backup))
    before = about(origin.backup).generation

    assert done.begun.generation == about(target.backup).generation != before
    assert int(done.begun.generation.split(":")[2]) > int(before.split(":")[2])


def test_every_change_is_told_again_though_transactions_were_counted_further_elsewhere(
    origin: CentreDatabase, target: CentreDatabase, backup: Backup, off_site: OffSite
) -> None:
    restore_into(target.owner, off_site.plan(backup))
    told = "SELECT shop_id, key, kind FROM feed ORDER BY xid, seq"
    readable = "SELECT bool_and(xid < pg_snapshot_xmax(pg_current_snapshot())) FROM feed"

    assert sorted(rows(target, told), key=str) == sorted(rows(origin, told), key=str)
    assert rows(target, readable) == [(True,)]
    assert not set(rows(target, "SELECT token FROM feed")) & set(rows(origin, "SELECT token FROM feed"))
    assert rows(target, "SELECT bool_and(token >> 20 = xid::text::bigint) FROM feed") == [(True,)]


def test_who_was_erased_since_stays_erased(
    origin: CentreDatabase, target: CentreDatabase, backup: Backup, off_site: OffSite
) -> None:
    ((merchant, member),) = rows(origin, "SELECT merchant_id, member_id FROM cards LIMIT 1")
    erasure = Erasure(merchant_id=merchant, member_id=member, at=FakeClock().now())
    ErasureLog.beside(off_site.folder).add([erasure])
    done = restore_into(target.owner, off_site.plan(backup))

    assert done.begun.erased_again == 1
    ((profile, number, erased_at),) = rows(
        target, f"SELECT profile, number, erased_at FROM members WHERE id = '{member}'"
    )
    assert (profile, number, erased_at) == (None, "", erasure.at)
    assert rows(target, f"SELECT FROM subject_keys WHERE subject_id = '{member}'") == []
    assert rows(target, f"SELECT token LIKE 'erased:%' FROM cards WHERE member_id = '{member}'") == [(True,)]
    assert findings_in(target) == []


def test_nothing_personal_can_be_read_in_the_file_without_the_key(backup: Backup) -> None:
    content = backup.path.read_bytes()

    assert b"PGDMP" not in content
    assert b"Martin" not in content
    assert backup.path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("cut", ["head", "half", "end"])
def test_a_backup_that_was_cut_is_refused_and_the_database_stays_empty(
    target: CentreDatabase, backup: Backup, off_site: OffSite, cut: str
) -> None:
    size = backup.path.stat().st_size
    os.truncate(backup.path, {"head": 30, "half": size // 2, "end": size - 1}[cut])

    with pytest.raises(BackupDamaged):
        restore_into(target.owner, off_site.plan(backup))
    assert is_empty(target.owner)


@pytest.mark.parametrize("place_in_file", [0, 20, 400, -40])
def test_a_backup_that_was_changed_anywhere_is_refused(
    target: CentreDatabase, backup: Backup, off_site: OffSite, place_in_file: int
) -> None:
    content = bytearray(backup.path.read_bytes())
    content[place_in_file] ^= 1
    backup.path.write_bytes(content)

    with pytest.raises(CentreBackupError):
        restore_into(target.owner, off_site.plan(backup))
    assert is_empty(target.owner)


def test_another_key_is_refused_with_a_sentence_of_its_own(
    target: CentreDatabase, backup: Backup, off_site: OffSite
) -> None:
    other = OffSite(folder=off_site.folder, private_key=new_box_key())

    with pytest.raises(BackupKeyRefused):
        restore_into(target.owner, other.plan(backup))


def test_a_file_that_is_not_there_or_no_backup_is_refused(target: CentreDatabase, off_site: OffSite) -> None:
    nothing = Backup(made_at=FakeClock().now(), path=off_site.folder / "nothing")
    with pytest.raises(BackupDamaged):
        restore_into(target.owner, off_site.plan(nothing))
    nothing.path.write_bytes(b"x" * 1000)

    with pytest.raises(BackupDamaged):
        restore_into(target.owner, off_site.plan(nothing))


def test_a_database_with_data_in_it_is_not_written_over(
    origin: CentreDatabase, backup: Backup, off_site: OffSite
) -> None:
    with pytest.raises(RestoreRefused):
        restore_into(origin.owner, off_site.plan(backup))


def test_a_backup_of_a_newer_fidpos_is_refused(
    origin: CentreDatabase, target: CentreDatabase, off_site: OffSite
) -> None:
    with connect(origin.superuser) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    try:
        newer = make_backup(origin.backup, off_site.place(), FakeClock())
    finally:
        with connect(origin.superuser) as connection:
            connection.execute("UPDATE alembic_version SET version_num = '0001'")

    with pytest.raises(BackupNewer):
        restore_into(target.owner, off_site.plan(newer))
    assert is_empty(target.owner)


def test_part_of_a_restore_is_not_served_from(
    origin: CentreDatabase, target: CentreDatabase, backup: Backup, off_site: OffSite
) -> None:
    restore_into(target.owner, off_site.plan(backup))
    with connect(target.superuser) as connection:
        connection.execute("DELETE FROM generation")

    with connect(target.app) as connection, pytest.raises(RestoreUnfinished):
        read_generation(connection)


def test_a_folder_without_space_is_told_and_keeps_nothing(origin: CentreDatabase, off_site: OffSite) -> None:
    with bytes_left(20_000), pytest.raises(BackupFolderUnusable):
        make_backup(origin.backup, off_site.place(), FakeClock())

    assert list(off_site.folder.iterdir()) == []


def test_a_folder_that_is_not_there_is_told(origin: CentreDatabase, off_site: OffSite) -> None:
    occupied = off_site.folder / "file"
    occupied.touch()
    nowhere = BackupPlace(folder=occupied / "backups", public_key=off_site.place().public_key)

    with pytest.raises(BackupFolderUnusable):
        make_backup(origin.backup, nowhere, FakeClock())


def test_a_dump_that_fails_leaves_nothing(off_site: OffSite) -> None:
    with empty_database() as made:
        with connect(made.owner) as connection:
            connection.execute("CREATE TABLE alembic_version (version_num text)")
            connection.execute("CREATE TABLE generation (one boolean, counter bigint)")
            connection.execute("INSERT INTO generation VALUES (true, 1)")
            connection.execute("CREATE TABLE secret (x text)")
            connection.execute("GRANT SELECT ON alembic_version, generation TO fidpos_backup")
        with pytest.raises(DumpFailed) as failed:
            make_backup(made.backup, off_site.place(), FakeClock())

    assert "secret" in str(failed.value.params["said"])
    assert list(off_site.folder.iterdir()) == []


def test_old_backups_go_and_those_of_other_centres_stay(origin: CentreDatabase, off_site: OffSite) -> None:
    clock = FakeClock()
    for _ in range(4):
        make_backup(origin.backup, off_site.place(), clock)
        clock.advance(86_400)
    identifier = about(origin.backup).identifier
    other = off_site.folder / f"20200101T000000Z-{'0' * 16}.fidpos-centre"
    other.touch()
    gone = prune(off_site.folder, identifier, Retention(days=2, weeks=0, months=0))

    assert len(gone) == 2
    assert len(backups_in(off_site.folder, identifier)) == 2
    assert other.exists()


def test_a_drill_brings_the_newest_back_and_proves_it(origin: CentreDatabase, off_site: OffSite) -> None:
    kept: dict[str, bytes] = {}
    made = make_backup(origin.backup, off_site.place(), FakeClock(), kept.__setitem__)
    drilled = drill(made, kept[made.path.name], migrations_dir())

    assert drilled.findings == ()
    assert drilled.proven.events == 36


def test_the_oldest_postgresql_that_we_know_is_backed_up_and_restored(off_site: OffSite) -> None:
    with centre_database(Server.SYSTEM) as old, empty_database(Server.SYSTEM) as target:
        with connect(old.app) as connection:
            fill(connection)
        made = make_backup(old.backup, off_site.place(), FakeClock())
        restore_into(target.owner, off_site.plan(made))

        assert catalogue(target) == catalogue(old)
        assert rows(target, "SELECT * FROM visits ORDER BY 1") == rows(old, "SELECT * FROM visits ORDER BY 1")


def test_the_label_says_what_a_backup_is_without_any_key(backup: Backup, origin: CentreDatabase) -> None:
    with backup.path.open("rb") as file:
        label = SealedBackup(file, backup.path).label

    assert (label.schema, label.major) == ("0001", 18)
    assert label.generation == about(origin.backup).generation


@contextmanager
def bytes_left(size: int) -> Iterator[None]:
    """No file grows beyond that, as on a disk that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)
