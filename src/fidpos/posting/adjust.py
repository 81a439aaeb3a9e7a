"""Points that are given or taken without a visit, by the office: a lot that is opened, or lots that lose."""

from collections.abc import Callable, Iterable
from datetime import date
from uuid import UUID

from fidpos.domain.errors import InvalidValue
from fidpos.domain.ids import EntryId, LotId
from fidpos.domain.ledger import EntryKind, Lot
from fidpos.posting.project import Unknown
from fidpos.posting.spend import take
from fidpos.rules.policy import LastDay
from fidpos.rules.programme import CounterDef, Programme
from fidpos.wire.events import EntryBody, LotBody
from fidpos.wire.office_events import PointsAdjusted
from fidpos.wire.sync.pull import AccountState, LotState

KINDS = frozenset({EntryKind.ADJUST, EntryKind.OPENING})
"""What an adjustment is booked as."""


def granting(
    programme: Programme, counter: CounterDef, amount: int, day: date, new_id: Callable[[], UUID]
) -> EntryBody:
    """An entry that gives `amount`, at once to be spent, for as long as points earned on that day last."""
    excluded = programme.policies.last_day is LastDay.EXCLUDED
    return EntryBody(
        id=EntryId(new_id()),
        counter=counter.code,
        kind=EntryKind.ADJUST,
        amount=amount,
        lot=LotBody(id=LotId(new_id()), expires_on=counter.expiry.last_day(day, excluded=excluded)),
    )


def taking(
    counter: str, lots: Iterable[Lot], amount: int, day: date, new_id: Callable[[], UUID]
) -> EntryBody:
    """An entry that takes `amount`, from what expires first.

    Raises:
        InvalidValue: the lots do not hold that much.
    """
    taken = take(lots, amount, day)
    return EntryBody(
        id=EntryId(new_id()), counter=counter, kind=EntryKind.ADJUST, amount=-amount, taken=taken
    )


def check_adjustment(event: PointsAdjusted) -> None:
    """Each entry is what it opens less what it takes, and of a kind that needs no visit.

    Raises:
        InvalidValue: the event contradicts itself.
    """
    for entry in event.entries:
        opened = entry.amount if entry.lot is not None else 0
        taken = sum(part.amount for part in entry.taken)
        if entry.kind not in KINDS or entry.amount == 0 or opened < 0 or entry.amount != opened - taken:
            raise InvalidValue(f"entry {entry.id} moves something else than it says")


def account_adjusted(state: AccountState, event: PointsAdjusted) -> AccountState:
    """The account once the event is applied.

    Raises:
        Unknown: it takes from a lot that the account does not have.
    """
    lots = {lot.id: lot for lot in state.lots}
    for entry in event.entries:
        for part in entry.taken:
            if part.lot_id not in lots:
                raise Unknown("lot")
            lot = lots[part.lot_id]
            lots[lot.id] = lot.but(remaining=lot.remaining - part.amount)
        if entry.lot is not None:
            lots[entry.lot.id] = LotState(
                id=entry.lot.id,
                counter=entry.counter,
                entry_id=entry.id,
                earned=entry.amount,
                remaining=entry.amount,
                earned_on=event.business_day,
                expires_on=entry.lot.expires_on,
                spendable_from=entry.lot.spendable_from,
            )
    return state.but(lots=tuple(lots.values()))
