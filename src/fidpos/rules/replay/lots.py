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
    expires_on: date | None
    spendable_from: date | None

    def is_usable(self, day: date) -> bool:
        return (self.spendable_from is None or self.spendable_from <= day) and not self.is_expired(day)

    def is_expired(self, day: date) -> bool:
        return self.expires_on is not None and self.expires_on < day


class CounterLots:
    """The lots of one counter; days only move on."""

    __slots__ = ("_excluded", "_expiry", "_lots", "_pending", "code")

    def __init__(self, counter: CounterDef, programme: Programme) -> None:
        self.code = counter.code
        self._expiry = counter.expiry
        self._excluded = programme.policies.last_day is LastDay.EXCLUDED
        self._pending = timedelta(days=counter.pending_days)
        self._lots: list[_Lot] = []

    def open(
        self, amount: int, earned_on: date, expires_on: date | None, spendable_from: date | None
    ) -> None:
        """Begin with a lot that was there before; negative for a debt."""
        self._lots.append(
            _Lot(remaining=amount, earned_on=earned_on, expires_on=expires_on, spendable_from=spendable_from)
        )

    def spendable(self, day: date) -> int:
        """Not what expired or is pending; a debt lowers it, but never below zero."""
        total = 0
        for lot in self._lots:
            if lot.remaining < 0 or lot.is_usable(day):
                total += lot.remaining
        return max(0, total)

    def spend(self, amount: int, day: date) -> None:
        """Take what `spendable` said is there."""
        for lot in sorted(self._lots, key=_expiry_then_age):
            if lot.remaining > 0 and lot.is_usable(day):
                part = min(amount, lot.remaining)
                lot.remaining -= part
                amount -= part
        assert amount == 0

    def close(self, day: date, earned: int) -> None:
        """A visit is closed: what can still be spent is prolonged, then what was earned is added."""
        expiry, lots = self._expiry, self._lots
        if not earned and not expiry.prolonged:
            return
        until = expiry.last_day(day, excluded=self._excluded)
        if lots and until is not None:
            lots = self._lots = [lot for lot in lots if lot.remaining < 0 or not lot.is_expired(day)]
            if expiry.prolonged:
                _prolong(lots, day, until)
        if earned:
            self._earn(day, earned, until)

    def _earn(self, day: date, earned: int, until: date | None) -> None:
        spendable_from = day + self._pending if self._pending else None
        if self._lots:
            last = self._lots[-1]
            if last.remaining >= 0 and last.expires_on == until and last.spendable_from == spendable_from:
                last.remaining += earned
                return
        self.open(earned, day, until, spendable_from)


def _prolong(lots: list[_Lot], day: date, until: date) -> None:
    for lot in lots:
        if lot.remaining and lot.expires_on is not None and day <= lot.expires_on < until:
            lot.expires_on = until


def _expiry_then_age(lot: _Lot) -> tuple[date, date]:
    return lot.expires_on or date.max, lot.earned_on
