"""What is killed without a word: the program that runs the database, the database, or both at once."""

import multiprocessing
import os
import signal
from pathlib import Path

from psycopg import OperationalError, connect

from fidpos.paths import migrations_dir
from fidpos.server.db.cluster import ClusterFolder
from fidpos.server.db.embedded import EmbeddedPostgres
from fidpos.server.db.engine import Database
from fidpos.server.db.errors import DatabaseError
from fidpos.server.db.migrate import check_schema, migrate
from fidpos.server.db.running import running_in
from tests.helpers.centre_parent import Parent, Up, is_gone, wait_until
from tests.helpers.postgres import empty_database

WRITE = "INSERT INTO notes VALUES (%s)"


def written(up: Up) -> None:
    """One committed row, and another that never will be."""
    with connect(up.owner) as connection:
        connection.execute("CREATE TABLE notes (text text)")
        connection.execute(WRITE, ["committed"])


def found_again(folder: Path) -> list[str]:
    database = EmbeddedPostgres.open(folder)
    try:
        with connect(database.owner) as connection:
            return [text for (text,) in connection.execute("SELECT text FROM notes")]
    finally:
        database.close()


def test_the_database_stops_by_itself_when_its_program_is_killed(folder: Path) -> None:
    with Parent(folder) as parent:
        up = parent.hear()
        written(up)
        parent.kill()
        wait_until(lambda: is_gone(up.pid))

    assert running_in(ClusterFolder(root=folder)) is None
    assert found_again(folder) == ["committed"]


def test_the_next_start_need_not_wait_for_that(folder: Path) -> None:
    with Parent(folder) as parent:
        written(parent.hear())
        parent.kill()

        assert found_again(folder) == ["committed"]


def test_what_was_committed_is_there_after_both_were_killed(folder: Path) -> None:
    with Parent(folder) as parent:
        up = parent.hear()
        written(up)
        connection = connect(up.owner)
        connection.execute(WRITE, ["in the middle of it"])
        os.kill(up.pid, signal.SIGKILL)
        parent.kill()
        wait_until(lambda: is_gone(up.pid))

        assert found_again(folder) == ["committed"]
        connection.close()


def test_a_program_killed_while_it_makes_the_database_leaves_none_or_a_whole_one(empty: Path) -> None:
    with Parent(empty) as parent:
        wait_until(lambda: any(empty.glob("data.new-*/global")))
        parent.kill()
    database = EmbeddedPostgres.open(empty, durable=False)
    database.close()

    assert database.is_ours


def test_a_database_that_was_killed_is_started_again_and_served_again(folder: Path) -> None:
    embedded = EmbeddedPostgres.open(folder, durable=False)
    database = Database(embedded.app).open()

    def answers() -> bool:
        try:
            with database.connection() as connection:
                return connection.execute("SELECT 1").fetchone() == (1,)
        except (DatabaseError, OperationalError):
            return False

    was_up = answers()
    os.kill(embedded.running.pid, signal.SIGKILL)
    wait_until(lambda: is_gone(embedded.running.pid))
    wait_until(answers)
    again = running_in(ClusterFolder(root=folder))
    database.close()
    embedded.close()

    assert was_up
    assert again is not None
    assert again.pid != embedded.running.pid


def test_ctrl_c_is_for_the_program_and_not_for_the_database(folder: Path) -> None:
    embedded = EmbeddedPostgres.open(folder, durable=False)
    session = os.getsid(embedded.running.pid)
    embedded.close()

    assert session != os.getsid(0)


def test_who_comes_after_a_killed_one_joins_the_next_and_not_what_it_left(folder: Path) -> None:
    with Parent(folder) as first:
        up = first.hear()
        os.kill(up.pid, signal.SIGKILL)
        first.kill()
        wait_until(lambda: is_gone(up.pid))
    left = running_in(ClusterFolder(root=folder))
    with Parent(folder) as second, Parent(folder) as third:
        heard = second.hear(), third.hear()

    assert left is not None
    assert left.ready
    assert sorted(found.ours for found in heard) == [False, True]
    assert {found.pid for found in heard}.isdisjoint({up.pid})


def test_a_migration_whose_program_is_killed_leaves_nothing_half_done() -> None:
    with empty_database() as bare:
        blocker = connect(bare.owner)
        blocker.execute("CREATE TABLE visits (in_the_way text)")
        migrating = multiprocessing.get_context("spawn").Process(
            target=migrate, args=(bare.owner, migrations_dir())
        )
        migrating.start()
        with connect(bare.superuser, autocommit=True) as watcher:
            waits = "SELECT FROM pg_stat_activity WHERE datname = %s AND wait_event_type = 'Lock'"
            wait_until(lambda: watcher.execute(waits, [bare.name]).fetchone() is not None)
            migrating.kill()
            migrating.join()
        blocker.rollback()
        blocker.close()
        done = migrate(bare.owner, migrations_dir())
        with connect(bare.app) as connection:
            check_schema(connection, migrations_dir())

    assert done
