"""Who may serve, and who may not: nobody who could step around row-level security."""

from collections.abc import Iterator
from typing import LiteralString

import pytest
from psycopg import Connection, connect, errors
from psycopg.conninfo import make_conninfo
from psycopg.rows import TupleRow

from fidpos.server.db.errors import DatabaseUnprepared, ServingRoleRefused
from fidpos.server.db.roles import check_prepared, check_serving_role
from tests.helpers.postgres import CentreDatabase
from tests.helpers.two_merchants import OURS, be, fill


@pytest.fixture
def administrator(anywhere: CentreDatabase) -> Iterator[Connection[TupleRow]]:
    """A superuser in a transaction that is undone; `SET LOCAL ROLE` makes it another."""
    with connect(anywhere.superuser) as connection:
        yield connection
        connection.rollback()


def reason_of(connection: Connection[TupleRow]) -> object:
    with pytest.raises(ServingRoleRefused) as refused:
        check_serving_role(connection)
    return refused.value.params["reason"]


def test_the_role_that_is_made_for_serving_may_serve(anywhere: CentreDatabase) -> None:
    with connect(anywhere.app) as connection:
        check_serving_role(connection)


def test_a_superuser_may_not_serve(anywhere: CentreDatabase) -> None:
    with connect(anywhere.superuser) as connection:
        assert reason_of(connection) == "superuser"


def test_the_owner_may_not_serve(anywhere: CentreDatabase) -> None:
    with connect(anywhere.owner) as connection:
        assert reason_of(connection) == "owner"


def test_who_reads_for_backups_may_not_serve(anywhere: CentreDatabase) -> None:
    with connect(anywhere.backup) as connection:
        assert reason_of(connection) == "bypasses_row_level_security"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("ALTER ROLE fidpos_app SUPERUSER", "superuser"),
        ("ALTER ROLE fidpos_app BYPASSRLS", "bypasses_row_level_security"),
        ("ALTER ROLE fidpos_app CREATEROLE", "creates_roles"),
        ("ALTER TABLE visits OWNER TO fidpos_app", "owner"),
        ("ALTER VIEW ledger_sides OWNER TO fidpos_app", "owner"),
        ("GRANT fidpos_owner TO fidpos_app", "owner"),
        ("GRANT fidpos_backup TO fidpos_app", "bypasses_row_level_security"),
    ],
)
def test_a_role_that_was_given_more_may_not_serve(
    administrator: Connection[TupleRow], change: LiteralString, reason: str
) -> None:
    administrator.execute("GRANT CREATE ON SCHEMA public TO fidpos_app")
    administrator.execute(change)
    administrator.execute("SET LOCAL ROLE fidpos_app")

    assert reason_of(administrator) == reason


def test_who_reads_for_backups_sees_every_merchant_and_writes_nothing(database: CentreDatabase) -> None:
    with connect(database.app) as connection:
        fill(connection)
    with connect(database.backup) as connection:
        seen = connection.execute("SELECT count(DISTINCT merchant_id) FROM visits").fetchone()
        with pytest.raises(errors.ReadOnlySqlTransaction):
            connection.execute("UPDATE accounts SET opened_on = now()")
        connection.rollback()

    assert seen == (2,)


def test_nobody_else_may_even_connect(database: CentreDatabase) -> None:
    with connect(database.superuser, autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS stranger")
        connection.execute("CREATE ROLE stranger LOGIN PASSWORD 'stranger'")
        with pytest.raises(Exception, match="permission denied for database"):
            connect(make_conninfo(database.app, user="stranger", password="stranger"))
        connection.execute("DROP ROLE stranger")


def test_who_serves_makes_no_table_but_temporary_ones(database: CentreDatabase) -> None:
    with connect(database.app) as connection:
        be(connection, OURS)
        connection.execute("CREATE TEMPORARY TABLE batch (id uuid) ON COMMIT DROP")
        with pytest.raises(errors.InsufficientPrivilege):
            connection.execute("CREATE TABLE public.kept (id uuid)")
        connection.rollback()


def test_a_missing_role_is_named_before_anything_is_migrated(administrator: Connection[TupleRow]) -> None:
    check_prepared(administrator)
    administrator.execute("ALTER ROLE fidpos_backup RENAME TO something_else")

    with pytest.raises(DatabaseUnprepared) as refused:
        check_prepared(administrator)
    assert refused.value.params == {"role": "fidpos_backup"}
