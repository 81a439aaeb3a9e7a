"""What an event changes on gift cards: the same on till and server, and when a journal is replayed.

`changes` says it, one change for each card; `changed` is the card after it. A till refuses what would bring a
card below zero; the centre, to which such an event was true when it happened, books the rest as receivable.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never

from fidpos.domain.errors import InvalidValue
from fidpos.domain.gift_card import (
    GiftCard,
    GiftCardState,
    GiftCardTerms,
    GiftEntry,
    GiftHold,
    GiftMove,
    HoldState,
)
from fidpos.domain.ids import GiftCardId, GiftHoldId
from fidpos.domain.money import Currency
from fidpos.wire.gift_card_events import (
    GiftCardEvent,
    GiftCardHeld,
    GiftCardIssued,
    GiftCardMoved,
    GiftCardReleased,
    GiftCardStateChanged,
    GiftMoveBody,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldEnd:
    """A hold that was posted or voided, and what it had set aside."""

    hold_id: GiftHoldId
    state: HoldState
    amount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftCardChange:
    """What one event does to one card.

    Attributes:
        state: what it becomes, None when it stays what it is.
        expires_on: set together with the state that makes it active.
    """

    gift_card_id: GiftCardId
    entry: GiftEntry | None = None
    hold: GiftHold | None = None
    ended: HoldEnd | None = None
    state: GiftCardState | None = None
    expires_on: date | None = None


def issued(event: GiftCardIssued, masked: str) -> GiftCard:
    """The draft that the event made; `masked` is the end of the number, which only the card's key opens."""
    return GiftCard(
        id=event.gift_card_id,
        masked=masked,
        terms=GiftCardTerms(vat=event.vat, valid_months=event.valid_months, grace_days=event.grace_days),
        currency=Currency.of(event.currency),
        face_minor=event.face_minor,
        issued_at=event.at,
        only_at=event.till_id,
    )


def changes(event: GiftCardEvent) -> tuple[GiftCardChange, ...]:
    """One for each entry, hold or state of the event; none for a card that was just made."""
    match event:
        case GiftCardIssued():
            return ()
        case GiftCardMoved():
            return tuple(_moved(event, body) for body in event.moves)
        case GiftCardHeld():
            return (GiftCardChange(gift_card_id=event.gift_card_id, hold=_hold(event)),)
        case GiftCardReleased():
            end = HoldEnd(hold_id=event.hold_id, state=HoldState.VOIDED, amount_minor=event.amount_minor)
            return (GiftCardChange(gift_card_id=event.gift_card_id, ended=end),)
        case GiftCardStateChanged():
            return (GiftCardChange(gift_card_id=event.gift_card_id, state=event.state),)
        case _:
            assert_never(event)


def changed(card: GiftCard, change: GiftCardChange) -> GiftCard:
    """The card after the change.

    Raises:
        InvalidValue: the card would hold less than nothing, or may not become that.
    """
    state, expires_on = card.state, card.expires_on
    if change.state is not None:
        if not card.may_become(change.state):
            raise InvalidValue(f"a gift card that is {card.state.value} never becomes {change.state.value}")
        state = change.state
        expires_on = change.expires_on if card.state is GiftCardState.DRAFT else card.expires_on
    moved = change.entry.amount_minor if change.entry is not None else 0
    held = change.hold.amount_minor if change.hold is not None else 0
    ended = change.ended.amount_minor if change.ended is not None else 0
    return replace(
        card,
        state=state,
        expires_on=expires_on,
        balance_minor=card.balance_minor + moved,
        held_minor=card.held_minor + held - ended,
    )


def check_end(hold: GiftHold, gift_card_id: GiftCardId, end: HoldEnd) -> None:
    """A hold ends whole, on the card whose money it is; who needs less lets it go and holds anew.

    Raises:
        InvalidValue: the event says otherwise.
    """
    if (hold.gift_card_id, hold.amount_minor) != (gift_card_id, end.amount_minor):
        raise InvalidValue("a hold ends whole, on its own card")


def _moved(event: GiftCardMoved, body: GiftMoveBody) -> GiftCardChange:
    ended = None
    if body.hold_id is not None:
        ended = HoldEnd(hold_id=body.hold_id, state=HoldState.POSTED, amount_minor=-body.amount_minor)
    return GiftCardChange(
        gift_card_id=body.gift_card_id,
        entry=GiftEntry(
            id=body.id,
            gift_card_id=body.gift_card_id,
            move=event.move,
            amount_minor=body.amount_minor,
            at=event.at,
            business_day=event.business_day,
            ticket=event.ticket,
            visit_id=event.visit_id,
            hold_id=body.hold_id,
            reverses=body.reverses,
        ),
        ended=ended,
        state=_becomes(event.move, body),
        expires_on=event.expires_on,
    )


def _becomes(move: GiftMove, body: GiftMoveBody) -> GiftCardState | None:
    match move:
        case GiftMove.SOLD | GiftMove.OPENING | GiftMove.REPAID:
            return GiftCardState.ACTIVE
        case GiftMove.SALE_VOIDED:
            return GiftCardState.VOIDED
        case GiftMove.EXPIRED:
            return GiftCardState.EXPIRED
        case GiftMove.REPLACED:
            return GiftCardState.ACTIVE if body.amount_minor > 0 else GiftCardState.REPLACED
        case (
            GiftMove.RELOADED
            | GiftMove.SPENT
            | GiftMove.REFUNDED
            | GiftMove.RELOAD_VOIDED
            | GiftMove.ADJUSTED
            | GiftMove.SETTLED
            | GiftMove.WRITTEN_OFF
            | GiftMove.TRANSFERRED
        ):
            return None
        case _:
            assert_never(move)


def _hold(event: GiftCardHeld) -> GiftHold:
    return GiftHold(
        id=event.hold_id,
        gift_card_id=event.gift_card_id,
        visit_id=event.visit_id,
        amount_minor=event.amount_minor,
        held_at=event.at,
        expires_at=event.expires_at,
    )
