"""What an account holds of one counter: lots by their terms, as far as spending and expiry need them.

Lots of the same terms are kept as one: which of them a debit empties changes nothing that a member ever sees.
Debits take from what expires first, as in the ledger.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from fidpos.rules.policy import LastDay
from fidpos.rules.programme import CounterDef, Programme


@dataclass(slots=True, kw_only=True)
class _Lot:
    remaining: int
    earned_on: date
    expires_on: date
    spendable_from: date


class CounterTerms:
    """How long what is earned on a counter lasts: the same for all accounts, found once for each day."""

    __slots__ = ("_counter", "_excluded", "_known", "code", "pending", "prolonged")

    def __init__(self, counter: CounterDef, programme: Programme) -> None:
        self.code = counter.code
        self.pending = timedelta(days=counter.pending_days)
        self.prolonged = counter.expiry.prolonged
        self._counter = counter
        self._excluded = programme.policies.last_day is LastDay.EXCLUDED
        self._known: dict[date, date] = {}

    def last_day(self, day: date) -> date:
        """Of what is earned on that day; the last day there is for what has no end."""
        known = self._known.get(day)
        if known is None:
            known = self._counter.expiry.last_day(day, excluded=self._excluded) or date.max
            self._known[day] = known
        return known


class CounterLots:
    """The lots of one counter; days only move on, and what has expired is forgotten.

    A lot without an end expires on the last day there is, and one that does not wait is spendable from the
    first.
    """

    __slots__ = ("_lots", "_owed", "_settled_until", "_spendable", "_terms", "code")

    def __init__(self, terms: CounterTerms) -> None:
        self.code = terms.code
        self._terms = terms
        self._lots: list[_Lot] = []
        self._spendable = 0
        self._owed = 0
        self._settled_until = date.min

    def open(
        self, amount: int, earned_on: date, expires_on: date | None, spendable_from: date | None
    ) -> None:
        """Begin with a lot that was there before; negative for a debt."""
        self._lots.append(
            _Lot(
                remaining=amount,
                earned_on=earned_on,
                expires_on=expires_on or date.max,
                spendable_from=spendable_from or date.min,
            )
        )
        self._owed += max(0, -amount)
        self._settled_until = date.min

    def spendable(self, day: date) -> int:
        """Not what expired or is pending; a debt lowers it, but never below zero."""
        if day > self._settled_until:
            self._settle(day)
        return max(0, self._spendable)

    def spend(self, amount: int, day: date) -> None:
        """Take what `spendable` said is there."""
        assert self._take(amount, day) == amount
        self._spendable -= amount

    def close(self, day: date, earned: int) -> None:
        """A visit is closed: what can be spent is prolonged, what was earned is added, debts are paid."""
        if not earned and not self._terms.prolonged and not self._owed:
            return
        until = self._terms.last_day(day)
        if self._terms.prolonged:
            self._prolong(day, until)
        if earned:
            self._earn(day, earned, until)
        if self._owed:
            self._pay(day)

    def _take(self, amount: int, day: date) -> int:
        left = amount
        for lot in sorted(self._lots, key=_expiry_then_age):
            if lot.remaining > 0 and lot.spendable_from <= day <= lot.expires_on:
                part = min(left, lot.remaining)
                lot.remaining -= part
                left -= part
        return amount - left

    def _pay(self, day: date) -> None:
        left = self._take(self._owed, day)
        self._owed -= left
        for lot in self._lots:
            if lot.remaining < 0:
                part = min(left, -lot.remaining)
                lot.remaining += part
                left -= part

    def _settle(self, day: date) -> None:
        """Forget what has expired, and find how long the sum of what can be spent holds."""
        self._lots = [lot for lot in self._lots if lot.remaining < 0 or day <= lot.expires_on]
        self._spendable, self._settled_until = 0, date.max
        for lot in self._lots:
            if lot.remaining < 0 or lot.spendable_from <= day:
                self._spendable += lot.remaining
                if lot.remaining > 0 and lot.expires_on < self._settled_until:
                    self._settled_until = lot.expires_on
            else:
                self._settled_until = min(self._settled_until, lot.spendable_from - timedelta(days=1))

    def _earn(self, day: date, earned: int, until: date) -> None:
        if self._terms.pending:
            self.open(earned, day, until, day + self._terms.pending)
            return
        last = self._lots[-1] if self._lots else None
        if last and last.remaining >= 0 and last.expires_on == until and last.spendable_from <= day:
            last.remaining += earned
        else:
            self._lots.append(
                _Lot(remaining=earned, earned_on=day, expires_on=until, spendable_from=date.min)
            )
        if day <= until:
            self._spendable += earned
        if until < self._settled_until:
            self._settled_until = max(day, until)

    def _prolong(self, day: date, until: date) -> None:
        for lot in self._lots:
            if lot.remaining and day <= lot.expires_on < until:
                lot.expires_on = until
        self._settled_until = date.min


def _expiry_then_age(lot: _Lot) -> tuple[date, date]:
    return lot.expires_on, lot.earned_on
