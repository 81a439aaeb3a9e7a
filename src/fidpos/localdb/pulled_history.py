"""What a member's visits left behind, as the centre says it is now: visits for lists, uses, vouchers."""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, bindparam, delete, literal_column, select, update
from sqlalchemy.dialects.sqlite import insert

from fidpos.columns import instant_to_int
from fidpos.domain.ids import MemberId
from fidpos.domain.voucher import VoucherState
from fidpos.localdb.booking import RELEASE_USE
from fidpos.localdb.engine import Connection, Row
from fidpos.localdb.mapping import Values
from fidpos.localdb.mapping.states import member_voucher_row, refund_rows, use_state_row, visit_state_row
from fidpos.localdb.mapping.visits import UseState
from fidpos.localdb.queries import EVENT
from fidpos.localdb.statements import insert_if_new, insert_row, replace_row, sql
from fidpos.localdb.tables import refunds_told, rule_uses, visit_voids, visits, vouchers
from fidpos.wire.codec import decode
from fidpos.wire.events import VisitClosed
from fidpos.wire.sync.pull import VISITS_MAX, MemberVoucher, RuleUseState, VisitState

_USES = sql(select(rule_uses).where(rule_uses.c.member_id == bindparam("member")), "member")
_WRITE_USE = replace_row(rule_uses)
_USE_KEY = 4

_IS_HELD: ColumnElement[str] = literal_column(f"'{VoucherState.HELD.value}'")
_IS_WITHDRAWN: ColumnElement[str] = literal_column(f"'{VoucherState.WITHDRAWN.value}'")
"""Both are said as the indexes say them."""
_HELD_VOUCHERS = sql(
    select(vouchers.c.id).where(vouchers.c.member_id == bindparam("member"), vouchers.c.state == _IS_HELD),
    "member",
)
_VOUCHER = sql(
    select(
        vouchers.c.member_id, vouchers.c.body, vouchers.c.valid_until, vouchers.c.state, vouchers.c.used_by
    ).where(vouchers.c.id == bindparam("voucher")),
    "voucher",
)
_NEW_VOUCHER = insert_row(vouchers)
_SET_VOUCHER = sql(
    update(vouchers)
    .where(vouchers.c.id == bindparam("voucher"))
    .values(
        member_id=bindparam("member"),
        body=bindparam("told"),
        valid_until=bindparam("until"),
        state=bindparam("becomes"),
        used_by=bindparam("visit"),
    ),
    "member",
    "told",
    "until",
    "becomes",
    "visit",
    "voucher",
)
_WITHDRAW = sql(
    update(vouchers).where(vouchers.c.id == bindparam("voucher")).values(state=_IS_WITHDRAWN), "voucher"
)
_GIVE_NUMBER_FREE = sql(
    update(vouchers)
    .where(
        vouchers.c.number_digest == bindparam("digest"),
        vouchers.c.state != _IS_WITHDRAWN,
        vouchers.c.id != bindparam("voucher"),
    )
    .values(state=_IS_WITHDRAWN),
    "digest",
    "voucher",
)

_VISITS = sql(
    select(*visits.c, visit_voids.c.visit_id, visit_voids.c.event_seq)
    .join_from(visits, visit_voids, visit_voids.c.visit_id == visits.c.id, isouter=True)
    .where(visits.c.member_id == bindparam("member"), visits.c.closed_at >= bindparam("since")),
    "member",
    "since",
)
_WRITE_VISIT = replace_row(visits)
_adding = insert(visits)
_NEW_VISIT = sql(
    _adding.on_conflict_do_update(
        index_elements=[visits.c.id], set_={"member_id": _adding.excluded.member_id}
    ),
    *(column.name for column in visits.c),
)
"""One that is there follows its member into a merge, with all that its own event tells of it."""
_SET_OWNER = sql(
    update(visits).where(visits.c.id == bindparam("visit")).values(member_id=bindparam("member")),
    "member",
    "visit",
)
_DROP_VISIT = sql(delete(visits).where(visits.c.id == bindparam("visit")), "visit")
_NEW_VOID = insert_if_new(visit_voids)
_DROP_VOID = sql(delete(visit_voids).where(visit_voids.c.visit_id == bindparam("visit")), "visit")
_NEW_REFUND = insert_if_new(refunds_told)
_DROP_REFUNDS = sql(delete(refunds_told).where(refunds_told.c.visit_id == bindparam("visit")), "visit")
_EVENT_SEQ = len(visits.c) - 1
_LONG_AGO = -(2**62)


