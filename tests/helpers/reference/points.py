"""What a visit earns, and what multipliers and additions make of it at the end of the phase."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from fidpos.rules.effect import NOTHING
from fidpos.rules.effects.cashback import Cashback
from fidpos.rules.effects.earn_fixed import EarnFixed
from fidpos.rules.effects.earn_per_amount import By, EarnPerAmount
from fidpos.rules.effects.earn_per_line import EarnPerLine
from fidpos.rules.effects.earn_per_unit import EarnPerUnit
from fidpos.rules.evaluation import Earned
from fidpos.rules.policy import EarningBase, Multiples
from fidpos.rules.programme import Rounding
from fidpos.rules.scope import Scope
from tests.helpers.reference.arithmetic import WHOLE_PPM, half_up, largest_remainder, rounded_down
from tests.helpers.reference.progress import Line, Pending, Progress
from tests.helpers.reference.scopes import lines_of

Earning = Cashback | EarnFixed | EarnPerAmount | EarnPerLine | EarnPerUnit


def earn(effect: Earning, progress: Progress) -> str:
    """Credit what an effect earns; says what an act says."""
    if isinstance(effect, EarnFixed):
        return _credit(progress, effect.counter, effect.points, None, is_multiplied=False)
    cap = effect.cap_minor if isinstance(effect, Cashback) else effect.cap_points
    return _credit(progress, effect.counter, _points(effect, progress), cap, is_multiplied=True)


def _points(effect: Cashback | EarnPerAmount | EarnPerLine | EarnPerUnit, progress: Progress) -> int:
    match effect:
        case EarnPerAmount():
            return _by_amount(effect, progress)
        case Cashback():
            amount = _amount(progress, effect.scope, effect.base)
            return _round(progress, effect.counter, Fraction(amount * effect.share_ppm, WHOLE_PPM))
        case EarnPerLine():
            return effect.points * _lines_kept(progress, effect.scope)
        case EarnPerUnit():
            units = sum(_earning_units(progress, effect.scope))
            return effect.points * (units - _units_returned(progress, effect.scope))


def _by_amount(effect: EarnPerAmount, progress: Progress) -> int:
    amount = _amount(progress, effect.scope, effect.base)
    match effect.by:
        case By.RATE:
            return _round(progress, effect.counter, Fraction(amount * effect.points, effect.per_minor))
        case By.BLOCK:
            return rounded_down(Fraction(amount, effect.per_minor)) * effect.points
        case By.NEAREST_BLOCK:
            return half_up(Fraction(amount, effect.per_minor)) * effect.points


def _round(progress: Progress, counter: str, exact: Fraction) -> int:
    is_half_up = progress.counter(counter).rounding is Rounding.HALF_UP
    return half_up(exact) if is_half_up else rounded_down(exact)


def _amount(progress: Progress, scope: Scope, base: EarningBase | None) -> int:
    earns_on = base_of_lines(progress, base)
    return max(0, sum(earns_on[line.number] for line in lines_of(progress, scope)))


def _earning_units(progress: Progress, scope: Scope) -> list[int]:
    """For each line of the scope that earns, how many units of it do."""
    earns_on = base_of_lines(progress, None)
    return [_units(progress, line) for line in lines_of(progress, scope) if earns_on[line.number] > 0]


def _units_returned(progress: Progress, scope: Scope) -> int:
    """Whole ones, and one for each line that was weighed or measured."""
    earns_on, returned = base_of_lines(progress, None), 0
    for line in lines_of(progress, scope):
        if line.what.quantity < 0 and earns_on[line.number] < 0:
            whole = Fraction(-line.what.quantity, 1000)
            returned += int(whole) if whole.denominator == 1 else 1
    return returned


def _lines_kept(progress: Progress, scope: Scope) -> int:
    """Lines that earn and of which not all comes back; the shortest come back first."""
    earns_on, left = base_of_lines(progress, None), _units_returned(progress, scope)
    kept = sorted(line.units for line in lines_of(progress, scope) if earns_on[line.number] > 0)
    while kept and kept[0] <= left:
        left -= kept.pop(0)
    return len(kept)


def _units(progress: Progress, line: Line) -> int:
    """Those that a discount which lowers the base has not made free; one, if there is any."""
    policies, free = progress.programme.policies, 0
    if policies.earning_base is EarningBase.AFTER_DISCOUNT:
        free += line.free_by_rules
    if policies.reward_lowers_base:
        free += line.free_by_points
    return max(min(1, line.units), line.units - free)


def base_of_lines(progress: Progress, base: EarningBase | None) -> list[int]:
    """What each line earns on."""
    policies = progress.programme.policies
    before_discounts = (base or policies.earning_base) is EarningBase.BEFORE_DISCOUNT
    earns_on = []
    for line, left_by_rules in zip(progress.lines, progress.left_by_rules, strict=True):
        amount = line.what.amount_minor if before_discounts else left_by_rules
        if policies.reward_lowers_base:
            amount -= left_by_rules - line.left
        earns_on.append(amount if line.what.earns else 0)
    paid_by_card = progress.facts.visit.gift_card_minor
    return earns_on if policies.gift_card_earns or not paid_by_card else _less(earns_on, paid_by_card)


def _less(earns_on: Sequence[int], paid: int) -> list[int]:
    """What is left when a part of the payment does not earn, taken from the lines in proportion."""
    weights = [max(0, amount) for amount in earns_on]
    shares = largest_remainder(min(paid, sum(weights)), weights)
    return [amount - share for amount, share in zip(earns_on, shares, strict=True)]


def _credit(progress: Progress, counter: str, points: int, cap: int | None, *, is_multiplied: bool) -> str:
    given, by = points, ""
    for name, limit in (("cap_points", cap), ("rule_cap_points", progress.cap().points)):
        if limit is not None and given > limit:
            given, by = limit, name
    if given <= 0:
        progress.cap().used_up = by if points > 0 else progress.cap().used_up
        return NOTHING
    progress.earned.append(Earned(counter, progress.source, given))
    if is_multiplied:
        progress.multipliable[counter] = progress.multipliable.get(counter, 0) + given
    caps = progress.cap()
    if caps.points is not None:
        caps.points -= given
    return by


def bonus_of(progress: Progress, counter: str) -> Fraction:
    """What multipliers and additions of a counter would give now, not rounded."""
    base = progress.multipliable.get(counter, 0)
    factors = [each.size - WHOLE_PPM for each in progress.multipliers if each.counter == counter]
    if not base:
        return Fraction(0)
    if factors and progress.programme.policies.multiples is Multiples.BEST:
        factors = [max(factors)]
    added = sum(each.size for each in progress.additions if each.counter == counter)
    return Fraction(base * sum(factors), WHOLE_PPM) + added


@dataclass(slots=True, kw_only=True)
class Settled:
    """What became of what one rule had waiting: did it give, to whom did it lose, which cap lowered it."""

    gave: bool = False
    lost_to: str = ""
    cap: str = ""


def settle(progress: Progress) -> dict[str, Settled]:
    """Give what waits for the end of the phase; answers what became of it, by rule."""
    settled = {each.rule: Settled() for each in (*progress.multipliers, *progress.additions)}
    for counter in dict.fromkeys(each.counter for each in progress.multipliers):
        waiting = [each for each in progress.multipliers if each.counter == counter]
        if progress.programme.policies.multiples is Multiples.BEST:
            best = max(waiting, key=lambda each: each.size)
            for each in waiting:
                if each.rule != best.rule and _multiplied(progress, best) and not settled[each.rule].lost_to:
                    settled[each.rule].lost_to = best.rule
            waiting = [best]
        for each in waiting:
            points = _multiplied(progress, each)
            if points:
                progress.earned.append(Earned(counter, each.rule, points))
                settled[each.rule].gave = True
    for each in progress.additions:
        if progress.multipliable.get(each.counter):
            _add(progress, each, settled[each.rule])
    return settled


def _multiplied(progress: Progress, multiplier: Pending) -> int:
    """What a multiplier gives on top of what it multiplies."""
    base = progress.multipliable.get(multiplier.counter, 0)
    exact = Fraction(base * (multiplier.size - WHOLE_PPM), WHOLE_PPM)
    return _round(progress, multiplier.counter, exact)


def _add(progress: Progress, addition: Pending, settled: Settled) -> None:
    caps = progress.caps[addition.rule]
    given = addition.size if caps.points is None else min(addition.size, caps.points)
    if given:
        progress.earned.append(Earned(addition.counter, addition.rule, given))
        settled.gave = True
    if caps.points is not None:
        caps.points -= given
    if given < addition.size:
        settled.cap = "rule_cap_points"


def wait(progress: Progress, waiting: list[Pending], pending: Pending) -> str:
    """Remember what counts at the end of the phase; for two persons a rule counts once."""
    if progress.is_first_person:
        waiting.append(replace(pending, rule=progress.source))
    return ""
