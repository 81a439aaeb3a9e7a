"""Migrations run once, by the owner, whoever comes at the same time; nothing is migrated back."""

import threading
from collections.abc import Iterator

import pytest
from psycopg import connect

from fidpos.paths import migrations_dir
from fidpos.server.db.errors import DatabaseError, SchemaNewer, SchemaOlder
from fidpos.server.db.migrate import HEAD, check_schema, migrate, stamp_of
from tests.helpers.postgres import CentreDatabase, Server, empty_database


@pytest.fixture
def bare(server: Server) -> Iterator[CentreDatabase]:
    """Nobody has migrated it yet."""
    with empty_database(server) as made:
        yield made


def test_an_empty_database_is_migrated_once(bare: CentreDatabase) -> None:
    first = migrate(bare.owner, migrations_dir())
    second = migrate(bare.owner, migrations_dir())
    with connect(bare.app) as connection:
        stamp = stamp_of(connection)
        check_schema(connection, migrations_dir())

    assert (first, second, stamp) == (True, False, HEAD)


def test_of_several_at_once_one_migrates_and_the_others_find_it_done(bare: CentreDatabase) -> None:
    start = threading.Barrier(4)
    done: list[bool] = []

    def process() -> None:
        start.wait()
        done.append(migrate(bare.owner, migrations_dir()))

    threads = [threading.Thread(target=process) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(done) == [False, False, False, True]


def test_the_newest_migration_is_the_one_the_program_asks_for() -> None:
    scripts = sorted(path.name[:4] for path in (migrations_dir() / "server" / "versions").glob("*.py"))

    assert scripts[-1] == HEAD


def test_a_database_that_a_newer_program_migrated_is_refused_and_left_alone(bare: CentreDatabase) -> None:
    migrate(bare.owner, migrations_dir())
    with connect(bare.owner) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(SchemaNewer) as refused:
        migrate(bare.owner, migrations_dir())
    with connect(bare.app) as connection, pytest.raises(SchemaNewer):
        check_schema(connection, migrations_dir())
    assert refused.value.params == {"schema": "9999"}


def test_who_serves_does_not_begin_before_the_migrations(bare: CentreDatabase) -> None:
    with connect(bare.app) as connection, pytest.raises(SchemaOlder):
        check_schema(connection, migrations_dir())


def test_who_serves_may_not_migrate(bare: CentreDatabase) -> None:
    with pytest.raises(DatabaseError, match="InsufficientPrivilege"):
        migrate(bare.app, migrations_dir())


def test_a_migration_that_fails_halfway_leaves_nothing_behind(bare: CentreDatabase) -> None:
    with connect(bare.owner) as connection:
        connection.execute("CREATE TABLE visits (in_the_way text)")

    with pytest.raises(DatabaseError, match="DuplicateTable"):
        migrate(bare.owner, migrations_dir())
    with connect(bare.owner) as connection:
        left = connection.execute(
            "SELECT relname FROM pg_class WHERE relname IN ('merchants', 'alembic_version')"
        )
        assert left.fetchall() == []
        assert stamp_of(connection) is None
