"""The embedded database: made once, started, joined and stopped; and what is said where that cannot be."""

import os
import stat
from pathlib import Path

import pytest
from psycopg import OperationalError, connect
from psycopg.conninfo import make_conninfo

from fidpos.server.db import running
from fidpos.server.db.binaries import Installation, brought_along
from fidpos.server.db.cluster import ClusterFolder
from fidpos.server.db.embedded import EmbeddedPostgres
from fidpos.server.db.engine import Database
from fidpos.server.db.errors import (
    BinariesMissing,
    ClusterDamaged,
    ClusterOfOtherMajor,
    ClusterPasswordsLost,
    ClusterUnusable,
    DatabaseRefused,
)
from fidpos.server.db.keeper import Child, Keeper
from fidpos.server.db.running import running_in
from fidpos.server.db.system_user import user_for
from tests.helpers.asking import note, notes, setting
from tests.helpers.centre_parent import Parent, wait_until


def test_a_folder_becomes_a_database_once_and_is_found_again(empty: Path) -> None:
    first = EmbeddedPostgres.open(empty, durable=False)
    note(first.owner, "first")
    first.close()
    second = EmbeddedPostgres.open(empty, durable=False)
    found = notes(second.owner)
    second.close()

    assert found == ["first"]


def test_it_forgets_nothing_unless_told_to(folder: Path) -> None:
    database = EmbeddedPostgres.open(folder)
    names = ("fsync", "synchronous_commit", "full_page_writes", "data_checksums")
    settings = [setting(database.app, name) for name in names]
    database.close()

    assert settings == ["on", "on", "on", "on"]


def test_it_listens_where_its_user_alone_can_knock(folder: Path) -> None:
    database = EmbeddedPostgres.open(folder, durable=False)
    place = Path(database.running.socket_folder)
    mode = stat.S_IMODE(place.stat().st_mode)
    addresses = setting(database.app, "listen_addresses")
    database.close()

    assert (addresses, mode) == ("", 0o700)
    assert not place.exists()


def test_nobody_comes_in_without_the_right_password(folder: Path) -> None:
    database = EmbeddedPostgres.open(folder, durable=False)
    wrong = Database(make_conninfo(database.app, password="guessed"))
    try:
        with pytest.raises(DatabaseRefused):
            wrong.open()
        with pytest.raises(OperationalError, match="password"):
            connect(make_conninfo(database.running.conninfo, user="fidpos_app", dbname="fidpos"))
    finally:
        database.close()


def test_its_passwords_are_four_and_for_us_alone(folder: Path) -> None:
    cluster = ClusterFolder(root=folder)
    known = cluster.known_passwords()

    assert len({known.superuser, known.owner, known.app, known.backup}) == 4
    assert stat.S_IMODE(cluster.passwords.stat().st_mode) == 0o600
    assert known.app not in repr(known)


def test_it_keeps_no_value_of_a_statement_in_its_log(folder: Path) -> None:
    database = EmbeddedPostgres.open(folder, durable=False)
    note(database.owner, "first")
    with connect(database.owner) as connection:
        connection.execute("CREATE UNIQUE INDEX one_each ON notes (text)")
    with pytest.raises(Exception, match="one_each"):
        note(database.owner, "first")
    database.close()

    assert "one_each" in (folder / "postgres.log").read_text()
    assert "first" not in (folder / "postgres.log").read_text()


def test_a_second_program_joins_and_leaves_it_running(folder: Path) -> None:
    database = EmbeddedPostgres.open(folder, durable=False)
    with Parent(folder) as second:
        up = second.hear()
        status = second.finish()
    still_there = setting(database.app, "server_version_num")
    database.close()

    assert (up.ours, up.pid, status) == (False, database.running.pid, 0)
    assert still_there


def test_of_two_that_start_at_once_one_makes_the_database_and_both_have_it(empty: Path) -> None:
    with Parent(empty) as one, Parent(empty) as other:
        up = one.hear(), other.hear()
        for found in up:
            note(found.owner, f"ours: {found.ours}")
        noted = notes(up[0].owner)

    assert up[0].pid == up[1].pid
    assert noted == ["ours: False", "ours: True"]


def test_stopping_ends_whoever_is_still_connected(folder: Path) -> None:
    database = EmbeddedPostgres.open(folder, durable=False)
    with connect(database.app) as connection:
        connection.execute("SELECT 1")
        database.close()
        database.close()

        with pytest.raises(OperationalError):
            connection.execute("SELECT 1")
    assert running_in(ClusterFolder(root=folder)) is None


