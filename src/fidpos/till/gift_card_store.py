"""What the till needs of its store for gift cards. All of it is called on the till's worker thread only."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from fidpos.domain.gift_card import GiftCard, GiftCardTerms, GiftEntry, GiftHold, Inscription
from fidpos.domain.gift_card_number import GiftCardNumber
from fidpos.domain.ids import EventId, GiftCardId, GiftHoldId, StaffId, TillId, VisitId
from fidpos.domain.money import Money
from fidpos.domain.register_ticket import RegisterTicket
from fidpos.domain.shop import TillIdentity
from fidpos.domain.visit import VisitDraft
from fidpos.wire.events import Event
from fidpos.wire.gift_card_events import GiftCardHeld
from fidpos.wire.sync.gift_card_standing import GiftCardStanding


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftCardDraft:
    """A gift card to be made; its store makes the key that seals the inscription."""

    id: GiftCardId
    event_id: EventId
    till_id: TillId
    staff_id: StaffId
    at: datetime
    terms: GiftCardTerms
    face: Money
    inscription: Inscription


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleLine:
    """A card of a sale; `kind` is how it is handed over, see `gift_card_desk.sale.Handing`.

    Attributes:
        gift_card_id: made before the card is, so that a sale that was cut short finds it.
    """

    gift_card_id: GiftCardId
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftSale:
    """The sale of gift cards in progress at a till: what one ticket of the register is to pay."""

    begun_at: datetime
    lines: tuple[SaleLine, ...] = ()


class GiftCardStore(Protocol):
    """The local store as far as gift cards go.

    Every method may raise a `StoreError`; what raised has changed nothing.
    """

    def identity(self) -> TillIdentity:
        """Who and where this till is."""
        ...

    def issue_gift_card(self, draft: GiftCardDraft) -> None:
        """Journal a new draft; a card of that id that is already there stays as it is."""
        ...

    def gift_sale(self) -> GiftSale | None:
        """The sale in progress when the till last stopped, or the one that goes on."""
        ...

    def save_gift_sale(self, sale: GiftSale) -> None:
        """Keep the sale in progress, durably; there is at most one."""
        ...

    def drop_gift_sale(self) -> None:
        """It is over."""
        ...

    def keep_paid_ticket(self, sale: VisitDraft) -> None:
        """Keep a sale to nobody we know under the ticket of its register, as it closes.

        Where cards pay it, just before they do: whether they did, the journal says alone, for the till may
        stop in between. One that no card pays is kept as long as its ticket may be credited.
        """
        ...

    def tickets_to_nobody(self, day: date, number: str) -> tuple[VisitDraft, ...]:
        """What was kept so of that day under that number, whatever the register."""
        ...

    def paid_ticket(self, ticket: RegisterTicket) -> VisitDraft | None:
        """What was kept so."""
        ...

    def commit(self, event: Event) -> None:
        """As `TillStore.commit`; a hold or an entry that is already there changes nothing either."""
        ...

    def learn_gift_card(self, standing: GiftCardStanding, held: GiftCardHeld) -> bool:
        """Keep the card as the centre said it is when it granted this hold, and journal the hold, at once.

        What this till did with the card, and the centre may not have heard, is laid on top. False when that
        leaves less than was granted: nothing is kept then.
        """
        ...

    def gift_card(self, gift_card_id: GiftCardId) -> GiftCard | None:
        """By its id."""
        ...

    def gift_card_by_number(self, number: GiftCardNumber) -> GiftCard | None:
        """By its number, whatever its state; a miss is the same work as a hit."""
        ...

    def inscription(self, gift_card_id: GiftCardId) -> Inscription | None:
        """Number, offerer and message, for the printer; None once they were forgotten."""
        ...

    def seal_address(self, gift_card_id: GiftCardId, address: str) -> bytes:
        """A mail address, encrypted under the card's own key, for an event.

        Raises:
            StoreError: the till has no key of that card.
        """
        ...

    def gift_entries(self, gift_card_id: GiftCardId) -> tuple[GiftEntry, ...]:
        """All movements of a card, in the order of their ids."""
        ...

    def gift_entries_of_day(self, day: date, ticket: str = "") -> tuple[GiftEntry, ...]:
        """Movements at this till on a business day, those of one ticket if it is given."""
        ...

    def gift_hold(self, hold_id: GiftHoldId) -> GiftHold | None:
        """A hold, whatever became of it."""
        ...

    def gift_holds(self, visit_id: VisitId) -> tuple[GiftHold, ...]:
        """All holds of a visit, whatever became of them, in the order of their ids."""
        ...

    def stale_gift_holds(self, at: datetime) -> tuple[GiftHold, ...]:
        """Open holds that should have been posted or voided by now, the oldest first."""
        ...
