"""What the till is told about itself: who it is, the programme, its staff. Every change is a new version."""

from functools import lru_cache
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import bindparam, func, select, update

from fidpos.columns import blob_or_none
from fidpos.domain.errors import StoreCorrupt
from fidpos.domain.ids import StaffId
from fidpos.domain.shop import TillIdentity
from fidpos.domain.staff import PIN_TRIES_MAX, Staff
from fidpos.localdb import queries
from fidpos.localdb.engine import Connection
from fidpos.localdb.origin import Stamp
from fidpos.localdb.statements import add_to_row, insert_if_new, insert_row, sql
from fidpos.localdb.tables import programmes, settings, staff_tries, staff_versions
from fidpos.rules.codec import programme_to_json
from fidpos.rules.programme import Programme

IDENTITY = "identity"
"""Name of the setting that says who and where the till is."""

IDENTITY_BODY = sql(
    select(settings.c.body).where(settings.c.name == bindparam("key")).order_by(settings.c.version.desc()),
    "key",
)
_NEW_SETTING = insert_row(settings)
_SETTING_VERSIONS = sql(
    select(func.count()).select_from(settings).where(settings.c.name == bindparam("key")), "key"
)
_NEW_PROGRAMME = insert_if_new(programmes)
_NEW_STAFF = insert_row(staff_versions)
_STAFF_VERSIONS = sql(
    select(func.count()).select_from(staff_versions).where(staff_versions.c.staff_id == bindparam("who")),
    "who",
)
_COUNT_FAILURE = add_to_row(staff_tries, staff_tries.c.failures)
_DISABLE = sql(
    update(staff_tries)
    .where(staff_tries.c.staff_id == bindparam("who"), staff_tries.c.failures >= bindparam("bound"))
    .values(disabled=bindparam("yes")),
    "yes",
    "who",
    "bound",
)
_CLEAR = sql(
    update(staff_tries)
    .where(staff_tries.c.staff_id == bindparam("who"))
    .values(failures=bindparam("none"), disabled=bindparam("no")),
    "none",
    "no",
    "who",
)


def write_identity(connection: Connection, identity: TillIdentity, stamp: Stamp) -> None:
    """Who and where the till is from now on."""
    body = msgspec.json.encode(identity, enc_hook=_zone_to_text)
    version = _count(connection, _SETTING_VERSIONS, IDENTITY) + 1
    connection.execute(_NEW_SETTING, (IDENTITY, version, body, stamp.wall_ts))


def identity_in(connection: Connection) -> TillIdentity:
    """The latest version of it.

    Raises:
        StoreCorrupt: the store does not say.
    """
    row = connection.execute(queries.SETTING, (IDENTITY,)).fetchone()
    if row is None:
        raise StoreCorrupt("the store does not say whose it is")
    return identity_from_json(row[0])


@lru_cache(2)
def identity_from_json(body: bytes) -> TillIdentity:
    """What `write_identity` wrote.

    Raises:
        StoreCorrupt: it can no longer be read.
    """
    try:
        return msgspec.json.decode(body, type=TillIdentity, dec_hook=_zone_from_text)
    except msgspec.MsgspecError as fault:
        raise StoreCorrupt(f"unreadable identity: {fault}") from fault


def write_programme(connection: Connection, programme: Programme, stamp: Stamp) -> None:
    """A programme, kept for ever under its version; the highest version is in force. Again is no change."""
    connection.execute(_NEW_PROGRAMME, (programme.version, programme_to_json(programme), stamp.wall_ts))


def write_staff(connection: Connection, staff: Staff, stamp: Stamp, *, employed: bool = True) -> None:
    """A new or changed person; `failures` and `disabled` are the till's own count and stay as they are."""
    connection.execute(
        _NEW_STAFF,
        (
            staff.id.bytes,
            _count(connection, _STAFF_VERSIONS, staff.id.bytes) + 1,
            staff.name,
            staff.role.value,
            staff.pin_hash,
            staff.badge,
            blob_or_none(staff.own_member_id),
            int(employed),
            stamp.wall_ts,
        ),
    )


def count_failure(connection: Connection, staff_id: StaffId) -> None:
    """One more wrong PIN; at the bound the person is disabled."""
    connection.execute(_COUNT_FAILURE, (staff_id.bytes, 1, 0))
    connection.execute(_DISABLE, (1, staff_id.bytes, PIN_TRIES_MAX))


def clear_failures(connection: Connection, staff_id: StaffId) -> None:
    """The person may sign in again."""
    connection.execute(_CLEAR, (0, 0, staff_id.bytes))


def _count(connection: Connection, statement: str, value: object) -> int:
    row = connection.execute(statement, (value,)).fetchone()
    assert row is not None
    return int(row[0])


def _zone_to_text(value: object) -> str:
    if isinstance(value, ZoneInfo):
        return value.key
    raise NotImplementedError(type(value))


def _zone_from_text(kind: type, value: str) -> object:
    if kind is ZoneInfo:
        return ZoneInfo(value)
    raise NotImplementedError(kind)