def bring_uses(connection: Connection, member_id: MemberId, uses: Sequence[RuleUseState]) -> None:
    """Uses that the centre does not name were released."""
    there = {row[:_USE_KEY]: row for row in connection.execute(_USES, (member_id.bytes,)).fetchall()}
    wanted = {row[:_USE_KEY]: row for row in (use_state_row(member_id, use) for use in uses)}
    _many(connection, _WRITE_USE, (row for key, row in wanted.items() if there.get(key) != row))
    released = UseState.RELEASED.value
    gone = (key for key, row in there.items() if key not in wanted and row[-1] != released)
    _many(connection, RELEASE_USE, ((released, *key) for key in gone))


def bring_vouchers(connection: Connection, member_id: MemberId, given: Sequence[MemberVoucher]) -> None:
    """Those to be used that the centre does not name were withdrawn; their numbers are free again."""
    named = {each.voucher.id.bytes for each in given}
    held = connection.execute(_HELD_VOUCHERS, (member_id.bytes,)).fetchall()
    _many(connection, _WITHDRAW, (row for row in held if row[0] not in named))
    for each in given:
        row = member_voucher_row(member_id, each)
        blob, member, body, until, state, _, used_by, digest = row
        wanted = (member, body, until, state, used_by)
        there = connection.execute(_VOUCHER, (blob,)).fetchone()
        if there == wanted:
            continue
        if digest is not None:
            connection.execute(_GIVE_NUMBER_FREE, (digest, blob))
        if there is None:
            connection.execute(_NEW_VOUCHER, row)
        else:
            connection.execute(_SET_VOUCHER, (*wanted, blob))


def bring_visits(connection: Connection, member_id: MemberId, seen: Sequence[VisitState]) -> None:
    """What is older than the oldest of a full list is left as it is.

    What this journal tells and the centre does not name is of whomever the event names: a merge may have been
    forgotten by a centre that was put back, and a visit that waits there for the office happened here.
    """
    is_full = len(seen) >= VISITS_MAX
    since = min(instant_to_int(visit.closed_at) for visit in seen) if is_full else _LONG_AGO
    there = {row[0]: row for row in connection.execute(_VISITS, (member_id.bytes, since)).fetchall()}
    wanted = {visit.id.bytes: visit for visit in seen}
    gone = [(blob,) for blob, row in there.items() if blob not in wanted and not _is_told(row)]
    _many(connection, _DROP_VOID, gone)
    _many(connection, _DROP_REFUNDS, gone)
    _many(connection, _DROP_VISIT, gone)
    for blob, row in there.items():
        if blob not in wanted and _is_told(row):
            connection.execute(_SET_OWNER, (_told_of(connection, row, member_id).bytes, blob))
    for blob, visit in wanted.items():
        row = visit_state_row(member_id, visit)
        found = there.get(blob)
        if found is None:
            connection.execute(_NEW_VISIT, row)
        elif not _is_told(found) and found[: len(row)] != row:
            connection.execute(_WRITE_VISIT, row)
        _bring_void(connection, visit, None if found is None else found[len(row) :])
        _many(connection, _NEW_REFUND, refund_rows(visit))


def _is_told(row: Row) -> bool:
    """Whether an event of this journal tells the visit."""
    return row[_EVENT_SEQ] is not None


def _told_of(connection: Connection, row: Row, holder: MemberId) -> MemberId:
    """Whom the event names that tells the visit; the holder when it is no longer there."""
    found = connection.execute(EVENT, (row[_EVENT_SEQ],)).fetchone()
    event = None if found is None else decode(found[0])
    return event.member_id if isinstance(event, VisitClosed) else holder


def _bring_void(connection: Connection, visit: VisitState, there: Sequence[object] | None) -> None:
    """A void that this journal tells stays.

    Args:
        connection: within a transaction.
        visit: as it is now.
        there: id and event of the void, both None without one; None for a visit that is new here.
    """
    is_void, told_by = (None, None) if there is None else there
    if visit.voided and is_void is None:
        connection.execute(_NEW_VOID, (visit.id.bytes, None))
    elif not visit.voided and is_void is not None and told_by is None:
        connection.execute(_DROP_VOID, (visit.id.bytes,))


def _many(connection: Connection, statement: str, rows: Iterable[Values]) -> None:
    """Nothing is run for no rows: it would cost as much as one."""
    some = list(rows)
    if some:
        connection.executemany(statement, some)
