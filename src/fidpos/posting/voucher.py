"""Vouchers that a visit gives: born with an id of their own, each with the effect it will have.

One for the bearer is used by anybody: it stays among the vouchers of the member to whom it was given.
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from fidpos.domain.ids import VoucherId
from fidpos.rules.codec import effect_from_json, effect_to_json
from fidpos.rules.evaluation import Evaluation, VoucherGranted
from fidpos.rules.facts import VoucherHeld
from fidpos.wire.codec import embed
from fidpos.wire.events import VisitClosed, VisitUndone, VoucherBody
from fidpos.wire.sync.pull import MemberVoucher


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedNumber:
    """The number of a voucher as its event tells it; both empty for one that is bound to its member."""

    digest: bytes = b""
    sealed: bytes = b""


MEMBERS_OWN = SealedNumber()


def issue(
    evaluation: Evaluation,
    new_id: Callable[[], UUID],
    number_for: Callable[[str], SealedNumber] = lambda _source: MEMBERS_OWN,
) -> tuple[VoucherBody, ...]:
    """One for each that the evaluation grants, in its order.

    Args:
        evaluation: of the visit.
        new_id: makes the ids.
        number_for: asked once for each voucher, with the code of the rule or reward that gives it.
    """
    return tuple(
        _body(granted, VoucherId(new_id()), number_for(granted.source)) for granted in evaluation.vouchers
    )


def _body(granted: VoucherGranted, voucher_id: VoucherId, number: SealedNumber) -> VoucherBody:
    return VoucherBody(
        id=voucher_id,
        source=granted.source,
        title=granted.title,
        effect=embed(effect_to_json(granted.effect)),
        valid_from=granted.valid_from,
        valid_until=granted.valid_until,
        least_minor=granted.least_minor,
        number_digest=number.digest,
        sealed_number=number.sealed,
    )


def held(body: VoucherBody) -> VoucherHeld:
    """The voucher as the facts of a later visit hold it.

    Raises:
        InvalidValue: its effect is none that this program knows.
    """
    return VoucherHeld(
        id=body.id,
        source=body.source,
        title=body.title,
        effect=effect_from_json(bytes(body.effect)),
        valid_from=body.valid_from,
        valid_until=body.valid_until,
        least_minor=body.least_minor,
    )


def turned_for_bearer(kept: MemberVoucher, event: VisitClosed | VisitUndone) -> MemberVoucher:
    """A voucher as its member has it once another member's visit is applied; the first who used it has it."""
    if not kept.voucher.number_digest:
        return kept
    if isinstance(event, VisitClosed):
        is_used = kept.used_by is None and any(used.id == kept.voucher.id for used in event.vouchers_used)
        return kept.but(used_by=event.visit_id) if is_used else kept
    is_back = kept.voucher.id in event.vouchers_released and kept.used_by == event.visit_id
    return kept.but(used_by=None) if is_back else kept