def test_a_database_that_was_half_made_is_made_again(empty: Path) -> None:
    (empty / "data.new-1" / "base").mkdir(parents=True)
    (empty / "superuser.new").write_text("left behind")
    database = EmbeddedPostgres.open(empty, durable=False)
    note(database.owner, "whole")
    database.close()

    assert not (empty / "data.new-1").exists()
    assert not (empty / "superuser.new").exists()


def test_lost_passwords_are_told_and_no_new_database_is_made(folder: Path) -> None:
    (folder / "passwords.json").unlink()

    with pytest.raises(ClusterPasswordsLost):
        EmbeddedPostgres.open(folder)


def test_passwords_that_cannot_be_read_are_told(folder: Path) -> None:
    (folder / "passwords.json").write_text("{")

    with pytest.raises(ClusterPasswordsLost):
        EmbeddedPostgres.open(folder)


def test_a_broken_folder_is_told_in_the_words_of_postgresql(folder: Path) -> None:
    (folder / "data" / "global" / "pg_control").unlink()

    with pytest.raises(ClusterDamaged, match="pg_control"):
        EmbeddedPostgres.open(folder)


def test_a_folder_mended_after_a_failure_is_taken_again(folder: Path) -> None:
    control = folder / "data" / "global" / "pg_control"
    control.rename(control.with_name("kept"))
    with pytest.raises(ClusterDamaged):
        EmbeddedPostgres.open(folder)
    control.with_name("kept").rename(control)
    database = EmbeddedPostgres.open(folder, durable=False)
    database.close()

    assert database.is_ours


def test_data_of_another_major_version_are_refused_and_left_alone(folder: Path) -> None:
    stamp = folder / "data" / "PG_VERSION"
    stamp.write_text("14\n")

    with pytest.raises(ClusterOfOtherMajor, match="was written by PostgreSQL 14"):
        EmbeddedPostgres.open(folder)
    assert stamp.read_text() == "14\n"


def test_data_of_an_older_version_at_hand_stay_with_it(empty: Path) -> None:
    oldest = brought_along()[-1]
    EmbeddedPostgres.open(empty, at_hand=(oldest,), durable=False).close()
    database = EmbeddedPostgres.open(empty, durable=False)
    version = setting(database.app, "server_version_num")
    database.close()

    assert oldest.major < brought_along()[0].major
    assert str(version).startswith(str(oldest.major))


def test_a_folder_without_programs_is_told(empty: Path) -> None:
    with pytest.raises(BinariesMissing):
        Installation.at(empty)


def test_a_file_in_the_place_of_the_folder_is_told(empty: Path) -> None:
    empty.write_text("a file")

    with pytest.raises(ClusterUnusable):
        EmbeddedPostgres.open(empty)


def test_a_path_too_long_for_a_socket_is_no_hindrance(made: Path, empty: Path) -> None:
    deep = empty / ("a_long_name_" * 8)
    database = EmbeddedPostgres.open(deep, durable=False)
    note(database.owner, "deep")
    found = notes(database.owner)
    database.close()

    assert found == ["deep"]
    assert not database.running.socket_folder.startswith(str(empty))


def test_a_number_that_another_process_has_by_now_is_no_hindrance(folder: Path) -> None:
    (folder / "data" / "postmaster.pid").write_text(
        f"{os.getpid()}\n{folder}/data\n0\n5432\n\n\n0 0\nready\n"
    )
    database = EmbeddedPostgres.open(folder, durable=False)
    database.close()

    assert database.running.pid != os.getpid()


def test_one_left_behind_by_a_program_that_is_gone_is_made_to_go(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "_GOES_BY_ITSELF_S", 0.1)
    cluster = ClusterFolder(root=folder, user=user_for(folder / "data"))
    program = str(brought_along()[0].program("postgres"))
    options = ("-c", "listen_addresses=", "-c", f"unix_socket_directories={cluster.data}")
    orphan = Keeper(
        Child(command=[program, "-D", str(cluster.data), *options], log=cluster.log, user=cluster.user)
    )
    orphan.start()
    wait_until(lambda: (found := running_in(cluster)) is not None and found.ready)
    database = EmbeddedPostgres.open(folder, durable=False)
    database.close()

    assert orphan.ended.is_set()
    assert database.running.pid != orphan.pid
