"""A gift card as tills are sent it: what it holds, its latest entries, and what is set aside of it."""

from datetime import date
from typing import Self

import msgspec

from fidpos.domain.gift_card import GiftCardState, GiftMove, VatKind
from fidpos.domain.ids import GiftCardId, GiftEntryId, GiftHoldId, VisitId
from fidpos.wire.instant import Instant
from fidpos.wire.quiet import Quiet

GIFT_ENTRIES_MAX = 50
"""Entries in the state of a card: more than one sees in a month, for which limits look back."""


class GiftEntryState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One movement; `amount_minor` is signed."""

    id: GiftEntryId
    move: GiftMove
    amount_minor: int
    at: Instant
    business_day: date
    ticket: str = ""
    visit_id: VisitId | None = None
    hold_id: GiftHoldId | None = None
    reverses: GiftEntryId | None = None


class GiftHoldState(msgspec.Struct, frozen=True, kw_only=True):
    """An open hold."""

    id: GiftHoldId
    visit_id: VisitId
    amount_minor: int
    held_at: Instant
    expires_at: Instant


class GiftCardStanding(Quiet, frozen=True, kw_only=True, omit_defaults=True):
    """A gift card whose money is the centre's to hold, from the first time that a till hears of it.

    Attributes:
        key: the card's own key.
        sealed: what stands on the card, number included, under that key.
        balance_minor: sum of all its entries, never below zero: what was spent beyond that, the office knows.
        disowned: its number is another card's: it is found by none, and the office replaces it.
        entries: the latest ones in the order of their ids, up to `GIFT_ENTRIES_MAX`.
        holds: the open ones, in the order of their ids; together they may promise more than there is.
    """

    id: GiftCardId
    key: bytes
    sealed: bytes
    vat: VatKind
    valid_months: int = 0
    grace_days: int = 0
    currency: str
    face_minor: int
    issued_at: Instant
    state: GiftCardState = GiftCardState.DRAFT
    balance_minor: int = 0
    expires_on: date | None = None
    disowned: bool = False
    entries: tuple[GiftEntryState, ...] = ()
    holds: tuple[GiftHoldState, ...] = ()

    @property
    def held_minor(self) -> int:
        """What of the balance is set aside."""
        return min(sum(hold.amount_minor for hold in self.holds), self.balance_minor)

    def but(self, **changes: object) -> Self:
        """The same with other values."""
        return msgspec.structs.replace(self, **changes)
