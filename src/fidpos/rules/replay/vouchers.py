"""The vouchers of one member in a replay, and which of them are used on a visit.

What the member really held is used when it really was. What only this programme gives, nobody could use: it
is used on the first visit that allows it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count
from uuid import UUID

from fidpos.domain.ids import VoucherId
from fidpos.rules.evaluation import VoucherGranted, VoucherUsed
from fidpos.rules.facts import VoucherHeld
from fidpos.rules.replay.stored import StoredVisit, VoucherGiven


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted:
    """What a voucher that is held came with.

    Attributes:
        is_real: the recorded visit gave it too.
        worth_minor: what the programme that gave it says it is worth.
    """

    held: VoucherHeld
    is_real: bool
    worth_minor: int


class VoucherBook:
    """Vouchers held, the first to expire first; days only move on."""

    __slots__ = ("_granted", "_numbers")

    def __init__(self) -> None:
        self._granted: dict[VoucherId, Granted] = {}
        self._numbers = count(1)

    def held(self, day: date) -> tuple[VoucherHeld, ...]:
        """Those that can be used on that day, or later."""
        if not self._granted:
            return ()
        valid = [
            one.held
            for one in self._granted.values()
            if one.held.valid_until is None or one.held.valid_until >= day
        ]
        return tuple(sorted(valid, key=lambda held: (held.valid_until or date.max, held.id)))

    def presented(
        self, visit: StoredVisit, held: Sequence[VoucherHeld], amount_minor: int
    ) -> tuple[VoucherId, ...]:
        """Those that the member uses on this visit."""
        day = visit.facts.business_day
        invented = [
            one.id
            for one in held
            if one.valid_from <= day and one.least_minor <= amount_minor and not self._granted[one.id].is_real
        ]
        return (*visit.presented, *invented)

    def close(
        self, used: Iterable[VoucherUsed], granted: Sequence[VoucherGranted], given: Sequence[VoucherGiven]
    ) -> None:
        """A visit is closed: what it used is gone, what it gave is held, as the same voucher as in reality.

        Args:
            used: on the visit.
            granted: by the visit.
            given: by the visit as it was recorded.
        """
        for each in used:
            del self._granted[each.id]
        real = list(given)
        for voucher in granted:
            same = next((one for one in real if one.source == voucher.source), None)
            if same is not None:
                real.remove(same)
                self._hold(voucher, same.id, is_real=True)
            else:
                self._hold(voucher, VoucherId(UUID(int=next(self._numbers))), is_real=False)

    def granted(self, voucher_id: VoucherId) -> Granted:
        """What is known of a voucher that is held."""
        return self._granted[voucher_id]

    def _hold(self, voucher: VoucherGranted, voucher_id: VoucherId, *, is_real: bool) -> None:
        held = VoucherHeld(
            id=voucher_id,
            source=voucher.source,
            title=voucher.title,
            effect=voucher.effect,
            valid_from=voucher.valid_from,
            valid_until=voucher.valid_until,
            least_minor=voucher.least_minor,
        )
        self._granted[voucher_id] = Granted(held=held, is_real=is_real, worth_minor=voucher.worth_minor)
