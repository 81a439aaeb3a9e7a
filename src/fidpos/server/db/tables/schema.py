"""What all tables are made of: where they stand, the kinds of columns, defaults, keys and references."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    FetchedValue,
    ForeignKeyConstraint,
    Identity,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlalchemy.dialects.postgresql import UUID as UUID_TYPE
from sqlalchemy.schema import SchemaItem
from sqlalchemy.sql.type_api import TypeEngine
from sqlalchemy.types import UserDefinedType


class Xid8(UserDefinedType[int]):
    """The number of a transaction, which never wraps around."""

    cache_ok = True

    def get_col_spec(self, **_kw: object) -> str:
        """Its name in PostgreSQL."""
        return "xid8"


BIGINT = BigInteger()
BYTES = LargeBinary()
DAY = Date()
FLAG = Boolean()
ID = UUID_TYPE(as_uuid=True)
INSTANT = TIMESTAMP(timezone=True)
INT = Integer()
JSON = JSONB()
TEXT = Text()
SORTED = Text(collation="C")
"""Text that is searched by its beginning, in the order of code points whatever the database's language is."""

NOW = text("now()")
NOTHING = text("0")
EMPTY = text("''")
NO = text("false")
YES = text("true")

metadata = MetaData(
    naming_convention={
        "pk": "%(table_name)s_pkey",
        "fk": "%(table_name)s_by_%(column_1_name)s_fkey",
        "ck": "%(table_name)s_%(constraint_name)s",
    }
)


def table(name: str, *parts: SchemaItem, key: tuple[str, ...] = ("id",), fill: int = 100) -> Table:
    """A table of merchants; `fill` below 100 leaves room on each page for rows that are updated in place."""
    made = Table(name, metadata, column("merchant_id", ID), *parts)
    made.append_constraint(PrimaryKeyConstraint("merchant_id", *key))
    if fill < 100:
        made.kwargs["postgresql_with"] = {"fillfactor": fill}
    return made


def column(
    name: str,
    kind: TypeEngine[Any],
    default: FetchedValue | Any = None,  # noqa: ANN401 -- SQLAlchemy's clauses
    *,
    null: bool = False,
) -> Column[Any]:
    """A column; its default is the database's, so that migrations and statements need not repeat it."""
    return Column(name, kind, nullable=null, server_default=default)


def numbered(name: str) -> Column[int]:
    """A column that the database counts up, which nobody writes."""
    return Column(name, BIGINT, Identity(always=True), nullable=False)


def refers(named: str, other: str, key: str = "id") -> ForeignKeyConstraint:
    """What this column names is in another table, and the same merchant's."""
    return ForeignKeyConstraint(["merchant_id", named], [f"{other}.merchant_id", f"{other}.{key}"])
