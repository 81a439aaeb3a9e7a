"""The vouchers of the store in memory."""

from dataclasses import dataclass, replace
from datetime import date

from fidpos.domain.errors import StoreCorrupt
from fidpos.domain.ids import MemberId, VisitId, VoucherId
from fidpos.domain.voucher import VoucherState
from fidpos.domain.voucher_number import VoucherNumber
from fidpos.posting.voucher import held
from fidpos.rules.facts import VoucherHeld
from fidpos.wire.events import VisitClosed, VisitUndone, VoucherBody


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A voucher and what became of it."""

    member_id: MemberId | None
    held: VoucherHeld
    digest: bytes
    state: VoucherState = VoucherState.HELD
    used_by: VisitId | None = None


class MemoryVouchers:
    """Every voucher that was ever given."""

    def __init__(self) -> None:
        self._kept: dict[VoucherId, Kept] = {}

    def of(self, member_id: MemberId, day: date) -> tuple[VoucherHeld, ...]:
        found = [
            one.held
            for one in self._kept.values()
            if one.member_id == member_id
            and not one.digest
            and one.state is VoucherState.HELD
            and (one.held.valid_until is None or one.held.valid_until >= day)
        ]
        return tuple(sorted(found, key=lambda voucher: (voucher.valid_until or date.max, voucher.id)))

    def bearer(self, voucher_id: VoucherId) -> VoucherHeld | None:
        one = self._kept.get(voucher_id)
        return one.held if one is not None and one.digest and one.state is VoucherState.HELD else None

    def by_number(self, number: VoucherNumber) -> VoucherHeld | None:
        found = (one for one in self._kept.values() if one.digest == number.digest)
        return next((one.held for one in found if one.state is VoucherState.HELD), None)

    def digest(self, voucher_id: VoucherId) -> bytes:
        one = self._kept.get(voucher_id)
        return one.digest if one is not None else b""

    def used_on(self, voucher_id: VoucherId) -> VisitId | None:
        """The visit that used it, unless it was withdrawn or never used."""
        one = self._kept[voucher_id]
        return one.used_by if one.state is VoucherState.CONSUMED else None

    def check(self, event: VisitClosed) -> None:
        """Refuse a visit that uses what is not there, before anything of it is booked."""
        for used in event.vouchers_used:
            one = self._kept.get(used.id)
            if one is None or one.state is not VoucherState.HELD:
                raise StoreCorrupt("a voucher is not there to be used")

    def close(self, event: VisitClosed) -> None:
        for used in event.vouchers_used:
            self._kept[used.id] = replace(
                self._kept[used.id], state=VoucherState.CONSUMED, used_by=event.visit_id
            )
        for body in event.vouchers:
            self.keep(event.member_id, body)

    def keep(self, member_id: MemberId, body: VoucherBody) -> None:
        self._kept[body.id] = Kept(member_id=member_id, held=held(body), digest=body.number_digest)

    def learn(self, body: VoucherBody) -> None:
        """As the centre tells it, unless it, or one with its number, is there."""
        digests = {one.digest for one in self._kept.values() if one.state is not VoucherState.WITHDRAWN}
        learnt = Kept(member_id=None, held=held(body), digest=body.number_digest)
        if body.number_digest not in digests:
            self._kept.setdefault(body.id, learnt)

    def void(self, event: VisitUndone) -> None:
        for voucher_id in event.vouchers_released:
            one = self._kept[voucher_id]
            if one.state is VoucherState.CONSUMED and one.used_by == event.visit_id:
                self._kept[voucher_id] = replace(one, state=VoucherState.HELD, used_by=None)
        for voucher_id in event.vouchers_withdrawn:
            self._kept[voucher_id] = replace(self._kept[voucher_id], state=VoucherState.WITHDRAWN)
