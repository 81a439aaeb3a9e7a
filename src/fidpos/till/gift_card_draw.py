"""What a gift card may pay on the till's allowance while the centre does not answer."""

from dataclasses import dataclass

from fidpos.domain.gift_card import GiftCard, GiftCardState
from fidpos.domain.gift_card_number import GiftCardNumber
from fidpos.domain.ids import AllowanceId
from fidpos.domain.money import Money
from fidpos.till.allowance import allowance_standing
from fidpos.till.gift_cards import GiftCardWork
from fidpos.till.stored_value import StoredValue
from fidpos.wire.sync.allowance import AllowanceKind


@dataclass(frozen=True, slots=True, kw_only=True)
class CardDraw:
    """So much of that card, on that allowance; more than nothing."""

    card: GiftCard
    allowance_id: AllowanceId
    amount_minor: int


def card_draw(
    work: GiftCardWork, stored_value: StoredValue, number: GiftCardNumber, wanted: Money
) -> CardDraw | None:
    """What is wanted, as far as the allowance covers it and the card had it when it was last heard of.

    None for a card that this till never heard of, or that cannot pay now, whatever the clock says.

    Raises:
        StoreError: the store cannot be read.
    """
    card = work.store.gift_card_by_number(number)
    if card is None or card.currency != wanted.currency or card.state is not GiftCardState.ACTIVE:
        return None
    identity = work.store.identity()
    standing = allowance_standing(stored_value, identity, AllowanceKind.GIFT_CARDS)
    if standing.id is None or standing.as_of is None:
        return None
    if card.is_past(max(work.today, identity.calendar.business_day(standing.as_of))):
        return None
    amount_minor = min(wanted.minor, card.available_minor, standing.left_minor)
    if amount_minor <= 0:
        return None
    return CardDraw(card=card, allowance_id=standing.id, amount_minor=amount_minor)
