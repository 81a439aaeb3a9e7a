"""A lot as the state that tills are sent."""

from fidpos.domain.ledger import Lot
from fidpos.wire.sync.pull import LotState


def lot_state(lot: Lot) -> LotState:
    """The lot without its account, which the state stands in."""
    return LotState(
        id=lot.id,
        counter=lot.counter,
        entry_id=lot.entry_id,
        earned=lot.earned,
        remaining=lot.remaining,
        earned_on=lot.earned_on,
        expires_on=lot.expires_on,
        spendable_from=lot.spendable_from,
    )
