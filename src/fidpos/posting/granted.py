"""A gift card at the moment at which the centre grants a hold of it, as the till that asked books it.

The answer names no row of the till's journal: what of the till's own it contains is told by the ids in it.
"""

from collections.abc import Iterable, Iterator

from fidpos.posting.rebase import gift_card_rebased
from fidpos.wire.events import Event
from fidpos.wire.gift_card_events import GiftCardHeld, GiftCardMoved
from fidpos.wire.sync.gift_card_standing import GiftCardStanding


def before_hold(
    standing: GiftCardStanding, held: GiftCardHeld, own: Iterable[Event]
) -> GiftCardStanding | None:
    """The card as it is just before the hold is booked; None when it has less than that.

    Args:
        standing: as the centre said it with its answer, the hold included.
        held: what the till is about to record.
        own: the till's events that the centre has not acknowledged, in order; it may have heard some.
    """
    others = tuple(hold for hold in standing.holds if hold.id != held.hold_id)
    standing = standing.but(holds=others)
    standing = gift_card_rebased(standing, _unheard(standing, own))
    available_minor = standing.balance_minor - sum(hold.amount_minor for hold in standing.holds)
    return standing if available_minor >= held.amount_minor else None


def _unheard(standing: GiftCardStanding, own: Iterable[Event]) -> Iterator[Event]:
    entries = {entry.id for entry in standing.entries}
    holds = {hold.id for hold in standing.holds} | {entry.hold_id for entry in standing.entries}
    for event in own:
        match event:
            case GiftCardMoved() if any(body.id in entries for body in event.moves):
                """Heard."""
            case GiftCardHeld() if event.hold_id in holds:
                """Granted by the centre, or heard."""
            case _:
                yield event
