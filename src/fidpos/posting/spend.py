"""Which lots a debit takes from: the first to expire first, then the oldest."""

from collections.abc import Iterable
from datetime import date

from fidpos.domain.errors import InvalidValue
from fidpos.domain.ledger import Lot
from fidpos.wire.events import Taken


def spendable(lots: Iterable[Lot], day: date) -> int:
    """What can be spent on `day`: not what expired or is pending; a debt lowers it, but never below zero."""
    usable = (lot.remaining for lot in lots if lot.remaining < 0 or _is_usable(lot, day))
    return max(0, sum(usable))


def take(lots: Iterable[Lot], amount: int, day: date) -> tuple[Taken, ...]:
    """Allocate a debit of `amount` over the lots.

    Raises:
        InvalidValue: the lots do not hold that much; the caller offers only what can be afforded.
    """
    taken: list[Taken] = []
    left = amount
    for lot in sorted(lots, key=_expiry_then_age):
        if left == 0:
            break
        if lot.remaining <= 0 or not _is_usable(lot, day):
            continue
        part = min(left, lot.remaining)
        taken.append(Taken(lot_id=lot.id, amount=part))
        left -= part
    if left:
        raise InvalidValue(f"{left} more than the lots hold")
    return tuple(taken)


def _is_usable(lot: Lot, day: date) -> bool:
    return not lot.is_expired(day) and not lot.is_pending(day)


def _expiry_then_age(lot: Lot) -> tuple[date, date, bytes]:
    return lot.expires_on or date.max, lot.earned_on, lot.id.bytes
