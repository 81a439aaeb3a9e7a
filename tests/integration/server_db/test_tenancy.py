"""Two merchants with a row in every table: the serving role never mixes them up."""

from collections.abc import Iterator

import pytest
from psycopg import Connection, connect, errors
from psycopg.rows import TupleRow
from psycopg.sql import SQL, Identifier
from sqlalchemy import Table

from fidpos.server.db.protection import FIXED_COLUMNS, PASSING, rights
from fidpos.server.db.tables import HOUSE
from tests.helpers.postgres import CentreDatabase
from tests.helpers.two_merchants import OURS, ROW, TABLES, THEIRS, be, insert

VIEWS = ("gift_sides", "ledger_sides")
READABLE = tuple(sorted([*(table.name for table in TABLES), *VIEWS]))
CHANGING = tuple(table for table in TABLES if "UPDATE" in rights(table.name))


@pytest.fixture
def app(filled: CentreDatabase) -> Iterator[Connection[TupleRow]]:
    """As the serving role; what a test does is undone."""
    with connect(filled.app) as connection:
        yield connection
        connection.rollback()


def merchants_seen(connection: Connection[TupleRow], relation: str) -> set[object]:
    query = SQL("SELECT merchant_id FROM {}").format(Identifier(relation))
    return {merchant for (merchant,) in connection.execute(query)}


def changing_column(table: Table) -> str:
    """One that may be updated."""
    fixed = {"merchant_id", *FIXED_COLUMNS.get(table.name, ())}
    return next(
        column.name for column in table.columns if column.name not in fixed and column.identity is None
    )


@pytest.mark.parametrize("relation", READABLE)
def test_a_merchant_reads_its_own_rows_and_no_others(app: Connection[TupleRow], relation: str) -> None:
    be(app, OURS)
    ours = merchants_seen(app, relation)
    be(app, THEIRS)

    assert (ours, merchants_seen(app, relation)) == ({OURS}, {THEIRS})


def test_a_merchant_reads_its_own_standing_visits_and_no_others(app: Connection[TupleRow]) -> None:
    """Those of the sample rows are voided: one more stands."""
    for merchant in (OURS, THEIRS):
        be(app, merchant)
        app.execute(
            """
            INSERT INTO visits SELECT merchant_id, gen_random_uuid(), event_id, member_id, shop_id, till_id,
                closed_by, closed_at, business_day, programme_version, currency, amount_minor, discount_minor,
                points, fired, spent
            FROM visits
            """
        )
    be(app, OURS)
    ours = merchants_seen(app, "standing_visits")
    be(app, THEIRS)

    assert (ours, merchants_seen(app, "standing_visits")) == ({OURS}, {THEIRS})


@pytest.mark.parametrize("relation", READABLE)
def test_who_acts_for_nobody_reads_nothing(filled: CentreDatabase, relation: str) -> None:
    with connect(filled.app) as fresh:
        never_set = merchants_seen(fresh, relation)
        be(fresh, None)

        assert never_set == merchants_seen(fresh, relation) == set()


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_no_row_is_written_for_another_merchant(app: Connection[TupleRow], table: Table) -> None:
    be(app, OURS)

    with pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
        insert(app, table, THEIRS)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_no_row_is_written_for_a_merchant_by_nobody(app: Connection[TupleRow], table: Table) -> None:
    with pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
        insert(app, table, OURS)


@pytest.mark.parametrize("table", CHANGING, ids=lambda table: table.name)
def test_no_row_of_another_merchant_changes(app: Connection[TupleRow], table: Table) -> None:
    be(app, OURS)
    query = SQL("UPDATE {0} SET {1} = {1} WHERE merchant_id = %s").format(
        Identifier(table.name), Identifier(changing_column(table))
    )

    assert app.execute(query, [THEIRS]).rowcount == 0
    assert app.execute(query, [OURS]).rowcount == 1


@pytest.mark.parametrize("table", CHANGING, ids=lambda table: table.name)
def test_no_row_changes_hands(app: Connection[TupleRow], table: Table) -> None:
    be(app, OURS)
    query = SQL("UPDATE {} SET merchant_id = %s").format(Identifier(table.name))

    with pytest.raises((errors.InsufficientPrivilege, errors.IntegrityConstraintViolation)):
        app.execute(query, [THEIRS])


@pytest.mark.parametrize("table", sorted(PASSING))
def test_no_row_of_another_merchant_is_deleted(app: Connection[TupleRow], table: str) -> None:
    be(app, OURS)
    query = SQL("DELETE FROM {} WHERE merchant_id = %s").format(Identifier(table))

    assert app.execute(query, [THEIRS]).rowcount == 0
    assert app.execute(query, [OURS]).rowcount == 1


def test_the_merchant_of_a_transaction_ends_with_it(filled: CentreDatabase) -> None:
    with connect(filled.app) as connection:
        be(connection, OURS)
        connection.commit()

        assert merchants_seen(connection, "members") == set()


def test_the_house_sees_who_the_merchants_are_and_nothing_of_theirs(app: Connection[TupleRow]) -> None:
    be(app, HOUSE)

    assert merchants_seen(app, "merchants") == {OURS, THEIRS}
    assert {name for name in READABLE if merchants_seen(app, name)} == {"merchants"}
    assert app.execute("UPDATE merchants SET name = 'x'").rowcount == 0


def test_the_tenant_is_looked_up_in_the_index_and_once_a_statement(app: Connection[TupleRow]) -> None:
    be(app, OURS)
    app.execute("SET LOCAL enable_seqscan = off")
    plan = "\n".join(
        line
        for (line,) in app.execute(
            "EXPLAIN (COSTS OFF) SELECT id FROM visits WHERE member_id = %s ORDER BY closed_at DESC LIMIT 12",
            [ROW],
        )
    )

    assert "InitPlan" in plan
    assert "using visits_by_member" in plan
    assert "Filter" not in plan


def test_a_till_reads_the_feed_from_its_key_alone(app: Connection[TupleRow]) -> None:
    be(app, OURS)
    app.execute("SET LOCAL enable_seqscan = off")
    plan = "\n".join(
        line
        for (line,) in app.execute(
            "EXPLAIN (COSTS OFF) SELECT kind, key FROM feed "
            "WHERE shop_id = %s AND (xid, seq) > ('5'::xid8, 3) "
            "AND xid < pg_snapshot_xmin(pg_current_snapshot()) ORDER BY xid, seq LIMIT 500",
            [ROW],
        )
    )

    assert "using feed_pkey" in plan
    assert "Sort" not in plan
    assert "Filter" not in plan
