"""What all tables of the till's store are made of: kinds of columns, keys and references."""

from typing import Any

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, MetaData, Table, Text
from sqlalchemy.sql.type_api import TypeEngine

BYTES = LargeBinary()
INT = Integer()
TEXT = Text()

metadata = MetaData()


def keyed(name: str, *parts: Column[Any]) -> Table:
    """A table whose rows are stored in the order of its key."""
    return Table(name, metadata, *parts, sqlite_with_rowid=False, sqlite_strict=True)


def column(
    name: str, kind: TypeEngine[Any], to: str = "", *, key: bool = False, null: bool = False
) -> Column[Any]:
    """A column; `to` names the one that it refers to."""
    reference = (ForeignKey(to),) if to else ()
    return Column(name, kind, *reference, primary_key=key, nullable=null)
