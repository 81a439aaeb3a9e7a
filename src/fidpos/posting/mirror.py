"""Undo by mirror: each entry of a visit is reversed by one that names it; rules are not run again.

What was earned is taken back from the very lot it opened, even below zero: points that were spent in the
meantime leave a debt, which lowers the balance until it is earned back. What was spent returns to the lots it
came from.
"""

from collections.abc import Callable, Iterable
from uuid import UUID

from fidpos.domain.ids import EntryId, LotId
from fidpos.domain.ledger import EntryKind, LedgerEntry, Lot, LotAllocation
from fidpos.wire.events import EntryBody, Taken


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
