"""What a reward or a voucher costs the shop on a visit: what is risked by letting it go unasked.

Points alone do not say it: a programme may sell five euros off for one point. Each is worth something, so
that no allowance is without end.
"""

from fidpos.domain.ids import VoucherId
from fidpos.domain.visit import Redemption
from fidpos.rules.effects.amount_off import AmountOff
from fidpos.rules.evaluation import Evaluation, VoucherGranted
from fidpos.rules.programme import Programme


def reward_worth_minor(programme: Programme, evaluation: Evaluation, redemption: Redemption) -> int:
    """What it takes off and hands over, but no less than its points are worth.

    Args:
        programme: by which the visit was evaluated.
        evaluation: of the visit with the reward on it.
        redemption: of the reward; one that the evaluation did not grant is worth its points.
    """
    uses = [spent for spent in evaluation.spent if spent.reward == redemption.reward]
    points = sum(spent.amount for spent in uses) or redemption.cost
    worth = {counter.code: counter.worth_minor for counter in programme.counters}
    given = (_given_minor(voucher) for voucher in evaluation.vouchers if voucher.source == redemption.reward)
    off_minor = sum(spent.granted_minor for spent in uses) + _gifts_minor(evaluation, redemption.reward)
    return max(points * worth.get(redemption.counter, 0), off_minor + sum(given), 1)


def voucher_worth_minor(evaluation: Evaluation, voucher_id: VoucherId, source: str) -> int:
    """What it takes off and hands over.

    Args:
        evaluation: of the visit with the voucher on it.
        voucher_id: of the voucher.
        source: code of the rule or reward that gave it, empty where it is not known.
    """
    granted_minor = sum(used.granted_minor for used in evaluation.vouchers_used if used.id == voucher_id)
    return max(granted_minor + (_gifts_minor(evaluation, source) if source else 0), 1)


def _gifts_minor(evaluation: Evaluation, source: str) -> int:
    return sum(gift.worth_minor for gift in evaluation.gifts if gift.source == source)


def _given_minor(voucher: VoucherGranted) -> int:
    """What the programme says of it, but no less than the amount that it takes off."""
    effect = voucher.effect
    return max(voucher.worth_minor, effect.amount_minor if isinstance(effect, AmountOff) else 0)
