"""Columns of many rows as binary arrays: `INSERT ... SELECT FROM unnest(...)` takes them in at once.

`COPY` does not work under row-level security, and the driver's own lists are converted item by item. An array
is a header and, for each item, its length and its bytes (PostgreSQL, src/backend/utils/adt/arrayfuncs.c,
`array_recv`):

    offset 0   int32  dimensions, 1; or 0 for an empty array, which ends after the type of its items
    offset 4   int32  1 when an item may be NULL
    offset 8   int32  type of the items
    offset 12  int32  number of items
    offset 16  int32  index of the first, 1
    offset 20  items  each int32 length (-1 for NULL), then its bytes
"""

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from psycopg import Connection
from psycopg.abc import Buffer
from psycopg.adapt import Dumper
from psycopg.pq import Format
from psycopg.rows import TupleRow

from fidpos.columns import instant_to_int

_EPOCH_ORDINAL = date(2000, 1, 1).toordinal()
_EPOCH_MICROSECONDS = 946_684_800_000_000
"""PostgreSQL counts from the year 2000."""
_NULL = b"\xff\xff\xff\xff"
_OF_16 = b"\x00\x00\x00\x10"
_FLAGS = {None: _NULL, False: b"\x00\x00\x00\x01\x00", True: b"\x00\x00\x00\x01\x01"}
_head = struct.Struct(">iiIii").pack
_empty = struct.Struct(">iiI").pack
_length = struct.Struct(">i").pack


@dataclass(frozen=True, slots=True)
class Column:
    """An array as it is sent; each type is a class of its own, by which the driver knows its number."""

    data: bytes


class Uuids(Column):
    """`uuid[]`."""


class Bigints(Column):
    """`bigint[]`."""


class Integers(Column):
    """`integer[]`."""


class Dates(Column):
    """`date[]`."""


class Instants(Column):
    """`timestamptz[]`."""


class Booleans(Column):
    """`boolean[]`."""


class Texts(Column):
    """`text[]`."""


class Blobs(Column):
    """`bytea[]`."""


_TYPES: dict[type[Column], tuple[int, int]] = {
    Uuids: (2950, 2951),
    Bigints: (20, 1016),
    Integers: (23, 1007),
    Dates: (1082, 1182),
    Instants: (1184, 1185),
    Booleans: (16, 1000),
    Texts: (25, 1009),
    Blobs: (17, 1001),
}
"""By class, the numbers of the item's type and of the array's (PostgreSQL, pg_type.dat)."""


def uuids(values: Iterable[UUID | None]) -> Uuids:
    """For a column of ids."""
    items = [_NULL if value is None else _OF_16 + value.bytes for value in values]
    return Uuids(_array(Uuids, items))


def bigints(values: Sequence[int | None]) -> Bigints:
    """For a column of amounts.

    Raises:
        struct.error: one does not fit.
    """
    return Bigints(_numbers(Bigints, "iq", 8, values))


def integers(values: Sequence[int | None]) -> Integers:
    """For a column of counts.

    Raises:
        struct.error: one does not fit.
    """
    return Integers(_numbers(Integers, "ii", 4, values))


def dates(values: Iterable[date | None]) -> Dates:
    """For a column of days."""
    days = [None if value is None else value.toordinal() - _EPOCH_ORDINAL for value in values]
    return Dates(_numbers(Dates, "ii", 4, days))


def instants(values: Iterable[datetime | None]) -> Instants:
    """For a column of aware instants."""
    since = [None if value is None else instant_to_int(value) - _EPOCH_MICROSECONDS for value in values]
    return Instants(_numbers(Instants, "iq", 8, since))


def booleans(values: Iterable[bool | None]) -> Booleans:
    """For a column of flags."""
    return Booleans(_array(Booleans, [_FLAGS[value] for value in values]))


def texts(values: Iterable[str | None]) -> Texts:
    """For a column of texts.

    Raises:
        UnicodeEncodeError: half of a character stands alone.
    """
    return Texts(_array(Texts, [_item(None if value is None else value.encode()) for value in values]))


def blobs(values: Iterable[bytes | None]) -> Blobs:
    """For a column of bytes."""
    return Blobs(_array(Blobs, [_item(value) for value in values]))


def register(connection: Connection[TupleRow]) -> None:
    """Let the connection take columns as parameters."""
    for dumper in _DUMPERS:
        connection.adapters.register_dumper(dumper.of, dumper)


def _array(kind: type[Column], items: Sequence[bytes]) -> bytes:
    item_type, _ = _TYPES[kind]
    if not items:
        return _empty(0, 0, item_type)
    return _head(1, 1, item_type, len(items), 1) + b"".join(items)


def _numbers(kind: type[Column], layout: str, size: int, values: Sequence[int | None]) -> bytes:
    pack = struct.Struct(f">{layout}").pack
    return _array(kind, [_NULL if value is None else pack(size, value) for value in values])


def _item(value: bytes | None) -> bytes:
    return _NULL if value is None else _length(len(value)) + value


class _ColumnDumper(Dumper):
    format = Format.BINARY
    of: type[Column]

    def dump(self, obj: Column) -> Buffer:
        return obj.data


def _dumper(kind: type[Column]) -> type[_ColumnDumper]:
    return type(f"{kind.__name__}Dumper", (_ColumnDumper,), {"of": kind, "oid": _TYPES[kind][1]})


_DUMPERS = tuple(_dumper(kind) for kind in _TYPES)
