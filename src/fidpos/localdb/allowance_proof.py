"""Proof that what counts against allowances is what the journal tells: each row, and no other."""

from collections.abc import Iterator

from sqlalchemy import select

from fidpos.domain.errors import StoreCorrupt
from fidpos.localdb.allowances import Draw, draw_of
from fidpos.localdb.engine import Connection
from fidpos.localdb.statements import sql
from fidpos.localdb.tables import allowance_draws
from fidpos.wire.codec import decode
from fidpos.wire.events import Event
from fidpos.wire.gift_card_events import GiftCardReleased

_TOLD = "SELECT seq, body FROM journal WHERE instr(body, ?) OR substr(body, 1, ?) = ? ORDER BY seq"
_NAMED = b'"allowance_id":'
_RELEASED = b'{"type":"gift_card_released"'
_ROWS = sql(select(allowance_draws))


def count_draw_contradictions(connection: Connection) -> int:
    """How many rows are missing, are not told, or tell something else."""
    told: dict[bytes, Draw] = {}
    for seq, event in _told(connection):
        if isinstance(event, GiftCardReleased):
            told.pop(event.hold_id.bytes, None)
        draw = draw_of(event, seq)
        if draw is not None:
            told[draw.cause.bytes] = draw
    found = {row[0]: tuple(row) for row in connection.execute(_ROWS)}
    expected = {cause: draw.row for cause, draw in told.items()}
    return sum(found.get(cause) != expected.get(cause) for cause in found.keys() | expected.keys())


def _told(connection: Connection) -> Iterator[tuple[int, Event]]:
    for seq, body in connection.execute(_TOLD, (_NAMED, len(_RELEASED), _RELEASED)):
        try:
            yield seq, decode(body)
        except StoreCorrupt:
            """The chain says whether it is a row of ours."""
