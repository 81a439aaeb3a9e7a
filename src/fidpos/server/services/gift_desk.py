"""What the office does to gift cards: each act an event of its journal, which tills hear of.

A till refuses what a card does not hold; the office answers for what it does, but never brings a card below
nothing either. Money that was spent beyond a balance is receivable until somebody pays it, another card of
the customer does, or a second person agrees that nobody will.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from fidpos.domain.errors import FidposError
from fidpos.domain.gift_card import GiftCardState, GiftCardTerms, GiftMove, Inscription, VatKind
from fidpos.domain.gift_card_number import GiftCardNumber, make
from fidpos.domain.ids import EventId, GiftCardId, GiftEntryId, StaffId
from fidpos.domain.money import Currency, Money
from fidpos.rules.windows import add_months
from fidpos.server.services.office import OFFICE, Office
from fidpos.wire.gift_card_events import (
    GiftCardIssued,
    GiftCardMailAsked,
    GiftCardMoved,
    GiftCardStateChanged,
    GiftMoveBody,
)
from fidpos.wire.office_events import DebtWay, GiftCardProlonged, GiftDebtSettled, OfficeEvent
from fidpos.wire.sealed import seal_address, seal_inscription


class GiftReason(StrEnum):
    """Why the office did something to a gift card."""

    LOST = "lost"
    DAMAGED = "damaged"
    DOUBTFUL = "doubtful"
    CLEARED = "cleared"
    """What was doubtful turned out well."""
    MISTAKE = "mistake"
    GOODWILL = "goodwill"
    NOT_PAID = "not_paid"
    """Nobody will pay what was spent beyond the balance."""


class NotOnThisCard(FidposError):
    """The card's state or money does not allow it; nothing was changed."""

    code = "not_on_this_card"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskCard:
    """A gift card as the office needs it, locked.

    Attributes:
        balance_minor, held_minor, receivable_minor: as in the books.
        disowned: its number is another card's: it can only be replaced.
    """

    id: GiftCardId
    state: GiftCardState
    vat: VatKind
    valid_months: int
    grace_days: int
    currency: str
    balance_minor: int
    held_minor: int
    receivable_minor: int
    expires_on: date | None
    inscription: Inscription | None
    disowned: bool = False

    @property
    def is_usable(self) -> bool:
        """Whether money can be moved on it."""
        return self.state in (GiftCardState.ACTIVE, GiftCardState.FROZEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """What a gift card had paid that had ended when the goods came back; of the event that says so."""

    id: EventId
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftDesk:
    """The desk of one person, within one transaction.

    Attributes:
        office: writes the journal; `done_by` of it is who answers.
        day: business day.
    """

    office: Office
    day: date

    def freeze(self, card: DeskCard, reason: GiftReason) -> None:
        """Nothing is taken from it until the office says so."""
        self._become(card, GiftCardState.FROZEN, reason)

    def thaw(self, card: DeskCard, reason: GiftReason) -> None:
        """It can be used again, also where the centre had withheld it."""
        _check(not card.disowned, "its number is another card's")
        self._become(card, GiftCardState.ACTIVE, reason)

    def adjust(self, card: DeskCard, minor: int, reason: GiftReason) -> None:
        """Give or take; never more than is there and not set aside."""
        _check(card.is_usable and minor != 0, "no usable card")
        _check(card.balance_minor - card.held_minor + minor >= 0, "less than nothing")
        _check(minor > 0 or not card.receivable_minor, "it owes already")
        self._move(GiftMove.ADJUSTED, reason.value, (card.id, minor))

    def settle(self, card: DeskCard, minor: int, ticket: str) -> None:
        """The customer paid what had been spent beyond the balance, or some of it."""
        _check(0 < minor <= card.receivable_minor, "not so much is owed")
        self._move(GiftMove.SETTLED, "", (card.id, minor), ticket=ticket)

    def write_off(self, card: DeskCard) -> None:
        """Nobody pays it."""
        _check(card.receivable_minor > 0, "nothing is owed")
        self._move(GiftMove.WRITTEN_OFF, GiftReason.NOT_PAID.value, (card.id, card.receivable_minor))

    def settle_from(self, card: DeskCard, other: DeskCard) -> int:
        """Another card of the same customer pays as much as it can; returns how much that was."""
        minor = min(card.receivable_minor, other.balance_minor - other.held_minor)
        _check(card.id != other.id and minor > 0, "nothing to pay, or nothing to pay it with")
        _check(other.state is GiftCardState.ACTIVE and card.currency == other.currency, "not that card")
        self._move(GiftMove.TRANSFERRED, "", (other.id, -minor), (card.id, minor))
        return minor

    def prolong(self, card: DeskCard, until: date) -> None:
        """It can be used until that day, and for its grace after it."""
        _check(card.is_usable and card.expires_on is not None, "it has no last day that could be moved")
        _check(until > self.day and (card.expires_on is None or until > card.expires_on), "not later")
        self._tell(
            GiftCardProlonged(
                id=self._event_id(),
                at=self.office.now,
                gift_card_id=card.id,
                expires_on=until,
                done_by=self.office.done_by,
            )
        )

    def new_card_id(self) -> GiftCardId:
        """Of a card that is going to be made."""
        return GiftCardId(self.office.new_id(self.office.now))

    def issue_heir(
        self,
        card: DeskCard,
        heir_id: GiftCardId,
        key: bytes,
        new_number: Callable[[], GiftCardNumber] = make,
    ) -> GiftCardNumber:
        """A draft that is to take the place of a lost or damaged card, with its words and terms.

        Args:
            card: the former one.
            heir_id: of the new one.
            key: the new card's own, which the store keeps already.
            new_number: makes numbers.

        Returns:
            Its number; it is worth nothing before `replace`.
        """
        _check(card.is_usable and card.balance_minor > 0, "there is nothing to carry over")
        _check(not card.held_minor and not card.receivable_minor, "a purchase is going on, or it owes")
        old, number = card.inscription, new_number()
        words = Inscription(
            number=number,
            offered_by=old.offered_by if old is not None else "",
            message=old.message if old is not None else "",
        )
        terms = GiftCardTerms(vat=card.vat, valid_months=card.valid_months, grace_days=card.grace_days)
        self._issue(heir_id, terms, Money(card.balance_minor, Currency.of(card.currency)), key, words)
        return number

    def issue_for(
        self,
        debt: Owed,
        terms: GiftCardTerms,
        card_id: GiftCardId,
        key: bytes,
        new_number: Callable[[], GiftCardNumber] = make,
    ) -> GiftCardNumber:
        """A draft onto which what is owed to a customer is to come.

        Args:
            debt: that is owed.
            terms: those of the card that had paid.
            card_id: of the new one.
            key: the new card's own, which the store keeps already.
            new_number: makes numbers.

        Returns:
            Its number; it is worth nothing before `repay`.
        """
        number = new_number()
        self._issue(card_id, terms, debt.amount, key, Inscription(number=number))
        return number

    def repay(self, debt: Owed, terms: GiftCardTerms, card_id: GiftCardId) -> None:
        """What is owed stands on the card from now on.

        Raises:
            EventRefused: it was paid before; nothing was changed.
        """
        self._settle_debt(debt, DebtWay.GIFT_CARD, card_id)
        until = add_months(self.day, terms.valid_months) if terms.valid_months else None
        self._move(GiftMove.REPAID, "", (card_id, debt.amount.minor), expires_on=until)

    def paid_elsewhere(self, debt: Owed) -> None:
        """The customer got it in some other way.

        Raises:
            EventRefused: it was paid before; nothing was changed.
        """
        self._settle_debt(debt, DebtWay.ELSEWHERE, None)

    def _settle_debt(self, debt: Owed, way: DebtWay, card_id: GiftCardId | None) -> None:
        self._tell(
            GiftDebtSettled(
                id=self._event_id(),
                at=self.office.now,
                debt_id=debt.id,
                amount_minor=debt.amount.minor,
                way=way,
                gift_card_id=card_id,
                done_by=self.office.done_by,
            )
        )

    def _issue(
        self, card_id: GiftCardId, terms: GiftCardTerms, face: Money, key: bytes, words: Inscription
    ) -> None:
        self._tell(
            GiftCardIssued(
                id=self._event_id(),
                at=self.office.now,
                gift_card_id=card_id,
                till_id=OFFICE,
                staff_id=self._staff(),
                vat=terms.vat,
                valid_months=terms.valid_months,
                grace_days=terms.grace_days,
                currency=face.currency.code,
                face_minor=face.minor,
                sealed=seal_inscription(key, card_id, words),
            )
        )

    def replace(self, card: DeskCard, heir_id: GiftCardId, reason: GiftReason) -> None:
        """All that the card holds stands on the new one from now on."""
        minor = card.balance_minor
        self._move(
            GiftMove.REPLACED, reason.value, (card.id, -minor), (heir_id, minor), expires_on=card.expires_on
        )

    def mail(self, card: DeskCard, key: bytes, address: str, language: str) -> None:
        """The centre sends the card's number to that address."""
        _check(card.state is GiftCardState.ACTIVE, "a card that cannot be used is sent to nobody")
        self._tell(
            GiftCardMailAsked(
                id=self._event_id(),
                at=self.office.now,
                gift_card_id=card.id,
                staff_id=self._staff(),
                sealed=seal_address(key, card.id, address),
                language=language,
            )
        )

    def _become(self, card: DeskCard, state: GiftCardState, reason: GiftReason) -> None:
        _check(card.is_usable and card.state is not state, "it is that already, or never will be")
        self._tell(
            GiftCardStateChanged(
                id=self._event_id(),
                at=self.office.now,
                gift_card_id=card.id,
                state=state,
                reason=reason.value,
                staff_id=self._staff(),
            )
        )

    def _move(
        self,
        move: GiftMove,
        reason: str,
        *moves: tuple[GiftCardId, int],
        ticket: str = "",
        expires_on: date | None = None,
    ) -> None:
        new_id, now = self.office.new_id, self.office.now
        bodies = tuple(
            GiftMoveBody(id=GiftEntryId(new_id(now)), gift_card_id=card_id, amount_minor=minor)
            for card_id, minor in moves
        )
        self._tell(
            GiftCardMoved(
                id=self._event_id(),
                at=now,
                business_day=self.day,
                move=move,
                moves=bodies,
                staff_id=self._staff(),
                ticket=ticket,
                reason=reason,
                expires_on=expires_on,
            )
        )

    def _tell(self, event: OfficeEvent) -> None:
        self.office.tell(event)

    def _event_id(self) -> EventId:
        return EventId(self.office.new_id(self.office.now))

    def _staff(self) -> StaffId:
        """Who answers: somebody of the office, not of a counter."""
        return StaffId(self.office.done_by or UUID(int=0))


def _check(is_right: bool, why: str) -> None:
    if not is_right:
        raise NotOnThisCard(why)
