"""What the centre set aside for an act that was not done is let go; a till that stops does it later."""

from contextlib import suppress

from fidpos.domain.errors import StoreError
from fidpos.domain.gift_card import GiftHold
from fidpos.till.gift_card_desk.walk import Walk
from fidpos.till.gift_card_payment import release_holds


def let_go(walk: Walk, hold: GiftHold | None) -> None:
    """Unless it was posted; raises nothing, since what stays is let go once it is stale."""
    if hold is None:
        return
    with suppress(StoreError):
        now = walk.bench.station.store.gift_hold(hold.id)
        if now is not None and walk.is_attended:
            release_holds(walk.work(), (now,))
