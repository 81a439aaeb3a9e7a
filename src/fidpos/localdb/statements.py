"""SQL text compiled once from SQLAlchemy Core, to run on the DBAPI connection with a tuple of values.

A close through Core itself costs more than twice the raw statements (docs/benchmarks.md); this way the text
still follows the tables, and a column that was renamed breaks at import.
"""

from typing import Any

from sqlalchemy import Column, Index, Table, delete, text
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.schema import CreateIndex, DropIndex
from sqlalchemy.sql import ClauseElement

from fidpos.localdb.tables import metadata

_dialect = sqlite.dialect(paramstyle="qmark")

AT_MOST = text("LIMIT :rows")
"""For `suffix_with`: Core's own LIMIT adds an OFFSET, and a value for it, on SQLite."""


def sql(statement: ClauseElement, *names: str) -> str:
    """The text of a statement whose parameters are, in this order, `names`.

    Raises:
        ValueError: the statement takes other parameters, or in another order.
    """
    compiled = statement.compile(dialect=_dialect)
    order = tuple(getattr(compiled, "positiontup", None) or ())
    if order != names:
        raise ValueError(f"the statement takes {order}, not {names}")
    return str(compiled)


def insert_row(table: Table) -> str:
    """Insert a row; takes a value for each column, in the order of the table."""
    return sql(insert(table), *_names(table))


def insert_if_new(table: Table, *unique: Column[Any]) -> str:
    """Insert a row unless its key, or `unique` if given, is there already; takes a value for each column."""
    keys = unique or table.primary_key.columns
    return sql(insert(table).on_conflict_do_nothing(index_elements=list(keys)), *_names(table))


def add_to_row(table: Table, *sums: Column[int]) -> str:
    """Insert a row, or add its `sums` to the row with the same key; takes a value for each column."""
    adding = insert(table)
    added = {column.name: column + adding.excluded[column.name] for column in sums}
    keys = list(table.primary_key.columns)
    return sql(adding.on_conflict_do_update(index_elements=keys, set_=added), *_names(table))


def replace_row(table: Table) -> str:
    """Insert a row, or give all its values to the row with the same key; takes a value for each column."""
    writing = insert(table)
    keys = list(table.primary_key.columns)
    values = {c.name: writing.excluded[c.name] for c in table.columns if not c.primary_key}
    return sql(writing.on_conflict_do_update(index_elements=keys, set_=values), *_names(table))


def empty_table(table: Table) -> str:
    """Delete every row."""
    return sql(delete(table))


def drop_indexes() -> list[str]:
    """Drop every index of the tables that is not a primary key."""
    return [str(DropIndex(index).compile(dialect=_dialect)) for index in _indexes()]


def create_indexes() -> list[str]:
    """Make them again."""
    return [str(CreateIndex(index).compile(dialect=_dialect)) for index in _indexes()]


def _indexes() -> list[Index]:
    return [index for table in metadata.sorted_tables for index in table.indexes]


def _names(table: Table) -> tuple[str, ...]:
    return tuple(column.name for column in table.columns)
