"""What happened to gift cards, as it stands in the journal; see `events` for the rules that hold for all.

The number is money for whoever reads it, and who offers a card to whom is personal: both stand only in
`sealed`, under the card's own key.
"""

from datetime import date

import msgspec

from fidpos.domain.gift_card import GiftCardState, GiftMove, VatKind
from fidpos.domain.ids import (
    AllowanceId,
    EventId,
    GiftCardId,
    GiftEntryId,
    GiftHoldId,
    StaffId,
    TillId,
    VisitId,
)
from fidpos.wire.instant import Instant


class GiftCardIssued(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="gift_card_issued"):
    """A gift card was made: a draft, worth nothing until it is paid.

    Attributes:
        face_minor: what is to be paid for it.
        sealed: number, offerer and message.
    """

    id: EventId
    at: Instant
    gift_card_id: GiftCardId
    till_id: TillId
    staff_id: StaffId
    vat: VatKind
    valid_months: int = 0
    grace_days: int = 0
    currency: str
    face_minor: int
    sealed: bytes


class GiftMoveBody(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An entry of one gift card.

    Attributes:
        amount_minor: signed; what leaves the card is negative.
        hold_id: the hold that is posted by it.
        reverses: the entry that it takes back, in whole or in part.
    """

    id: GiftEntryId
    gift_card_id: GiftCardId
    amount_minor: int
    hold_id: GiftHoldId | None = None
    reverses: GiftEntryId | None = None


class GiftCardMoved(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="gift_card_moved"):
    """Money came onto gift cards or left them: all entries of one act.

    Attributes:
        staff_id: who answers for it.
        asked_by: who asked, where somebody else approved.
        flagged: nobody else approved, or whoever did gains by it: the owner is told.
        ticket: the register's document; fidpos records no tender.
        expires_on: last day of the cards that become active by it.
    """

    id: EventId
    at: Instant
    business_day: date
    move: GiftMove
    moves: tuple[GiftMoveBody, ...]
    staff_id: StaffId
    asked_by: StaffId | None = None
    flagged: bool = False
    ticket: str = ""
    visit_id: VisitId | None = None
    expires_on: date | None = None
    reason: str = ""


class GiftCardHeld(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="gift_card_held"):
    """Money of a gift card was set aside for a purchase.

    Attributes:
        hold_id: the centre's own hold, where it was asked.
        allowance_id: on which it was drawn, where the centre could not be asked.
    """

    id: EventId
    at: Instant
    hold_id: GiftHoldId
    gift_card_id: GiftCardId
    visit_id: VisitId
    amount_minor: int
    expires_at: Instant
    staff_id: StaffId
    allowance_id: AllowanceId | None = None


class GiftCardReleased(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="gift_card_released"
):
    """A hold was voided: the purchase was given up, or the hold was too old.

    Attributes:
        staff_id: None where the till did it by itself.
    """

    id: EventId
    at: Instant
    hold_id: GiftHoldId
    gift_card_id: GiftCardId
    amount_minor: int
    staff_id: StaffId | None = None


class GiftCardStateChanged(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="gift_card_state_changed"
):
    """Frozen, back in use, or a draft that was never paid was voided; no money moved."""

    id: EventId
    at: Instant
    gift_card_id: GiftCardId
    state: GiftCardState
    reason: str
    staff_id: StaffId


class GiftCardMailAsked(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="gift_card_mail_asked"
):
    """Whoever bought the card wants it by mail too: the centre sends it. Nothing changes on the card.

    Attributes:
        sealed: the address, under the card's own key.
        language: in which the mail is written.
    """

    id: EventId
    at: Instant
    gift_card_id: GiftCardId
    staff_id: StaffId
    sealed: bytes
    language: str


GiftCardEvent = GiftCardIssued | GiftCardMoved | GiftCardHeld | GiftCardReleased | GiftCardStateChanged
