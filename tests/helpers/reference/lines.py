"""Effects on whole lines."""

from fractions import Fraction

from fidpos.rules.effect import NOTHING
from fidpos.rules.effects.amount_off import AmountOff
from fidpos.rules.effects.amount_off_per_block import AmountOffPerBlock
from fidpos.rules.effects.percent_off import PercentOff
from fidpos.rules.policy import FixedDiscount
from tests.helpers.reference.arithmetic import WHOLE_PPM, half_up, rounded_up
from tests.helpers.reference.discounts import amounts_of, at_most, before_tax, bought, take_amount
from tests.helpers.reference.progress import Progress


def percent_off(effect: PercentOff, progress: Progress) -> str:
    """A share of what is left."""
    amounts = amounts_of(progress, effect.scope, on_consumed=effect.on_consumed)
    wanted = half_up(Fraction(at_most(progress, amounts) * effect.share_ppm, WHOLE_PPM))
    answer = take_amount(progress, wanted, amounts, effect.cap_minor)
    return _after(progress, answer, list(bought(amounts)), consumes=effect.consumes)


def amount_off(effect: AmountOff, progress: Progress) -> str:
    """A fixed amount."""
    amounts = amounts_of(progress, effect.scope, on_consumed=effect.on_consumed)
    wanted = effect.amount_minor
    if progress.programme.policies.fixed_discount is FixedDiscount.BEFORE_TAX:
        wanted = before_tax(progress, wanted, amounts)
    answer = take_amount(progress, wanted, amounts)
    return _after(progress, answer, list(bought(amounts)), consumes=effect.consumes)


def amount_off_per_block(effect: AmountOffPerBlock, progress: Progress) -> str:
    """A fixed amount for each block of points that the reward may take; says how many it took."""
    amounts = amounts_of(progress, effect.scope, on_consumed=False)
    whole = at_most(progress, amounts) // effect.amount_minor
    progress.blocks = max(1, min(progress.blocks, whole, effect.blocks_max or whole))
    return take_amount(progress, effect.amount_minor * progress.blocks, amounts)


def _after(progress: Progress, answer: str, numbers: list[int], *, consumes: bool) -> str:
    if consumes and answer != NOTHING:
        for number in numbers:
            line = progress.lines[number]
            line.units_used, line.left_of_used = line.units, line.left
    return answer


def face_of(effect: AmountOff | AmountOffPerBlock, progress: Progress) -> int:
    """What the discount (of one block) is when the purchase is large enough."""
    wanted = effect.amount_minor
    if (
        isinstance(effect, AmountOff)
        and progress.programme.policies.fixed_discount is FixedDiscount.BEFORE_TAX
    ):
        amounts = amounts_of(progress, effect.scope, on_consumed=effect.on_consumed)
        return before_tax(progress, wanted, amounts)
    return wanted


def cost_of(cost: int, granted: int, face: int) -> int:
    """The part of the cost for what was really granted, rounded up."""
    return min(cost, rounded_up(Fraction(cost * granted, face)))
