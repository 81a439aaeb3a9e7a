"""Vouchers: given and used by the visits that close, taken back by those undone, learnt from the centre."""

import msgspec
from sqlalchemy import bindparam, null, update
from sqlalchemy.dialects.sqlite import insert

from fidpos.columns import blob_or_none, day_or_none
from fidpos.domain.errors import StoreCorrupt
from fidpos.domain.ids import MemberId, VisitId
from fidpos.domain.voucher import VoucherState
from fidpos.localdb.engine import Connection
from fidpos.localdb.mapping import Values
from fidpos.localdb.statements import insert_row, sql
from fidpos.localdb.tables import vouchers
from fidpos.posting.voucher import held
from fidpos.rules.facts import VoucherHeld
from fidpos.wire.events import VisitClosed, VisitUndone, VoucherBody

_NEW_VOUCHER = insert_row(vouchers)
_LEARN = sql(insert(vouchers).on_conflict_do_nothing(), *(column.name for column in vouchers.c))
_CONSUME = sql(
    update(vouchers)
    .where(vouchers.c.id == bindparam("voucher"), vouchers.c.state == bindparam("held"))
    .values(state=bindparam("consumed"), used_by=bindparam("visit")),
    "consumed",
    "visit",
    "voucher",
    "held",
)
_RELEASE = sql(
    update(vouchers)
    .where(
        vouchers.c.id == bindparam("voucher"),
        vouchers.c.state == bindparam("consumed"),
        vouchers.c.used_by == bindparam("visit"),
    )
    .values(state=bindparam("held"), used_by=null()),
    "held",
    "voucher",
    "consumed",
    "visit",
)
_WITHDRAW = sql(
    update(vouchers).where(vouchers.c.id == bindparam("voucher")).values(state=bindparam("withdrawn")),
    "withdrawn",
    "voucher",
)


def move_vouchers(connection: Connection, event: VisitClosed) -> None:
    """Consume the vouchers used, then add those given, inside the caller's transaction.

    Raises:
        StoreCorrupt: a voucher that the visit uses is not there to be used.
    """
    for used in event.vouchers_used:
        values = (VoucherState.CONSUMED.value, event.visit_id.bytes, used.id.bytes, VoucherState.HELD.value)
        if connection.execute(_CONSUME, values).rowcount != 1:
            raise StoreCorrupt("a voucher is not there to be used")
    for body in event.vouchers:
        connection.execute(_NEW_VOUCHER, voucher_row(event.member_id, body, event.visit_id))


def move_vouchers_back(connection: Connection, event: VisitUndone) -> None:
    """Hold again what the visit used, withdraw what it gave, also from who has used it since."""
    held, consumed = VoucherState.HELD.value, VoucherState.CONSUMED.value
    for voucher_id in event.vouchers_released:
        connection.execute(_RELEASE, (held, voucher_id.bytes, consumed, event.visit_id.bytes))
    for voucher_id in event.vouchers_withdrawn:
        connection.execute(_WITHDRAW, (VoucherState.WITHDRAWN.value, voucher_id.bytes))


def learn_voucher(connection: Connection, body: VoucherBody) -> None:
    """Keep a voucher of nobody known, unless it, or one with its number, is there.

    Raises:
        InvalidValue: its effect is none that this program knows.
    """
    held(body)
    connection.execute(_LEARN, voucher_row(None, body, None))


def voucher_row(
    member_id: MemberId | None, body: VoucherBody, given_by: VisitId | None, used_by: VisitId | None = None
) -> Values:
    """For `vouchers`; it can be used unless a visit has."""
    return (
        body.id.bytes,
        blob_or_none(member_id),
        msgspec.json.encode(body),
        day_or_none(body.valid_until),
        VoucherState.HELD.value if used_by is None else VoucherState.CONSUMED.value,
        blob_or_none(given_by),
        blob_or_none(used_by),
        body.number_digest or None,
    )


def voucher_from_body(raw: bytes) -> VoucherHeld:
    """From the column `body`."""
    return held(msgspec.json.decode(raw, type=VoucherBody))
