"""Two merchants with a row in every table, alike but for whose they are: whatever confuses them is caught."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from uuid import UUID

from psycopg import Connection
from psycopg.rows import TupleRow
from psycopg.sql import SQL, Identifier, Placeholder
from psycopg.types.json import Jsonb
from sqlalchemy import Column, Table

from fidpos.server.db.protection import OF_NOBODY
from fidpos.server.db.tables import metadata

OURS = UUID("018f0000-0000-7000-8000-00000000000a")
THEIRS = UUID("018f0000-0000-7000-8000-00000000000b")
ROW = UUID("018f0000-0000-7000-8000-00000000000c")
"""Every id of both but the merchants' own, so that all references hold."""

TABLES = tuple(table for table in metadata.sorted_tables if table.name not in OF_NOBODY)
"""Those of merchants, each after the ones it refers to."""

_VALUES: Mapping[str, object] = {
    "big_integer": 1,
    "boolean": True,
    "large_binary": b"x",
    "date": date(2026, 5, 4),
    "integer": 1,
    "JSONB": Jsonb({}),
    "text": "x",
    "TIMESTAMP": datetime(2026, 5, 4, 12, tzinfo=UTC),
    "UUID": ROW,
}


def be(connection: Connection[TupleRow], merchant: UUID | None) -> None:
    """Act for a merchant from here to the end of the transaction; for nobody with None."""
    connection.execute(
        "SELECT set_config('app.merchant', %s, true)", ["" if merchant is None else str(merchant)]
    )


def fill(connection: Connection[TupleRow]) -> None:
    """A row in every table for each of the two, written as each of them."""
    for merchant in (OURS, THEIRS):
        be(connection, merchant)
        for table in TABLES:
            insert(connection, table, merchant)


def insert(connection: Connection[TupleRow], table: Table, merchant: UUID) -> None:
    """Write the row of a merchant into a table."""
    row = {column.name: _value(column, merchant) for column in table.columns if _is_given(column)}
    statement = SQL("INSERT INTO {} ({}) VALUES ({})").format(
        Identifier(table.name),
        SQL(", ").join(map(Identifier, row)),
        SQL(", ").join(Placeholder() * len(row)),
    )
    connection.execute(statement, list(row.values()))


def _is_given(column: Column[object]) -> bool:
    return column.identity is None and column.name != "xid"


def _value(column: Column[object], merchant: UUID) -> object:
    if column.name == "merchant_id":
        return merchant
    return _VALUES[column.type.__visit_name__]
