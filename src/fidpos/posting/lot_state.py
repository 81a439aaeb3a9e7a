"""A lot as the state that tills are sent, and back."""

from fidpos.domain.ids import AccountId
from fidpos.domain.ledger import Lot
from fidpos.wire.sync.pull import LotState


def lot_of(state: LotState, account_id: AccountId) -> Lot:
    """The lot of the account whose state it stands in."""
    return Lot(
        id=state.id,
        account_id=account_id,
        counter=state.counter,
        entry_id=state.entry_id,
        earned=state.earned,
        remaining=state.remaining,
        earned_on=state.earned_on,
        expires_on=state.expires_on,
        spendable_from=state.spendable_from,
    )


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
