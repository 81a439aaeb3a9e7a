"""Money is checked before it is written: what an event moves must agree with itself."""

from fidpos.domain.errors import InvalidValue
from fidpos.posting.apply import Movements


def check_given_back(earned: int, before: int, after: int) -> None:
    """Nothing fills a lot beyond what it began with: what comes back to it was taken from it.

    Args:
        earned: what the lot began with.
        before: what it held before the event.
        after: what it would hold then.

    Raises:
        InvalidValue: more came back than was ever taken.
    """
    if after > before and after > max(earned, 0):
        raise InvalidValue(f"a lot of {earned} would hold {after}")


def check_movements(moves: Movements) -> None:
    """Every entry is explained by the lot it opens less what it takes from lots; nothing moves unexplained.

    With this, the balance of a counter is at any time the sum of its entries and of what its lots hold.

    Raises:
        InvalidValue: the event contradicts itself; it must not be booked.
    """
    explained = {entry.id: 0 for entry in moves.entries}
    for lot in moves.lots:
        explained[lot.entry_id] += lot.remaining
    for taken in moves.allocations:
        explained[taken.entry_id] -= taken.amount
    sums = dict.fromkeys(moves.balance_deltas, 0)
    for entry in moves.entries:
        if explained[entry.id] != entry.amount:
            raise InvalidValue(f"entry {entry.id} of {entry.amount} moves {explained[entry.id]} in lots")
        sums[entry.counter] = sums.get(entry.counter, 0) + entry.amount
    if sums != moves.balance_deltas:
        raise InvalidValue("the balances would not be the sums of the entries")
