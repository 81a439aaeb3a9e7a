"""A merchant leaves: everything of his goes, nothing of anybody else's, and not before his time has come."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from psycopg import Connection, connect, errors
from psycopg.rows import TupleRow
from psycopg.sql import SQL, Identifier

from fidpos.server.db.tables import HOUSE
from tests.helpers.postgres import CentreDatabase
from tests.helpers.two_merchants import OURS, TABLES, THEIRS, be

DUE = datetime(2026, 5, 4, 12, tzinfo=UTC)
"""When the closure of `two_merchants` is due."""


@pytest.fixture
def app(filled: CentreDatabase) -> Iterator[Connection[TupleRow]]:
    """As the serving role; what a test does is undone."""
    with connect(filled.app) as connection:
        yield connection
        connection.rollback()


def leave(connection: Connection[TupleRow], at: datetime, at_most: int = 10_000) -> bool:
    """Whether there is more to go."""
    row = connection.execute("SELECT delete_what_the_merchant_has(%s, %s)", [at, at_most]).fetchone()
    assert row is not None
    return bool(row[0])


def counted(connection: Connection[TupleRow]) -> dict[str, int]:
    return {
        table.name: connection.execute(
            SQL("SELECT count(*) FROM {}").format(Identifier(table.name))
        ).fetchall()[0][0]
        for table in TABLES
    }


def test_of_a_merchant_who_leaves_no_row_is_left(app: Connection[TupleRow]) -> None:
    be(app, OURS)
    app.execute("UPDATE closures SET cancelled_at = NULL")
    leave(app, DUE)

    assert set(counted(app).values()) == {0}


def test_no_more_rows_go_at_once_than_are_asked_for_and_who_he_was_goes_last(
    app: Connection[TupleRow],
) -> None:
    be(app, OURS)
    app.execute("UPDATE closures SET cancelled_at = NULL")
    left = [sum(counted(app).values())]
    while leave(app, DUE, at_most=7):
        there = counted(app)
        left.append(sum(there.values()))
        assert (there["subject_keys"], there["closures"], there["merchants"]) == (0, 1, 1)

    assert {before - after for before, after in pairwise(left)} == {7}
    assert left[-1] <= 7 + 2
    assert set(counted(app).values()) == {0}


def test_who_is_referred_to_by_others_of_the_same_table_goes_after_them(app: Connection[TupleRow]) -> None:
    be(app, OURS)
    app.execute("UPDATE closures SET cancelled_at = NULL")
    for number in range(5):
        app.execute(
            "INSERT INTO accounts (merchant_id, id, opened_on, merged_into) "
            "SELECT merchant_id, %s, opened_on, id FROM accounts ORDER BY opened_on, id DESC LIMIT 1",
            [UUID(int=number + 1)],
        )
    while leave(app, DUE, at_most=1):
        """More."""

    assert set(counted(app).values()) == {0}


def test_every_row_of_the_others_is_left(app: Connection[TupleRow]) -> None:
    be(app, THEIRS)
    before = counted(app)
    be(app, OURS)
    app.execute("UPDATE closures SET cancelled_at = NULL")
    leave(app, DUE)
    be(app, THEIRS)

    assert counted(app) == before
    assert set(before.values()) == {1}


@pytest.mark.parametrize("state", ["cancelled", "too_soon", "nobody", "the_house"])
def test_nothing_goes_of_who_does_not_leave(app: Connection[TupleRow], state: str) -> None:
    be(app, OURS)
    if state != "cancelled":
        app.execute("UPDATE closures SET cancelled_at = NULL")
    be(app, {"nobody": None, "the_house": HOUSE}.get(state, OURS))

    with pytest.raises(errors.InsufficientPrivilege, match="does not leave"):
        leave(app, DUE - timedelta(seconds=state == "too_soon"))


def test_what_was_written_stays_again_afterwards(app: Connection[TupleRow], filled: CentreDatabase) -> None:
    with connect(filled.owner) as owner:
        be(owner, OURS)
        owner.execute("UPDATE closures SET cancelled_at = NULL")
        leave(owner, DUE)
        be(owner, THEIRS)

        with pytest.raises(errors.IntegrityConstraintViolation, match="stays"):
            owner.execute("DELETE FROM audit")
        owner.rollback()


def test_who_serves_cannot_pretend_that_somebody_leaves(app: Connection[TupleRow]) -> None:
    be(app, OURS)
    app.execute("SELECT set_config('app.leaving', %s, true)", [str(OURS)])

    with pytest.raises(errors.InsufficientPrivilege):
        app.execute("DELETE FROM audit")
