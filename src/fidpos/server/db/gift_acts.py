"""What the office alone does to gift cards, in the tables."""

from typing import LiteralString

from fidpos.domain.ids import GiftCardId
from fidpos.server.db import feed
from fidpos.server.db.work import Work
from fidpos.wire.office_events import GiftCardProlonged

_PROLONG: LiteralString = "UPDATE gift_cards SET expires_on = %s WHERE id = %s"
_SEEN_LIKE: LiteralString = """
    INSERT INTO gift_card_shops (merchant_id, shop_id, gift_card_id, seen_on)
    SELECT merchant_id, shop_id, %s, %s FROM gift_card_shops WHERE gift_card_id = %s
    ON CONFLICT (merchant_id, gift_card_id, shop_id) DO NOTHING
"""


def prolong(work: Work, event: GiftCardProlonged) -> None:
    """A later last day, of which every shop that holds the card is told."""
    work.run(_PROLONG, [event.expires_on, event.gift_card_id])
    feed.tell_of_gift_cards(work, None, {event.gift_card_id: True}, None)


def seen_like(work: Work, card_id: GiftCardId, other_id: GiftCardId) -> None:
    """The shops that hold a card hold from now on the one that takes its place."""
    work.run(_SEEN_LIKE, [card_id, work.clock.now().date(), other_id])
