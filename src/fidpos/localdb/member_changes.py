"""A member's file changed at this till: who they are, and whether they are served."""

from dataclasses import replace

from sqlalchemy import bindparam, select, update

from fidpos.domain.errors import StoreCorrupt
from fidpos.domain.ids import MemberId
from fidpos.domain.member import Member
from fidpos.localdb.engine import Connection
from fidpos.localdb.mapping.people import (
    MEMBER_COLUMNS,
    RELATIVE_COLUMNS,
    member_from_row,
    member_row,
    relative_rows,
)
from fidpos.localdb.membership import member_key
from fidpos.localdb.mirrored import RELATIVES
from fidpos.localdb.statements import replace_row, sql
from fidpos.localdb.tables import members, relatives
from fidpos.posting.member_file import changed, status_after, status_named
from fidpos.wire.member_events import MemberProfileChanged, MemberStatusChanged, open_change

_MEMBER = sql(select(*MEMBER_COLUMNS).where(members.c.id == bindparam("member")), "member")
_HOUSEHOLD = sql(
    select(*RELATIVE_COLUMNS)
    .where(relatives.c.member_id == bindparam("member"))
    .order_by(relatives.c.position),
    "member",
)
_WRITE_MEMBER = replace_row(members)
_SET_STATUS = sql(
    update(members).where(members.c.id == bindparam("member")).values(status=bindparam("to")), "to", "member"
)


def change_profile(connection: Connection, event: MemberProfileChanged) -> None:
    """The member as they are now said to be, also for whoever searches.

    Raises:
        StoreCorrupt: there is no such member.
        InvalidValue: they were erased, or let go.
    """
    change = open_change(member_key(connection, event.member_id), event.member_id, event.sealed)
    member = _read(connection, event.member_id)
    profile = changed(member.profile, change).profile
    after = replace(member, profile=profile, status=status_named(member.status, profile))
    connection.execute(_WRITE_MEMBER, member_row(after))
    RELATIVES.bring(connection, member.id.bytes, relative_rows(after))


def change_status(connection: Connection, event: MemberStatusChanged) -> None:
    """Whether they are served from now on.

    Raises:
        StoreCorrupt: there is no such member.
    """
    status = status_after(_read(connection, event.member_id).status, event.status)
    connection.execute(_SET_STATUS, (status.value, event.member_id.bytes))


def _read(connection: Connection, member_id: MemberId) -> Member:
    row = connection.execute(_MEMBER, (member_id.bytes,)).fetchone()
    if row is None:
        raise StoreCorrupt("no such member")
    return member_from_row(row, connection.execute(_HOUSEHOLD, (member_id.bytes,)).fetchall())
