"""Allowances as the store keeps them: the latest of each kind, and what was let go on the till's own word.

What was let go is told by the journal alone; the rows here follow it, in the transaction of the event.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, delete, func, select

from fidpos.domain.errors import InvalidValue
from fidpos.localdb.engine import Connection, Reader
from fidpos.localdb.mapping import Values
from fidpos.localdb.statements import insert_row, replace_row, sql
from fidpos.localdb.tables import allowance_draws, allowances, journal
from fidpos.wire.events import Event, VisitClosed
from fidpos.wire.gift_card_events import GiftCardHeld, GiftCardReleased
from fidpos.wire.sync.allowance import Allowance, AllowanceKind, AllowancesHeld, SignedAllowance
from fidpos.wire.sync.packing import Malformed, read

ALLOWANCE = sql(
    select(allowances.c.body, allowances.c.signature).where(allowances.c.kind == bindparam("of")), "of"
)
_BODIES = sql(select(allowances.c.body).order_by(allowances.c.kind))
_HEAD = sql(select(func.max(journal.c.seq)))
_KEEP = replace_row(allowances)
_DRAW = insert_row(allowance_draws)
_PUT_BACK = sql(delete(allowance_draws).where(allowance_draws.c.cause_id == bindparam("cause")), "cause")


def bring_allowance(connection: Connection, signed: SignedAllowance) -> None:
    """Keep the allowance in place of the one of its kind, unless that one was given later.

    Whose it is and what it is worth is looked at when something is to be drawn on it.

    Raises:
        InvalidValue: nobody could read it back.
    """
    given = _read(signed.body)
    row = connection.execute(ALLOWANCE, (given.kind.value,)).fetchone()
    kept = _read(row[0]) if row is not None else None
    if kept is None or kept.lineage != given.lineage or kept.issued_at <= given.issued_at:
        connection.execute(_KEEP, (given.kind.value, signed.body, signed.signature))


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """What one event let go on the till's own word; `cause` is the hold or the visit."""

    cause: UUID
    kind: AllowanceKind
    seq: int
    amount_minor: int

    @property
    def row(self) -> Values:
        """For `allowance_draws`."""
        return self.cause.bytes, self.kind.value, self.seq, self.amount_minor


def draw_of(event: Event, seq: int) -> Draw | None:
    """What the event of that row let go; None where it was the centre's word, or nobody's money."""
    match event:
        case GiftCardHeld(allowance_id=given) if given is not None:
            kind, minor = AllowanceKind.GIFT_CARDS, event.amount_minor
            return Draw(cause=event.hold_id, kind=kind, seq=seq, amount_minor=minor)
        case VisitClosed(drawn=drawn) if drawn:
            kind, minor = AllowanceKind.REWARDS, sum(each.amount_minor for each in drawn)
            return Draw(cause=event.visit_id, kind=kind, seq=seq, amount_minor=minor)
        case _:
            return None


def count_draw(connection: Connection, event: Event, seq: int) -> None:
    """Count what the event let go, or take back what it took back before any money left."""
    if isinstance(event, GiftCardReleased):
        connection.execute(_PUT_BACK, (event.hold_id.bytes,))
    draw = draw_of(event, seq)
    if draw is not None:
        connection.execute(_DRAW, draw.row)


def allowances_held(reader: Reader) -> AllowancesHeld:
    """What the till has, as it tells the centre."""
    head = reader.one(_HEAD)
    assert head is not None
    return AllowancesHeld(ids=tuple(_read(row[0]).id for row in reader.all(_BODIES)), head=head[0])


def _read(body: bytes) -> Allowance:
    try:
        return read(body, Allowance)
    except Malformed:
        raise InvalidValue("not an allowance") from None
