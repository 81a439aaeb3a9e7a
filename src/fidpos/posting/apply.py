"""What an event changes, spelled out. Till and server write these rows; neither computes anything of its own.

An entry is written once. A balance is the sum of its entries, a lot's remainder is what it began with less
what was taken from it: both change only by the deltas given here.
"""

from dataclasses import dataclass

from fidpos.domain.ids import AccountId, MemberId
from fidpos.domain.ledger import EntryKind, LedgerEntry, Lot, LotAllocation
from fidpos.rules.past import DayAggregate
from fidpos.wire.events import EntryBody, TermBody, VisitClosed, VisitRefunded, VisitUndone


@dataclass(frozen=True, slots=True, kw_only=True)
class Movements:
    """All that one event does to an account and a member's aggregates.

    Attributes:
        terms: new last days of lots that are still open.
        days: what is added to the member's day-level aggregates and lifetime totals, one for each scope;
            revenue is what was due after our discounts. None for a visit that was withheld from earning.
    """

    account_id: AccountId
    member_id: MemberId
    entries: tuple[LedgerEntry, ...]
    lots: tuple[Lot, ...]
    allocations: tuple[LotAllocation, ...]
    terms: tuple[TermBody, ...]
    balance_deltas: dict[str, int]
    days: tuple[DayAggregate, ...]


def movements(event: VisitClosed | VisitUndone) -> Movements:
    """The rows that follow from closing a visit or from undoing it."""
    entries = tuple(_entry(event, body) for body in event.entries)
    sign = 1 if isinstance(event, VisitClosed) else -1
    return Movements(
        account_id=event.account_id,
        member_id=event.member_id,
        entries=entries,
        lots=tuple(_lot(event, body) for body in event.entries if body.lot is not None),
        allocations=tuple(
            LotAllocation(entry_id=body.id, lot_id=taken.lot_id, amount=taken.amount)
            for body in event.entries
            for taken in body.taken
        ),
        terms=event.terms,
        balance_deltas=_sums(entries),
        days=_days(event, sign),
    )


def _entry(event: VisitClosed | VisitUndone, body: EntryBody) -> LedgerEntry:
    return LedgerEntry(
        id=body.id,
        account_id=event.account_id,
        counter=body.counter,
        kind=body.kind,
        amount=body.amount,
        at=event.at,
        business_day=event.business_day,
        visit_id=event.visit_id,
        cause=body.cause,
        reverses=body.reverses,
    )


def _lot(event: VisitClosed | VisitUndone, body: EntryBody) -> Lot:
    assert body.lot is not None
    return Lot(
        id=body.lot.id,
        account_id=event.account_id,
        counter=body.counter,
        entry_id=body.id,
        earned=body.amount,
        remaining=body.amount,
        earned_on=event.business_day,
        expires_on=body.lot.expires_on,
        spendable_from=body.lot.spendable_from,
    )


def _sums(entries: tuple[LedgerEntry, ...]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for entry in entries:
        sums[entry.counter] = sums.get(entry.counter, 0) + entry.amount
    return sums


def _days(event: VisitClosed | VisitUndone, sign: int) -> tuple[DayAggregate, ...]:
    if event.withheld:
        return ()
    day = event.business_day if isinstance(event, VisitClosed) else event.visit_day
    earned = _earned(event.entries)
    goes = not isinstance(event, VisitRefunded) or (event.ends and not event.still_counts)
    whole = DayAggregate(
        day=day,
        visits=sign if goes else 0,
        revenue_minor=sign * (event.amount_minor - event.discount_minor),
        points_earned=earned.pop(event.counter, 0),
    )
    if not earned and not event.counts:
        return (whole,)
    parts = (DayAggregate(day=day, points_earned=n, scope=f"counter:{code}") for code, n in earned.items())
    counted = (
        DayAggregate(
            day=day,
            visits=sign * count.visits,
            revenue_minor=sign * count.revenue_minor,
            quantity=sign * count.quantity,
            scope=count.scope,
        )
        for count in event.counts
    )
    return (whole, *parts, *counted)


def _earned(bodies: tuple[EntryBody, ...]) -> dict[str, int]:
    earned: dict[str, int] = {}
    for body in bodies:
        mirrors_earning = body.kind is EntryKind.REVERSE and body.amount < 0
        if body.kind is EntryKind.EARN or mirrors_earning:
            earned[body.counter] = earned.get(body.counter, 0) + body.amount
    return earned
