"""Undo by mirror: each entry of a visit is reversed by one that names it; rules are not run again.

What was earned is taken back from the very lot it opened, even below zero: points that were spent in the
meantime leave a debt, which lowers the balance until later visits pay it. What was spent returns to the lots
it came from.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from uuid import UUID

from fidpos.domain.ids import EntryId, LotId
from fidpos.domain.ledger import EntryKind, LedgerEntry, Lot, LotAllocation
from fidpos.wire.events import EntryBody, Taken, VisitVoided


def mirror(
    entries: Iterable[LedgerEntry],
    *,
    lots: Iterable[Lot],
    allocations: Iterable[LotAllocation],
    new_id: Callable[[], UUID],
) -> tuple[EntryBody, ...]:
    """The reversing entries, in the order of the originals.

    Args:
        entries: those of the visit.
        lots: opened by these entries.
        allocations: what these entries took.
        new_id: makes the ids of the new entries.
    """
    opened = {lot.entry_id: lot.id for lot in lots}
    taken: dict[EntryId, list[Taken]] = {}
    for allocation in allocations:
        back = Taken(lot_id=allocation.lot_id, amount=-allocation.amount)
        taken.setdefault(allocation.entry_id, []).append(back)
    return tuple(
        EntryBody(
            id=EntryId(new_id()),
            counter=entry.counter,
            kind=EntryKind.REVERSE,
            amount=-entry.amount,
            cause=entry.cause,
            reverses=entry.id,
            taken=_given_back(entry, opened.get(entry.id), taken.get(entry.id, [])),
        )
        for entry in entries
    )


def _given_back(entry: LedgerEntry, lot_id: LotId | None, taken: list[Taken]) -> tuple[Taken, ...]:
    if lot_id is not None:
        return (Taken(lot_id=lot_id, amount=entry.amount),)
    return tuple(taken)


def lots_after(lots: Iterable[Lot], voided: VisitVoided) -> dict[str, tuple[Lot, ...]]:
    """By counter, the lots that will be open once the void is booked, for what is booked right after it."""
    taken: dict[LotId, int] = {}
    for part in (part for body in voided.entries for part in body.taken):
        taken[part.lot_id] = taken.get(part.lot_id, 0) + part.amount
    terms = {(term.lot_id, term.was): term.until for term in voided.terms}
    after: dict[str, tuple[Lot, ...]] = {}
    for lot in {lot.id: lot for lot in lots}.values():
        remaining = lot.remaining - taken.get(lot.id, 0)
        until = lot.expires_on
        if until is not None:
            until = terms.get((lot.id, until), until)
        if remaining:
            left = replace(lot, remaining=remaining, expires_on=until)
            after[lot.counter] = (*after.get(lot.counter, ()), left)
    return after
