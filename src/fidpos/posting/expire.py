"""Lots past their last day: what is left of them goes, by an entry that the centre alone issues.

A visit that is undone later takes its points back from a lot that lost them already. That is no debt of the
member's: the centre returns to the lot what it lost, as if the visit had been undone in time.

A till expires nothing: it leaves past lots out of what can be spent, and hears of the entry as a state.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from uuid import UUID

from fidpos.domain.errors import InvalidValue
from fidpos.domain.ids import EntryId, LotId
from fidpos.domain.ledger import EntryKind
from fidpos.posting.project import Unknown
from fidpos.wire.events import EntryBody, Taken
from fidpos.wire.office_events import LotsExpired
from fidpos.wire.sync.pull import AccountState, LotState


def expiring(lots: Iterable[LotState], day: date, new_id: Callable[[], UUID]) -> tuple[EntryBody, ...]:
    """One entry for each lot that holds something and whose last day is before `day`; a debt stays."""
    return tuple(
        EntryBody(
            id=EntryId(new_id()),
            counter=lot.counter,
            kind=EntryKind.EXPIRE,
            amount=-lot.remaining,
            taken=(Taken(lot_id=lot.id, amount=lot.remaining),),
        )
        for lot in lots
        if lot.remaining > 0 and lot.expires_on is not None and lot.expires_on < day
    )


def returning(
    lots: Iterable[LotState], expired: Mapping[LotId, int], new_id: Callable[[], UUID]
) -> tuple[EntryBody, ...]:
    """One entry for each lot that owes what it lost at its end, and that was not its to lose.

    Args:
        lots: as they are.
        expired: what each of them lost.
        new_id: makes the ids of the entries.
    """
    owed = ((lot, min(expired.get(lot.id, 0), -lot.remaining)) for lot in lots)
    return tuple(
        EntryBody(
            id=EntryId(new_id()),
            counter=lot.counter,
            kind=EntryKind.EXPIRE,
            amount=back,
            taken=(Taken(lot_id=lot.id, amount=-back),),
        )
        for lot, back in owed
        if back > 0
    )


def check_expiry(event: LotsExpired) -> None:
    """Each entry takes from lots what it says.

    Raises:
        InvalidValue: the event contradicts itself.
    """
    for entry in event.entries:
        if entry.kind is not EntryKind.EXPIRE or -entry.amount != sum(part.amount for part in entry.taken):
            raise InvalidValue(f"entry {entry.id} expires something else than it takes")


def account_expired(state: AccountState, event: LotsExpired) -> AccountState:
    """The account once the event is applied.

    Raises:
        Unknown: it takes from a lot that the account does not have.
    """
    taken = {part.lot_id: part.amount for entry in event.entries for part in entry.taken}
    if taken.keys() - {lot.id for lot in state.lots}:
        raise Unknown("lot")
    return state.but(
        lots=tuple(lot.but(remaining=lot.remaining - taken.get(lot.id, 0)) for lot in state.lots)
    )
