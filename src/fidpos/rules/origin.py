"""From which lines of a basket points came: read off the effects of their rule, which is not run again.

A refund asks this of a closed visit. The answers are weights: only how lines compare within one cause means
anything.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import NamedTuple

from fidpos.domain.basket import BasketLine
from fidpos.domain.money import PPM
from fidpos.rules.effect import Effect
from fidpos.rules.effects.add_to_earned import AddToEarned
from fidpos.rules.effects.cashback import Cashback
from fidpos.rules.effects.earn_fixed import EarnFixed
from fidpos.rules.effects.earn_per_amount import EarnPerAmount
from fidpos.rules.effects.earn_per_line import EarnPerLine
from fidpos.rules.effects.earn_per_unit import EarnPerUnit
from fidpos.rules.effects.multiply_earned import MultiplyEarned
from fidpos.rules.evaluation import LineDiscount
from fidpos.rules.policy import EarningBase
from fidpos.rules.programme import Programme
from fidpos.rules.scope import EVERYTHING, Scope, ScopeIndex
from fidpos.rules.units import units_in
from fidpos.rules.vouchers import is_voucher


class Cause(NamedTuple):
    """What moved a counter: the code of a rule or a reward."""

    counter: str
    code: str


Origins = Mapping[Cause, Sequence[int]]
"""By cause, what each line of the basket was worth to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bought:
    """A closed visit's basket.

    Attributes:
        lines: none when only the amount is known; then nothing came from any.
        discounts: what each rule, reward or voucher took off which line.
    """

    lines: tuple[BasketLine, ...]
    discounts: tuple[LineDiscount, ...]


def origins(programme: Programme, bought: Bought, causes: Iterable[Cause]) -> dict[Cause, list[int]]:
    """What each line was worth to these causes.

    To a rule that earns by amount, what the line earned on; by unit or by line, its units or one; what
    multiplies or adds came from where its counter's earnings did; what is fixed, or unknown to the programme,
    from everything that earns. To a reward, what it took off the line; a reward that took nothing off any is
    left out, as is everything when no lines are known.
    """
    asked = tuple(dict.fromkeys(causes))
    if not bought.lines:
        return {}
    rewards = frozenset(reward.code for reward in programme.rewards)
    basket = _Basket(programme, bought, rewards)
    effects = {rule.code: rule.effects for rule in programme.rules}
    found: dict[Cause, list[int]] = {}
    for cause in asked:
        if cause.code in rewards:
            weights = basket.off(cause.code)
            if any(weights):
                found[cause] = weights
        else:
            found[cause] = _whole(_of_rule(effects, cause, asked, basket) or basket.everything())
    return found


class _Basket:
    """The lines with what each of them earned on."""

    def __init__(self, programme: Programme, bought: Bought, rewards: frozenset[str]) -> None:
        self._policies = programme.policies
        self._bought = bought
        by_rules, by_rewards = [0] * len(bought.lines), [0] * len(bought.lines)
        for each in bought.discounts:
            taken = by_rewards if each.source in rewards or is_voucher(each.source) else by_rules
            taken[each.line] += each.amount_minor
        self._by_rules, self._by_rewards = by_rules, by_rewards

    def off(self, source: str) -> list[int]:
        """What one reward took off each line."""
        amounts = [0] * len(self._bought.lines)
        for each in self._bought.discounts:
            if each.source == source:
                amounts[each.line] += each.amount_minor
        return amounts

    def amounts(self, scope: Scope, base: EarningBase | None = None) -> list[int]:
        """What each line of the scope earned on; nothing for the others, and for what was returned."""
        lines = self._bought.lines
        (inside,) = ScopeIndex([scope]).lines_of(lines)
        earning = [0] * len(lines)
        for n in inside:
            if lines[n].earns:
                earning[n] = max(0, self._left(n, base or self._policies.earning_base))
        return earning

    def units(self, scope: Scope) -> list[int]:
        """How many units each line of the scope is, of those that earned."""
        lines = self._bought.lines
        return [units_in(lines[n]) if amount else 0 for n, amount in enumerate(self.amounts(scope))]

    def everything(self) -> list[Fraction]:
        """What all lines together earned on, or else cost."""
        amounts = self.amounts(EVERYTHING)
        if not any(amounts):
            amounts = [max(0, line.amount_minor) for line in self._bought.lines]
        return [Fraction(amount) for amount in amounts]

    def _left(self, n: int, base: EarningBase) -> int:
        left = self._bought.lines[n].amount_minor
        if base is EarningBase.AFTER_DISCOUNT:
            left -= self._by_rules[n]
        if self._policies.reward_lowers_base:
            left -= self._by_rewards[n]
        return left


def _of_rule(
    effects: Mapping[str, Sequence[Effect]], cause: Cause, asked: Sequence[Cause], basket: _Basket
) -> list[Fraction]:
    """In units of the counter; empty when nothing can be said of any line."""
    parts: list[list[Fraction]] = []
    for effect in effects.get(cause.code, ()):
        match effect:
            case MultiplyEarned() | AddToEarned() if effect.counter == cause.counter:
                same = (each for each in asked if each.counter == cause.counter)
                parts += [_by_lines(one, each, basket) for each in same for one in effects.get(each.code, ())]
            case EarnFixed() if effect.counter == cause.counter:
                whole = basket.everything()
                total = sum(whole)
                parts.append([effect.points * amount / total if total else amount for amount in whole])
            case _:
                parts.append(_by_lines(effect, cause, basket))
    summed = [sum(column, Fraction(0)) for column in zip(*filter(None, parts), strict=True)]
    return summed if any(summed) else []


def _by_lines(effect: Effect, cause: Cause, basket: _Basket) -> list[Fraction]:
    """What the lines of its scope gave of what multipliers multiply; empty for any other effect."""
    match effect:
        case EarnPerAmount() if effect.counter == cause.counter:
            amounts = basket.amounts(effect.scope, effect.base)
            return [Fraction(amount * effect.points, effect.per_minor) for amount in amounts]
        case Cashback() if effect.counter == cause.counter:
            amounts = basket.amounts(effect.scope, effect.base)
            return [Fraction(amount * effect.share_ppm, PPM) for amount in amounts]
        case EarnPerUnit() if effect.counter == cause.counter:
            return [Fraction(units * effect.points) for units in basket.units(effect.scope)]
        case EarnPerLine() if effect.counter == cause.counter:
            return [Fraction(effect.points if amount else 0) for amount in basket.amounts(effect.scope)]
        case _:
            return []


def _whole(weights: Sequence[Fraction]) -> list[int]:
    """The same in whole numbers."""
    scale = lcm(*(weight.denominator for weight in weights))
    return [int(weight * scale) for weight in weights]
