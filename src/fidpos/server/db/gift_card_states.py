"""Gift cards as tills are sent them; what was spent beyond a balance is between the office and the books."""

from collections.abc import Collection, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import LiteralString
from uuid import UUID

from psycopg.rows import TupleRow

from fidpos.domain.gift_card import GiftCardState, GiftMove, VatKind
from fidpos.domain.ids import GiftCardId, GiftEntryId, GiftHoldId, VisitId
from fidpos.server.db.arrays import uuids
from fidpos.server.db.people import subject_keys
from fidpos.server.db.work import Work
from fidpos.wire.sync.gift_card_standing import (
    GIFT_ENTRIES_MAX,
    GiftCardStanding,
    GiftEntryState,
    GiftHoldState,
)

_CARDS: LiteralString = """
    SELECT id, sealed, vat, valid_months, grace_days, currency, face_minor, issued_at, state, balance_minor,
        expires_on, disowned
    FROM gift_cards WHERE id = ANY(%(ids)s)
"""
_ENTRIES: LiteralString = """
    SELECT c.id, e.id, e.move, e.amount_minor, e.at, e.business_day, e.ticket, e.visit_id, e.hold_id,
        e.reverses
    FROM unnest(%(ids)s) c (id)
    CROSS JOIN LATERAL (
        SELECT * FROM gift_entries WHERE gift_card_id = c.id ORDER BY id DESC LIMIT %(latest)s
    ) e
    ORDER BY c.id, e.id
"""
_HOLDS: LiteralString = """
    SELECT gift_card_id, id, visit_id, amount_minor, held_at, expires_at FROM gift_holds
    WHERE gift_card_id = ANY(%(ids)s) AND state = 'held' ORDER BY gift_card_id, id
"""


def gift_card_states(work: Work, ids: Collection[GiftCardId]) -> list[GiftCardStanding]:
    """Those that are there and whose key is, in the order in which they were asked for."""
    values = {"ids": uuids(ids), "latest": GIFT_ENTRIES_MAX}
    with work.connection.pipeline():
        cards = work.run(_CARDS, values)
        entries = work.run(_ENTRIES, values)
        holds = work.run(_HOLDS, values)
    keys = subject_keys(work, ids)
    found = {row[0]: row for row in cards if row[0] in keys}
    moves, held = _by_card(entries.fetchall()), _by_card(holds.fetchall())
    return [_state(found[i], keys[i], moves.get(i, ()), held.get(i, ())) for i in ids if i in found]


def _by_card(rows: Sequence[TupleRow]) -> Mapping[UUID, Sequence[TupleRow]]:
    return {card: tuple(some) for card, some in groupby(rows, key=itemgetter(0))}


def _state(
    row: TupleRow, key: bytes, entries: Sequence[TupleRow], holds: Sequence[TupleRow]
) -> GiftCardStanding:
    id_, sealed, vat, months, grace, currency, face, issued_at, state, balance, expires_on, disowned = row
    return GiftCardStanding(
        id=GiftCardId(id_),
        key=key,
        sealed=sealed,
        vat=VatKind(vat),
        valid_months=months,
        grace_days=grace,
        currency=currency,
        face_minor=face,
        issued_at=issued_at,
        state=GiftCardState(state),
        balance_minor=balance,
        expires_on=expires_on,
        disowned=disowned,
        entries=tuple(map(_entry, entries)),
        holds=tuple(map(_hold, holds)),
    )


def _entry(row: TupleRow) -> GiftEntryState:
    _, id_, move, amount_minor, at, business_day, ticket, visit_id, hold_id, reverses = row
    return GiftEntryState(
        id=GiftEntryId(id_),
        move=GiftMove(move),
        amount_minor=amount_minor,
        at=at,
        business_day=business_day,
        ticket=ticket,
        visit_id=VisitId(visit_id) if visit_id is not None else None,
        hold_id=GiftHoldId(hold_id) if hold_id is not None else None,
        reverses=GiftEntryId(reverses) if reverses is not None else None,
    )


def _hold(row: TupleRow) -> GiftHoldState:
    _, id_, visit_id, amount_minor, held_at, expires_at = row
    return GiftHoldState(
        id=GiftHoldId(id_),
        visit_id=VisitId(visit_id),
        amount_minor=amount_minor,
        held_at=held_at,
        expires_at=expires_at,
    )
