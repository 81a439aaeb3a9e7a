"""How domain values stand in SQL columns, in one place for every table.

An id is a 16-byte BLOB, an instant a count of microseconds since 1970 (UTC), a day a count of days since
1970: small, exact, and sorted by the database as by Python. The functions convert at the edge, by hand, since
hot statements run on the DBAPI connection itself.
"""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import msgspec
from sqlalchemy import Integer, LargeBinary

ID = LargeBinary(16)
"""A UUID as its 16 bytes."""
INSTANT = Integer()
"""An aware instant as microseconds since 1970."""
DAY = Integer()
"""A day as days since 1970; `date(day * 86400, 'unixepoch')` shows it."""
FLAG = Integer()
"""0 or 1."""

DAY_MICROSECONDS = 86_400_000_000

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
_SECOND = 1_000_000


def id_from_blob(blob: bytes) -> UUID:
    """The id that `UUID.bytes` gave; half the cost of `UUID(bytes=...)`, and each row has several."""
    return msgspec.convert(blob, UUID)


def instant_to_int(instant: datetime) -> int:
    """Exact; `instant` is aware."""
    since = instant - _EPOCH
    return since.days * DAY_MICROSECONDS + since.seconds * _SECOND + since.microseconds


def instant_from_int(microseconds: int) -> datetime:
    """The aware UTC instant."""
    return _EPOCH + timedelta(microseconds=microseconds)


def day_to_int(day: date) -> int:
    """For a column of type `DAY`."""
    return day.toordinal() - _EPOCH_ORDINAL


def day_from_int(days: int) -> date:
    """From a column of type `DAY`."""
    return date.fromordinal(days + _EPOCH_ORDINAL)


def blob_or_none(id_: UUID | None) -> bytes | None:
    """For a column of type `ID` that may be NULL."""
    return None if id_ is None else id_.bytes


def day_or_none(day: date | None) -> int | None:
    """For a column of type `DAY` that may be NULL."""
    return None if day is None else day_to_int(day)
