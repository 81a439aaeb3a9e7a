"""From an evaluation to the entries of a visit: spending empties the oldest lots, earning opens new ones.

Spending comes first and draws only on what was there before the visit. Last, debts are paid from what can be
spent then, what was earned now included.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from fidpos.domain.ids import AccountId, EntryId, LotId
from fidpos.domain.ledger import EntryKind, Lot
from fidpos.posting.spend import pay_debts, take
from fidpos.rules.evaluation import Evaluation, Spent
from fidpos.rules.policy import LastDay
from fidpos.rules.programme import CounterDef, Programme
from fidpos.wire.events import EntryBody, LotBody, Taken


def book(
    evaluation: Evaluation,
    programme: Programme,
    *,
    open_lots: Mapping[str, Iterable[Lot]],
    day: date,
    new_id: Callable[[], UUID],
) -> tuple[EntryBody, ...]:
    """The entries that close a visit: debits in the order of rewards, credits in that of rules, debts paid.

    Args:
        evaluation: what the programme gives.
        programme: says how long the lots of each counter last.
        open_lots: by counter, lots with something remaining.
        day: business day of the visit.
        new_id: makes the ids of entries and lots.

    Raises:
        InvalidValue: a reward costs more than the lots hold.
    """
    lots = {counter: list(open_) for counter, open_ in open_lots.items()}
    debits = [_debit(spent, lots, day, new_id) for spent in evaluation.spent if spent.amount]
    counters = {counter.code: counter for counter in programme.counters}
    excluded = programme.policies.last_day is LastDay.EXCLUDED
    credits = [
        EntryBody(
            id=EntryId(new_id()),
            counter=earned.counter,
            kind=EntryKind.EARN,
            amount=earned.amount,
            cause=earned.rule,
            lot=_lot(counters[earned.counter], LotId(new_id()), day, excluded=excluded),
        )
        for earned in evaluation.earned
        if earned.amount
    ]
    return (*debits, *credits, *_payments(lots, credits, day, new_id))


def _lot(counter: CounterDef, lot_id: LotId, day: date, *, excluded: bool) -> LotBody:
    """The terms of what is earned: its pending days do not lengthen its life."""
    pending = timedelta(days=counter.pending_days)
    return LotBody(
        id=lot_id,
        expires_on=counter.expiry.last_day(day, excluded=excluded),
        spendable_from=day + pending if pending else None,
    )


def _debit(spent: Spent, lots: dict[str, list[Lot]], day: date, new_id: Callable[[], UUID]) -> EntryBody:
    taken = take(lots.get(spent.counter, ()), spent.amount, day)
    lots[spent.counter] = _after(lots[spent.counter], taken)
    return EntryBody(
        id=EntryId(new_id()),
        counter=spent.counter,
        kind=EntryKind.SPEND,
        amount=-spent.amount,
        cause=spent.reward,
        taken=taken,
    )


def _payments(
    lots: Mapping[str, list[Lot]], credits: Iterable[EntryBody], day: date, new_id: Callable[[], UUID]
) -> Iterator[EntryBody]:
    for counter, held in lots.items():
        debt = next((lot for lot in held if lot.remaining < 0), None)
        if debt is None:
            continue
        new = (_opened(body, debt.account_id, day) for body in credits if body.counter == counter)
        taken = pay_debts((*held, *new), day)
        if taken:
            yield EntryBody(
                id=EntryId(new_id()), counter=counter, kind=EntryKind.PAY_DEBT, amount=0, taken=taken
            )


def _opened(body: EntryBody, account_id: AccountId, day: date) -> Lot:
    assert body.lot is not None
    return Lot(
        id=body.lot.id,
        account_id=account_id,
        counter=body.counter,
        entry_id=body.id,
        earned=body.amount,
        remaining=body.amount,
        earned_on=day,
        expires_on=body.lot.expires_on,
        spendable_from=body.lot.spendable_from,
    )


def _after(lots: list[Lot], taken: tuple[Taken, ...]) -> list[Lot]:
    parts = {part.lot_id: part.amount for part in taken}
    return [replace(lot, remaining=lot.remaining - parts.get(lot.id, 0)) for lot in lots]
