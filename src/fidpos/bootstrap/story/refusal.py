"""Why a step was refused: in the till's own codes, and some for what only a story can ask."""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from fidpos.domain.ids import VoucherId
from fidpos.rules.evaluation import Evaluation, OfferState, VoucherState


class StoryRefusal(StrEnum):
    """What is refused before the till is asked, or where the till says it in a sentence only."""

    NO_VISIT = "no_visit"
    """There is no visit of that name: its own step was refused."""
    NO_VOUCHER = "no_voucher"
    """The member holds no voucher of that rule or reward."""
    TOO_MANY = "too_many"
    """A reward more often than the programme gives it on one visit."""
    BLOCKED = "blocked"
    """The member is not served."""


def lapsed(evaluation: Evaluation, rewards: Sequence[str], vouchers: Iterable[VoucherId]) -> str:
    """Why something that was chosen would not be given, empty when all is; the till closes no such visit."""
    for offer in evaluation.offers:
        if offer.applied < rewards.count(offer.reward):
            if offer.state is OfferState.APPLIED:
                return OfferState.TOO_FEW_POINTS if offer.missing else StoryRefusal.TOO_MANY
            return offer.state
    states = {offer.id: offer.state for offer in evaluation.voucher_offers}
    return next((states[each] for each in vouchers if states[each] is not VoucherState.APPLIED), "")
