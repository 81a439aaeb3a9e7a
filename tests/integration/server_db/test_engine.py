"""Transactions in a merchant's name, within limits; what goes wrong leaves as an error of our own."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from psycopg import Connection, connect
from psycopg.conninfo import make_conninfo
from psycopg.rows import TupleRow

from fidpos.server.db import engine
from fidpos.server.db.engine import Database, Limits, check_version, conninfo_from_url
from fidpos.server.db.errors import (
    DatabaseContended,
    DatabaseError,
    DatabaseRefused,
    DatabaseTooOld,
    DatabaseUnreachable,
)
from fidpos.server.db.generation import begin_generation, read_generation
from tests.helpers.postgres import CentreDatabase
from tests.helpers.two_merchants import OURS, THEIRS, fill

MERCHANTS = "SELECT merchant_id FROM merchants"


@pytest.fixture
def filled(database: CentreDatabase) -> CentreDatabase:
    """One of its own, to write in."""
    with connect(database.app) as connection:
        fill(connection)
    return database


def test_each_transaction_is_one_merchants_and_the_next_is_nobodys(filled: CentreDatabase) -> None:
    database = Database(filled.app, size=1).open()
    with database.transaction(OURS) as connection:
        ours = connection.execute(MERCHANTS).fetchall()
    with database.connection() as connection:
        nobodys = connection.execute(MERCHANTS).fetchall()
    with database.transaction(THEIRS) as connection:
        theirs = connection.execute(MERCHANTS).fetchall()
    database.close()

    assert (ours, nobodys, theirs) == ([(OURS,)], [], [(THEIRS,)])


def test_a_transaction_is_kept_whole_or_not_at_all(filled: CentreDatabase) -> None:
    database = Database(filled.app, size=1).open()
    with database.transaction(OURS) as connection:
        connection.execute("UPDATE merchants SET name = 'kept'")
    with pytest.raises(DatabaseError), database.transaction(OURS) as connection:
        connection.execute("WITH undone AS (UPDATE merchants SET name = 'undone') SELECT 1 / 0")
    with database.transaction(OURS) as connection:
        name = connection.execute("SELECT name FROM merchants").fetchone()
    database.close()

    assert name == ("kept",)


def test_what_a_statement_carries_is_not_repeated_in_the_error(filled: CentreDatabase) -> None:
    database = Database(filled.app, size=1).open()
    with pytest.raises(DatabaseError) as refused, database.transaction(OURS) as connection:
        connection.execute("INSERT INTO accounts SELECT merchant_id, id, 'Camille' FROM accounts")
    database.close()

    assert "Camille" not in str(refused.value)


def test_a_statement_that_takes_too_long_is_ended(database: CentreDatabase) -> None:
    hurried = Database(database.app, size=1, limits=Limits(statement_ms=50)).open()
    with pytest.raises(DatabaseUnreachable, match="statement timeout"), hurried.connection() as connection:
        connection.execute("SELECT pg_sleep(60)")
    hurried.close()


def test_a_lock_is_not_waited_for_for_ever(filled: CentreDatabase) -> None:
    hurried = Database(filled.app, size=2, limits=Limits(lock_ms=50)).open()
    with hurried.transaction(OURS) as first:
        first.execute("UPDATE merchants SET name = 'first'")
        with (
            pytest.raises(DatabaseContended, match="lock timeout"),
            hurried.transaction(OURS) as second,
        ):
            second.execute("UPDATE merchants SET name = 'second'")
    hurried.close()


def test_where_no_connection_is_free_it_says_so_in_time(
    database: CentreDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "WAIT_S", 0.05)
    small = Database(database.app, size=1).open()
    with small.connection(), pytest.raises(DatabaseUnreachable, match="get a connection"), small.connection():
        pass
    small.close()


def test_a_database_that_is_not_there_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnreachable):
        Database(make_conninfo(host=str(tmp_path), user="fidpos_app")).open()


def test_a_database_of_that_name_must_exist(database: CentreDatabase) -> None:
    with pytest.raises(DatabaseRefused):
        Database(make_conninfo(database.app, dbname="nowhere")).open()


def test_an_address_is_a_url_or_a_line_of_settings() -> None:
    for good in ("postgresql://fidpos_app@127.0.0.1:5432/fidpos", "host=/run/postgresql dbname=fidpos"):
        assert conninfo_from_url(good) == good
    with pytest.raises(DatabaseUnreachable) as refused:
        conninfo_from_url("mysql://fidpos_app:secret@127.0.0.1/fidpos")
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(("version", "is_known"), [(140_012, False), (150_000, True), (180_004, True)])
def test_a_postgresql_before_fifteen_is_refused(version: int, is_known: bool) -> None:
    connection = cast("Connection[TupleRow]", SimpleNamespace(info=SimpleNamespace(server_version=version)))
    told: Any = None
    try:
        check_version(connection)
    except DatabaseTooOld as refused:
        told = refused.params

    assert told == (None if is_known else {"version": 14, "least": 15})


def test_the_generation_stays_until_a_restore_begins_a_new_one(anywhere: CentreDatabase) -> None:
    with connect(anywhere.app) as connection:
        first = read_generation(connection)
    with connect(anywhere.app) as connection:
        again = read_generation(connection)
    with connect(anywhere.owner) as connection:
        begun = begin_generation(connection)
    with connect(anywhere.app) as connection:
        now = read_generation(connection)

    identifier, timeline, counter = first.split(":")
    assert again == first
    assert (timeline, counter) == ("1", "1")
    assert begun == now == f"{identifier}:1:2"
