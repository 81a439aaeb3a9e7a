"""A till's own events laid on top of a state that does not contain them yet, by the code that booked them.

What cannot be laid on top is left out: it names something that the centre does not have, and will wait there
for the office; the till's next state says what became of it.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress

from fidpos.domain.errors import InvalidValue
from fidpos.domain.ids import LotId
from fidpos.posting.gift_card_standing import standing_after
from fidpos.posting.project import MemberEvent, Unknown, account_after, member_after
from fidpos.posting.voucher import turned_for_bearer
from fidpos.vault.errors import SealBroken
from fidpos.wire.events import Event, VisitClosed, VisitRefunded, VisitVoided
from fidpos.wire.gift_card_events import GiftCardEvent
from fidpos.wire.sync.gift_card_standing import GiftCardStanding
from fidpos.wire.sync.pull import AccountState, LotState, MemberState

AccountEvent = VisitClosed | VisitVoided | VisitRefunded
"""Events that move what an account holds."""


def member_rebased(state: MemberState, own: Iterable[Event]) -> MemberState:
    """The member with those of the events that are about them, or use a voucher of theirs for the bearer.

    A voucher that the member does not have was another's, for the bearer, or is one that the centre lost: the
    till has taken it, and the visit stands here until the centre says what it makes of it.
    """
    for event in own:
        if isinstance(event, MemberEvent) and event.member_id == state.id:
            used = event.vouchers_used if isinstance(event, VisitClosed) else ()
            with suppress(Unknown, SealBroken):
                state = member_after(state, event, others=[each.id for each in used])
        elif isinstance(event, AccountEvent):
            state = state.but(vouchers=tuple(turned_for_bearer(kept, event) for kept in state.vouchers))
    return state


def gift_card_rebased(standing: GiftCardStanding, own: Iterable[Event]) -> GiftCardStanding:
    """The gift card with those of the events that move it."""
    for event in own:
        if isinstance(event, GiftCardEvent):
            with suppress(InvalidValue):
                standing = standing_after(standing, event)
    return standing


def account_rebased(
    state: AccountState, own: Iterable[Event], known: Callable[[LotId], LotState | None]
) -> AccountState:
    """The account with those of the events that move it.

    Args:
        state: without the lots that hold nothing.
        own: the till's events that it does not contain, in order.
        known: a lot that the till has; an event may draw on one that was emptied elsewhere meanwhile, and
            then owes.
    """
    for event in own:
        if isinstance(event, AccountEvent) and event.account_id == state.id:
            there = {lot.id for lot in state.lots}
            emptied = (known(lot_id) for lot_id in _drawn_on(event) if lot_id not in there)
            lots = (lot.but(remaining=0) for lot in emptied if lot is not None)
            with suppress(Unknown):
                state = account_after(state.but(lots=(*state.lots, *lots)), event)
    return state


def _drawn_on(event: AccountEvent) -> dict[LotId, None]:
    """The lots that the event names, but for those that it opens."""
    opened = {entry.lot.id for entry in event.entries if entry.lot is not None}
    taken = [taken.lot_id for entry in event.entries for taken in entry.taken]
    named = (*taken, *(term.lot_id for term in event.terms))
    return dict.fromkeys(lot_id for lot_id in named if lot_id not in opened)
