"""What may stand on a card as its number: the digits of a member's, or the number of a gift card."""

from fidpos.domain.bearer_number import LENGTH
from fidpos.domain.gift_card_number import parse

GIFT_CARD_LENGTH = LENGTH
"""Characters of a gift card's number."""


def is_card_number(text: str) -> bool:
    """Whether a card may say this; a gift card's number only whole, and as it is kept."""
    if text.isascii() and text.isdigit():
        return True
    gift_card = parse(text)
    return gift_card is not None and gift_card.canonical == text
