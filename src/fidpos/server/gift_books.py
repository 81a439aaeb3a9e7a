"""What a movement makes of a gift card at the centre, where it can no longer be refused.

A till refuses what a card does not hold. The centre hears of it when it has happened: two tills may have
spent the same money while they were apart. What a card lacks stands as receivable, and what comes onto the
card later pays that first, so that the order in which tills are heard changes nothing. What two tills gave
back of one payment is doubtful money where it is more than was paid.
"""

from collections.abc import MutableMapping
from dataclasses import dataclass, replace
from datetime import date

from fidpos.domain.errors import InvalidValue
from fidpos.domain.gift_card import GiftCardState, GiftMove
from fidpos.domain.ids import GiftEntryId
from fidpos.posting.gift_card import GiftCardChange
from fidpos.server.reason import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class CardBook:
    """A gift card in the books.

    Attributes:
        total_minor: sum of its entries, below zero when more was spent than it ever held.
        promised_minor: sum of its open holds.
        withheld: it is frozen for doubtful money, until the office says otherwise.
        disowned: its number is that of another card, which was heard of first: nobody ever finds it by it,
            and what it holds is the office's to give back on a card of another number.
    """

    state: GiftCardState = GiftCardState.DRAFT
    total_minor: int = 0
    promised_minor: int = 0
    expires_on: date | None = None
    withheld: bool = False
    disowned: bool = False

    @property
    def balance_minor(self) -> int:
        """What it holds."""
        return max(self.total_minor, 0)

    @property
    def receivable_minor(self) -> int:
        """What was spent beyond that."""
        return max(-self.total_minor, 0)

    @property
    def held_minor(self) -> int:
        """What is set aside of the balance."""
        return min(self.promised_minor, self.balance_minor)

    @property
    def lacking_minor(self) -> int:
        """What was spent or promised and is not there."""
        return max(self.promised_minor - self.total_minor, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentBook:
    """What was once paid with a gift card, and how much of it came back, onto that card or its heir."""

    paid_minor: int = 0
    returned_minor: int = 0

    @property
    def is_exceeded(self) -> bool:
        """Whether more came back than was paid."""
        return self.returned_minor > self.paid_minor


def refunded(change: GiftCardChange) -> GiftEntryId | None:
    """The payment of which the change gives something back."""
    entry = change.entry
    return entry.reverses if entry is not None and entry.move is GiftMove.REFUNDED else None


def exceeds_payment(payments: MutableMapping[GiftEntryId, PaymentBook], change: GiftCardChange) -> bool:
    """Take note of what the change pays or gives back; whether that is more than is left of its payment.

    A payment that nobody told is for nothing: nobody gives back what was not paid.
    """
    entry = change.entry
    if entry is None:
        return False
    if entry.move is GiftMove.SPENT:
        payments[entry.id] = PaymentBook(paid_minor=-entry.amount_minor)
    payment_id = refunded(change)
    if payment_id is None:
        return False
    known = payments.get(payment_id, PaymentBook())
    after = replace(known, returned_minor=known.returned_minor + entry.amount_minor)
    payments[payment_id] = after
    return after.is_exceeded


def booked(card: CardBook, change: GiftCardChange, *, withheld: bool) -> CardBook:
    """The card once the change is booked; one on which doubtful money came is frozen.

    Raises:
        InvalidValue: the card can never become that.
    """
    state, expires_on = card.state, card.expires_on
    if change.state is not None and change.state is not state:
        if not state.may_become(change.state):
            raise InvalidValue(f"a gift card that is {state.value} never becomes {change.state.value}")
        if card.withheld and change.state is GiftCardState.ACTIVE:
            raise InvalidValue("a gift card that is withheld is the office's to give back")
        expires_on = change.expires_on if state is GiftCardState.DRAFT else expires_on
        state = change.state
    moved = change.entry.amount_minor if change.entry is not None else 0
    doubtful = (withheld or card.disowned) and moved > 0
    if doubtful and state is GiftCardState.ACTIVE:
        state = GiftCardState.FROZEN
    held = change.hold.amount_minor if change.hold is not None else 0
    ended = change.ended.amount_minor if change.ended is not None else 0
    after = replace(
        card,
        state=state,
        expires_on=expires_on,
        total_minor=card.total_minor + moved,
        promised_minor=card.promised_minor + held - ended,
        withheld=card.withheld or doubtful,
    )
    if after.balance_minor and (state.is_final or state is GiftCardState.DRAFT):
        raise InvalidValue(f"a gift card that is {state.value} holds nothing")
    return after


def freed(card: CardBook, change: GiftCardChange) -> CardBook:
    """The card that the office gives back to its holder: nothing of it is doubtful any more."""
    is_given_back = change.state is GiftCardState.ACTIVE and not card.disowned
    return replace(card, withheld=False) if is_given_back else card


def doubt_of(before: CardBook, after: CardBook, *, exceeds: bool) -> Reason | None:
    """Why the office must look at the card by now, if it must.

    Args:
        before: the card.
        after: once the change is booked.
        exceeds: more came back onto it than was paid.
    """
    if exceeds:
        return Reason.OVER_REFUNDED
    if after.lacking_minor > before.lacking_minor:
        return Reason.OVERSPENT
    is_sold = before.state is GiftCardState.DRAFT and after.state is GiftCardState.FROZEN
    return Reason.NUMBER_TAKEN if after.disowned and is_sold else None


def waits_for_sale(card: CardBook, change: GiftCardChange) -> bool:
    """Whether somebody who knew the card as sold moved its money, and the sale has not been heard of yet."""
    moves = change.entry is not None or change.hold is not None
    return card.state is GiftCardState.DRAFT and moves and change.state is None
