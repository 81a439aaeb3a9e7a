"""What the catalogue says of every table, view, function and sequence of a migrated database."""

from collections import defaultdict
from collections.abc import Iterator
from typing import LiteralString

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from psycopg import Connection, connect
from psycopg.rows import TupleRow
from sqlalchemy import create_engine
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.pool import StaticPool

from fidpos.server.db.protection import APP, APPEND_ONLY, BACKUP, FIXED_COLUMNS, OF_NOBODY, PASSING, rights
from fidpos.server.db.tables import Xid8, metadata
from tests.helpers.postgres import CentreDatabase

ACTING = "( SELECT (NULLIF(current_setting('app.merchant'::text, true), ''::text))::uuid AS \"nullif\")"
TENANT = f"(merchant_id = {ACTING})"
HOUSE = f"({ACTING} = '00000000-0000-0000-0000-000000000000'::uuid)"
ALL_RIGHTS = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")

RELATIONS: LiteralString = """
    SELECT relname FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = ANY(%s) ORDER BY relname
"""
FIRST_COLUMNS: LiteralString = """
    SELECT c.conname, c.contype::text, a.attname, f.attname
    FROM pg_constraint c
    JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
    LEFT JOIN pg_attribute f ON f.attrelid = c.confrelid AND f.attnum = c.confkey[1]
    WHERE c.connamespace = 'public'::regnamespace AND c.contype IN ('p', 'u', 'f')
      AND c.conrelid::regclass::text <> ALL(%s)
"""
UNIQUE_INDEXES: LiteralString = """
    SELECT i.indexrelid::regclass::text, a.attname
    FROM pg_index i
    JOIN pg_class t ON t.oid = i.indrelid AND t.relnamespace = 'public'::regnamespace
    LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
    WHERE i.indisunique AND t.relname <> ALL(%s)
"""
TRIGGERS: LiteralString = """
    SELECT t.tgrelid::regclass::text, array_agg(a.attname::text) FILTER (WHERE a.attname IS NOT NULL)
    FROM pg_trigger t LEFT JOIN pg_attribute a ON a.attrelid = t.tgrelid AND a.attnum = ANY(t.tgattr)
    JOIN pg_class c ON c.oid = t.tgrelid AND c.relnamespace = 'public'::regnamespace
    WHERE NOT t.tgisinternal AND t.tgenabled = 'O' GROUP BY t.tgrelid
"""


@pytest.fixture
def catalogue(anywhere: CentreDatabase) -> Iterator[Connection[TupleRow]]:
    with connect(anywhere.superuser) as connection:
        yield connection


def relations(catalogue: Connection[TupleRow], *kinds: str) -> list[str]:
    return [name for (name,) in catalogue.execute(RELATIONS, [list(kinds)])]


def test_migrations_build_the_tables_that_the_program_knows(anywhere: CentreDatabase) -> None:
    with connect(anywhere.owner) as connection:
        engine = create_engine("postgresql+psycopg://", creator=lambda: connection, poolclass=StaticPool)
        assert isinstance(engine.dialect, PGDialect)
        engine.dialect.ischema_names = {**engine.dialect.ischema_names, "xid8": Xid8}
        with engine.connect() as through:
            options = {"compare_type": True, "compare_server_default": True}
            differences = compare_metadata(MigrationContext.configure(through, opts=options), metadata)

    assert differences == []


def test_every_key_and_every_reference_begins_with_the_merchant(catalogue: Connection[TupleRow]) -> None:
    constraints = catalogue.execute(FIRST_COLUMNS, [list(OF_NOBODY)]).fetchall()
    indexes = catalogue.execute(UNIQUE_INDEXES, [list(OF_NOBODY)]).fetchall()

    assert len(constraints) > 50
    assert [row for row in constraints if row[2] != "merchant_id"] == []
    assert [row for row in constraints if row[1] == "f" and row[3] != "merchant_id"] == []
    assert [row for row in indexes if row[1] != "merchant_id"] == []


