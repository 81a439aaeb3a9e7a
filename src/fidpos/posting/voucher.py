"""Vouchers that a visit gives: born with an id of their own, each with the effect it will have."""

from collections.abc import Callable
from uuid import UUID

from fidpos.domain.ids import VoucherId
from fidpos.rules.codec import effect_from_json, effect_to_json
from fidpos.rules.evaluation import Evaluation
from fidpos.rules.facts import VoucherHeld
from fidpos.wire.codec import embed
from fidpos.wire.events import VoucherBody


def issue(evaluation: Evaluation, new_id: Callable[[], UUID]) -> tuple[VoucherBody, ...]:
    """One for each that the evaluation grants, in its order."""
    return tuple(
        VoucherBody(
            id=VoucherId(new_id()),
            source=granted.source,
            title=granted.title,
            effect=embed(effect_to_json(granted.effect)),
            valid_from=granted.valid_from,
            valid_until=granted.valid_until,
            least_minor=granted.least_minor,
        )
        for granted in evaluation.vouchers
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
