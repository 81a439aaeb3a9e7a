"""Gift cards, their entries and their holds."""

from fidpos.columns import (
    blob_or_none,
    day_from_int,
    day_or_none,
    day_to_int,
    id_from_blob,
    instant_from_int,
    instant_to_int,
)
from fidpos.domain.gift_card import (
    GiftCard,
    GiftCardState,
    GiftCardTerms,
    GiftEntry,
    GiftHold,
    GiftMove,
    HoldState,
    VatKind,
)
from fidpos.domain.ids import GiftCardId, GiftEntryId, GiftHoldId, TillId, VisitId
from fidpos.domain.money import Currency
from fidpos.localdb.engine import Row
from fidpos.localdb.mapping import Values
from fidpos.localdb.tables import gift_cards, gift_entries, gift_holds

CARD_COLUMNS = tuple(column for column in gift_cards.c if column.name not in {"number_hash", "sealed"})
ENTRY_COLUMNS = tuple(gift_entries.c)
HOLD_COLUMNS = tuple(gift_holds.c)

_STATES = {state.value: state for state in GiftCardState}
_VAT_KINDS = {kind.value: kind for kind in VatKind}
_MOVES = {move.value: move for move in GiftMove}
_HOLD_STATES = {state.value: state for state in HoldState}


def card_row(card: GiftCard, number_hash: bytes, sealed: bytes) -> Values:
    """For `gift_cards`."""
    return (
        card.id.bytes,
        number_hash,
        card.masked,
        card.terms.vat.value,
        card.terms.valid_months,
        card.terms.grace_days,
        card.currency.code,
        card.face_minor,
        instant_to_int(card.issued_at),
        card.state.value,
        card.balance_minor,
        card.held_minor,
        day_or_none(card.expires_on),
        blob_or_none(card.only_at),
        sealed,
    )


def card_from_row(row: Row) -> GiftCard:
    """From `CARD_COLUMNS`."""
    blob, masked, vat, months, grace, currency, face, issued_at, state, balance, held, until, only_at = row
    return GiftCard(
        id=GiftCardId(id_from_blob(blob)),
        masked=masked,
        terms=GiftCardTerms(vat=_VAT_KINDS[vat], valid_months=months, grace_days=grace),
        currency=Currency.of(currency),
        face_minor=face,
        issued_at=instant_from_int(issued_at),
        state=_STATES[state],
        balance_minor=balance,
        held_minor=held,
        expires_on=None if until is None else day_from_int(until),
        only_at=None if only_at is None else TillId(id_from_blob(only_at)),
    )


def entry_row(entry: GiftEntry) -> Values:
    """For `gift_entries`."""
    return (
        entry.id.bytes,
        entry.gift_card_id.bytes,
        entry.move.value,
        entry.amount_minor,
        instant_to_int(entry.at),
        day_to_int(entry.business_day),
        entry.ticket,
        blob_or_none(entry.visit_id),
        blob_or_none(entry.hold_id),
        blob_or_none(entry.reverses),
    )


def entry_from_row(row: Row) -> GiftEntry:
    """From `ENTRY_COLUMNS`."""
    blob, card, move, amount, at, day, ticket, visit, hold, reverses = row
    return GiftEntry(
        id=GiftEntryId(id_from_blob(blob)),
        gift_card_id=GiftCardId(id_from_blob(card)),
        move=_MOVES[move],
        amount_minor=amount,
        at=instant_from_int(at),
        business_day=day_from_int(day),
        ticket=ticket,
        visit_id=None if visit is None else VisitId(id_from_blob(visit)),
        hold_id=None if hold is None else GiftHoldId(id_from_blob(hold)),
        reverses=None if reverses is None else GiftEntryId(id_from_blob(reverses)),
    )


def hold_row(hold: GiftHold) -> Values:
    """For `gift_holds`."""
    return (
        hold.id.bytes,
        hold.gift_card_id.bytes,
        hold.visit_id.bytes,
        hold.amount_minor,
        instant_to_int(hold.held_at),
        instant_to_int(hold.expires_at),
        hold.state.value,
    )


def hold_from_row(row: Row) -> GiftHold:
    """From `HOLD_COLUMNS`."""
    blob, card, visit, amount, held_at, expires_at, state = row
    return GiftHold(
        id=GiftHoldId(id_from_blob(blob)),
        gift_card_id=GiftCardId(id_from_blob(card)),
        visit_id=VisitId(id_from_blob(visit)),
        amount_minor=amount,
        held_at=instant_from_int(held_at),
        expires_at=instant_from_int(expires_at),
        state=_HOLD_STATES[state],
    )
