"""What was written stays, whoever asks: by right for who serves, by trigger for the owner too."""

from collections.abc import Iterator

import pytest
from psycopg import Connection, connect, errors
from psycopg.rows import TupleRow
from psycopg.sql import SQL, Identifier

from fidpos.server.db.protection import APPEND_ONLY, FIXED_COLUMNS
from tests.helpers.postgres import CentreDatabase
from tests.helpers.two_merchants import OURS, be


@pytest.fixture
def owner(filled: CentreDatabase) -> Iterator[Connection[TupleRow]]:
    """As the owner; what a test does is undone."""
    with connect(filled.owner) as connection:
        be(connection, OURS)
        yield connection
        connection.rollback()


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET merchant_id = merchant_id", "DELETE FROM {}"], ids=["update", "delete"]
)
def test_who_serves_may_not_touch_a_row_that_was_written(
    filled: CentreDatabase, table: str, statement: str
) -> None:
    with connect(filled.app) as connection:
        be(connection, OURS)
        with pytest.raises(errors.InsufficientPrivilege, match="permission denied"):
            connection.execute(SQL(statement).format(Identifier(table)))
        connection.rollback()


@pytest.mark.parametrize("table", sorted({*APPEND_ONLY, *FIXED_COLUMNS}))
@pytest.mark.parametrize(
    "statement",
    ["UPDATE {} SET merchant_id = merchant_id", "DELETE FROM {}", "TRUNCATE {} CASCADE"],
    ids=["update", "delete", "truncate"],
)
def test_not_even_the_owner_does(owner: Connection[TupleRow], table: str, statement: str) -> None:
    with pytest.raises(errors.IntegrityConstraintViolation, match="what was written stays"):
        owner.execute(SQL(statement).format(Identifier(table)))


@pytest.mark.parametrize(
    ("table", "column"), [(table, column) for table, columns in FIXED_COLUMNS.items() for column in columns]
)
def test_what_identifies_a_row_never_changes(owner: Connection[TupleRow], table: str, column: str) -> None:
    query = SQL("UPDATE {0} SET {1} = {1}").format(Identifier(table), Identifier(column))

    with pytest.raises(errors.IntegrityConstraintViolation, match="what was written stays"):
        owner.execute(query)


def test_what_becomes_of_an_event_may_still_be_said(filled: CentreDatabase) -> None:
    with connect(filled.app) as connection:
        be(connection, OURS)
        released = connection.execute("UPDATE journal_rows SET fate = NULL, reason = ''").rowcount
        connection.rollback()

    assert released == 1
