"""Programme, staff and settings as the centre says they are: a new version of whatever differs."""

import msgspec
from sqlalchemy import bindparam, func, select

from fidpos.columns import blob_or_none, instant_to_int
from fidpos.domain.errors import InvalidValue
from fidpos.domain.staff import Staff
from fidpos.localdb.configuration import write_staff
from fidpos.localdb.engine import Connection, Reader
from fidpos.localdb.origin import Stamp
from fidpos.localdb.scope_history import plan
from fidpos.localdb.statements import AT_MOST, insert_if_new, insert_row, sql
from fidpos.localdb.tables import programmes, settings, staff_versions
from fidpos.rules.codec import programme_from_json
from fidpos.wire.sync.pull import ProgrammeState, SettingState, StaffState

_GIVEN = "centre."
"""Before the name of each setting that the centre decides."""

_NEW_PROGRAMME = insert_if_new(programmes)
_NEW_SETTING = insert_row(settings)
_SETTING = sql(
    select(settings.c.version, settings.c.body)
    .where(settings.c.name == bindparam("key"))
    .order_by(settings.c.version.desc())
    .suffix_with(AT_MOST),
    "key",
    "rows",
)
_GIVEN_SETTINGS = sql(
    select(settings.c.name, settings.c.body, func.max(settings.c.version))
    .where(settings.c.name > bindparam("first"), settings.c.name < bindparam("after"))
    .group_by(settings.c.name),
    "first",
    "after",
)
"""SQLite takes the other columns from the row with the maximum: https://sqlite.org/lang_select.html#bareagg"""
_STAFF = sql(
    select(
        staff_versions.c.name,
        staff_versions.c.role,
        staff_versions.c.pin_hash,
        staff_versions.c.badge,
        staff_versions.c.own_member_id,
        staff_versions.c.employed,
    )
    .where(staff_versions.c.staff_id == bindparam("who"))
    .order_by(staff_versions.c.version.desc())
    .suffix_with(AT_MOST),
    "who",
    "rows",
)


def bring_programme(connection: Connection, state: ProgrammeState) -> None:
    """A version that is there stays as it is. For scopes that a new one names the past will be counted.

    Raises:
        ProgrammeError: this program cannot run it.
        InvalidValue: it is another version.
    """
    body = bytes(state.body)
    programme = programme_from_json(body)
    if programme.version != state.version:
        raise InvalidValue("a programme under the version of another")
    row = (state.version, body, instant_to_int(state.since))
    if connection.execute(_NEW_PROGRAMME, row).rowcount:
        plan(connection, programme)


def bring_staff(connection: Connection, state: StaffState, stamp: Stamp) -> None:
    """PIN failures are the till's own count, and stay as they are."""
    wanted = (
        state.name,
        state.role.value,
        state.pin_hash,
        state.badge,
        blob_or_none(state.own_member_id),
        int(state.employed),
    )
    if connection.execute(_STAFF, (state.id.bytes, 1)).fetchone() == wanted:
        return
    person = Staff(
        id=state.id,
        name=state.name,
        role=state.role,
        pin_hash=state.pin_hash,
        badge=state.badge,
        own_member_id=state.own_member_id,
    )
    write_staff(connection, person, stamp, employed=state.employed)


def bring_setting(connection: Connection, state: SettingState, stamp: Stamp) -> None:
    """Its text, or the word that it is the till's own again."""
    name, body = _GIVEN + state.name, msgspec.json.encode(state.value)
    there = connection.execute(_SETTING, (name, 1)).fetchone()
    if there is None or bytes(there[1]) != body:
        version = 1 if there is None else there[0] + 1
        connection.execute(_NEW_SETTING, (name, version, body, stamp.wall_ts))


def given_settings(reader: Reader) -> dict[str, str]:
    """By name, the text of each setting that the centre decides.

    Raises:
        StoreError: see `faults`.
    """
    after = _GIVEN[:-1] + chr(ord(_GIVEN[-1]) + 1)
    found = (
        (name.removeprefix(_GIVEN), msgspec.json.decode(body, type=str | None))
        for name, body, _ in reader.all(_GIVEN_SETTINGS, _GIVEN, after)
    )
    return {name: value for name, value in found if value is not None}
