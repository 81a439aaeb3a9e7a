"""How gift cards are named on screen."""

from fidpos.domain.gift_card import GiftCard
from fidpos.till.view import Message


def card_name(card: GiftCard) -> Message:
    """By the end of its number, all that a screen shows of it."""
    return Message(key="task.gift.card", params={"ending": card.masked})
