"""Which lots a debit takes from: the first to expire first, then the oldest; and which debts are paid."""

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


def pay_debts(lots: Iterable[Lot], day: date) -> tuple[Taken, ...]:
    """What lots that can be spent on `day` give to those that owe, the oldest debt first; it sums to nothing.

    A debt that is only netted would come back once the lots that cover it expire: it is paid at each visit.
    """
    there = tuple(lots)
    owing = sorted((lot for lot in there if lot.remaining < 0), key=_age)
    if not owing:
        return ()
    usable = sum(lot.remaining for lot in there if lot.remaining > 0 and _is_usable(lot, day))
    left = paid = min(usable, -sum(lot.remaining for lot in owing))
    given: list[Taken] = []
    for lot in owing:
        part = min(left, -lot.remaining)
        if part:
            given.append(Taken(lot_id=lot.id, amount=-part))
            left -= part
    return (*take(there, paid, day), *given)


def _is_usable(lot: Lot, day: date) -> bool:
    return not lot.is_expired(day) and not lot.is_pending(day)


def _expiry_then_age(lot: Lot) -> tuple[date, tuple[date, bytes]]:
    return lot.expires_on or date.max, _age(lot)


def _age(lot: Lot) -> tuple[date, bytes]:
    return lot.earned_on, lot.id.bytes
