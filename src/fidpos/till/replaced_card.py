"""After a card was replaced, or one more was given, nothing is spent on it for a day.

Whoever said that the old one was lost, or wanted another one, may not be the member. Whose card it really
was notices within that time, and a manager who knows the member may let them spend all the same
(docs/security.md, `lost-card-takeover`).
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from fidpos.domain.card import Card, CardStatus
from fidpos.domain.ids import CardId

HOLD = timedelta(hours=24)
_GONE = frozenset({CardStatus.LOST, CardStatus.BLOCKED, CardStatus.REPLACED})


def held_until(cards: Iterable[Card], now: datetime, *, presented: CardId | None = None) -> datetime | None:
    """Until when only a manager lets the member spend; None where no card came of late that may be a thief's.

    Where one took the place of a card that is gone, nothing is spent at all. Where one came beside a card in
    use, nothing is spent on the new one: whoever holds the older one is free. A clock that was set back
    lengthens it.

    Args:
        cards: all that the member has or had.
        now: by the till's clock.
        presented: which of them was held out.
    """
    everything = tuple(cards)
    in_use = [card for card in everything if card.status is CardStatus.ACTIVE]
    gone = [card.linked_at for card in everything if card.status in _GONE]
    new = [card.linked_at for card in in_use if gone and card.linked_at > min(gone)]
    first = min((card.linked_at for card in everything), default=now)
    new += [card.linked_at for card in in_use if card.id == presented and card.linked_at > first]
    until = max(new) + HOLD if new else None
    return until if until is not None and now < until else None