def test_every_table_has_forced_row_level_security_and_no_policy_but_ours(
    catalogue: Connection[TupleRow],
) -> None:
    tables = relations(catalogue, "r", "p", "f", "m")
    query: LiteralString = """
        SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace
        AND relrowsecurity AND relforcerowsecurity ORDER BY relname
    """
    confined = [name for (name,) in catalogue.execute(query)]
    policies = defaultdict(set)
    for table, *policy in catalogue.execute(
        "SELECT tablename, policyname, permissive, roles::text, cmd, qual, with_check FROM pg_policies"
    ):
        policies[table].add(tuple(policy))

    of_merchants: set[tuple[str | None, ...]] = {("tenant", "PERMISSIVE", "{public}", "ALL", TENANT, TENANT)}
    expected = {table: set(of_merchants) for table in tables}
    expected["merchants"].add(("seen_by_the_house", "PERMISSIVE", "{public}", "SELECT", HOUSE, None))
    for table in OF_NOBODY:
        expected[table] = {("tenant", "PERMISSIVE", "{public}", "ALL", "true", "true")}
    assert confined == tables
    assert set(tables) == set(metadata.tables) | {"alembic_version"}
    assert policies == expected


def test_who_serves_has_the_rights_that_serving_needs(catalogue: Connection[TupleRow]) -> None:
    has = "SELECT has_table_privilege(%s, %s, %s)"
    for table in relations(catalogue, "r"):
        for right in ALL_RIGHTS:
            row = catalogue.execute(has, [APP, table, right]).fetchone()
            assert row == (right in rights(table),), (table, right)


def test_who_backs_up_reads_everything_and_writes_nothing(catalogue: Connection[TupleRow]) -> None:
    has = "SELECT has_table_privilege(%s, %s, %s)"
    for table in relations(catalogue, "r", "v", "S"):
        for right in ALL_RIGHTS:
            row = catalogue.execute(has, [BACKUP, table, right]).fetchone()
            assert row == (right == "SELECT",), (table, right)


def test_every_view_runs_with_the_rights_of_who_asks(catalogue: Connection[TupleRow]) -> None:
    query: LiteralString = """
        SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'v'
        AND 'security_invoker=true' = ANY(reloptions) ORDER BY relname
    """
    invoking = [name for (name,) in catalogue.execute(query)]

    assert invoking == relations(catalogue, "v") == ["gift_sides", "ledger_sides", "standing_visits"]


def test_one_function_runs_with_the_rights_of_its_owner_and_nobody_but_who_serves_may_call_it(
    catalogue: Connection[TupleRow],
) -> None:
    functions = catalogue.execute(
        "SELECT proname, prosecdef, prorettype::regtype::text FROM pg_proc "
        "WHERE pronamespace = 'public'::regnamespace"
    ).fetchall()

    assert sorted(functions) == [
        ("delete_what_the_merchant_has", True, "boolean"),
        ("what_was_written_stays", False, "trigger"),
    ]
    callers = catalogue.execute(
        "SELECT a.grantee::regrole::text FROM pg_proc p, aclexplode(p.proacl) a "
        "WHERE p.proname = 'delete_what_the_merchant_has' AND a.grantee <> p.proowner"
    ).fetchall()
    assert callers == [(APP,)]


def test_nobody_who_serves_counts_with_a_sequence(catalogue: Connection[TupleRow]) -> None:
    sequences = relations(catalogue, "S")

    assert sequences == ["feed_seq_seq", "merchants_number_seq"]
    for sequence in sequences:
        for right in ("USAGE", "SELECT", "UPDATE"):
            row = catalogue.execute(
                "SELECT has_sequence_privilege(%s, %s, %s)", [APP, sequence, right]
            ).fetchone()
            assert row == (False,)


def test_what_was_written_stays_wherever_it_should(catalogue: Connection[TupleRow]) -> None:
    guarded = {table: columns and set(columns) for table, columns in catalogue.execute(TRIGGERS)}

    whole: dict[str, set[str] | None] = dict.fromkeys(APPEND_ONLY)
    assert guarded == whole | {table: set(columns) for table, columns in FIXED_COLUMNS.items()}
    assert not set(PASSING) & guarded.keys()


def test_everything_belongs_to_the_role_that_migrates(catalogue: Connection[TupleRow]) -> None:
    owners = catalogue.execute(
        "SELECT DISTINCT relowner::regrole::text FROM pg_class WHERE relnamespace = 'public'::regnamespace"
    ).fetchall()

    assert owners == [("fidpos_owner",)]
