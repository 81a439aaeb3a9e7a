"""Vouchers that are bound to the bearer: found by the number held out, used on any member's visit, once.

Until the visit closes such a voucher is only on the draft, like a reward that was chosen. Of a number that
cannot be used the till says no more than that, so that who guesses learns nothing.
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from fidpos.domain.ids import MemberId, VoucherId
from fidpos.domain.voucher_number import VoucherNumber, parse
from fidpos.rules.facts import VoucherHeld
from fidpos.till.announce import Said
from fidpos.till.ports import TillStore
from fidpos.till.throttle import Throttle
from fidpos.till.view import Message, Tone
from fidpos.till.work import Work
from fidpos.wire.events import VisitClosed, VoucherBody

_NOBODYS = VoucherNumber(canonical="")


class VoucherRefusal(StrEnum):
    """Why the number of a voucher is not taken."""

    UNUSABLE = "unusable"
    """No such voucher, used, withdrawn, over, or of a training till."""
    THROTTLED = "throttled"
    AGAIN = "again"
    """It is on the visit already."""
    NEEDS_MEMBER = "needs_member"
    """Nobody is attached yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldOut:
    """A number that somebody held out, where and when; `now_s` is monotonic."""

    text: str
    today: date
    now_s: float


class VoucherLookup:
    """Finds vouchers by their numbers; one for each till, since right and wrong numbers count alike."""

    def __init__(self, *, a_minute: int) -> None:
        self._throttle = Throttle(limit=a_minute, window_s=60)

    def find(self, store: TillStore, number: HeldOut) -> VoucherHeld | VoucherRefusal:
        """The voucher, if nobody has used it; whether this purchase is one for it, the programme says.

        Raises:
            StoreError: the store cannot be read.
        """
        identity = store.identity()
        if not self._throttle.allows(identity.till_id, number.now_s):
            return VoucherRefusal.THROTTLED
        asked = parse(number.text) or _NOBODYS
        voucher = store.voucher_by_number(asked)
        if voucher is None or asked.is_training == identity.production:
            return VoucherRefusal.UNUSABLE
        is_over = voucher.valid_until is not None and voucher.valid_until < number.today
        return VoucherRefusal.UNUSABLE if is_over else voucher

    def use(self, store: TillStore, work: Work | None, number: HeldOut) -> Work | VoucherRefusal:
        """The work with the voucher on it, to be evaluated and kept; as it was, when it is refused.

        Raises:
            StoreError: the store cannot be read.
        """
        if work is None or work.file is None:
            return VoucherRefusal.NEEDS_MEMBER
        voucher = self.find(store, number)
        if isinstance(voucher, VoucherRefusal):
            return voucher
        if voucher.id in work.draft.vouchers:
            return VoucherRefusal.AGAIN
        return with_bearer(work, voucher)


def with_bearer(work: Work, voucher: VoucherHeld) -> Work:
    """The same work, with a voucher that is nobody's beside those of the member; it is presented."""
    assert work.file is not None
    others = tuple(held for held in work.file.vouchers if held.id != voucher.id)
    file = replace(work.file, vouchers=(*others, voucher))
    presented = tuple(dict.fromkeys((*work.draft.vouchers, voucher.id)))
    return replace(work, file=file, draft=replace(work.draft, vouchers=presented))


def number_of(store: TillStore, told: VisitClosed, voucher_id: VoucherId) -> VoucherNumber | None:
    """What to print for a voucher that the visit gave; None for one of the member, or once they were erased.

    Raises:
        StoreError: the store cannot be read.
    """
    body = next((body for body in told.vouchers if body.id == voucher_id), None)
    return _opened(store, told.member_id, body) if body is not None else None


def numbers_of(store: TillStore, told: VisitClosed) -> dict[str, tuple[VoucherNumber, ...]]:
    """The numbers that the visit handed over, by the rule or reward that gave them."""
    found: dict[str, tuple[VoucherNumber, ...]] = {}
    for body in told.vouchers:
        number = _opened(store, told.member_id, body)
        if number is not None:
            found[body.source] = (*found.get(body.source, ()), number)
    return found


def voucher_added() -> Said:
    """The voucher is on the visit; the screen says what it gives, or why not yet."""
    return Said(
        tone=Tone.SUCCESS,
        message=Message(key="voucher.number.added"),
        detail=Message(key="hint.voucher.number.added"),
    )


def voucher_refused(refusal: VoucherRefusal) -> Said:
    """The visit is as it was."""
    return Said(
        tone=Tone.INFO if refusal is VoucherRefusal.AGAIN else Tone.WARNING,
        message=Message(key=f"voucher.number.{refusal.value}"),
        detail=Message(key=f"hint.voucher.number.{refusal.value}"),
    )


def _opened(store: TillStore, member_id: MemberId, body: VoucherBody) -> VoucherNumber | None:
    plaintext = store.unseal(member_id, body.sealed_number) if body.sealed_number else None
    return VoucherNumber(canonical=plaintext.decode()) if plaintext is not None else None
