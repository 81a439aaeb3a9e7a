"""Effects on single units: every unit is listed."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from fidpos.rules.effect import NOTHING
from fidpos.rules.effects.amount_off_units import AmountOffUnits
from fidpos.rules.effects.buy_x_get_y import BuyXGetY
from fidpos.rules.effects.free_article import FreeArticle
from fidpos.rules.effects.percent_off_units import PercentOffUnits
from fidpos.rules.effects.unit_price import UnitPrice
from fidpos.rules.scope import Scope
from fidpos.rules.units import Pick
from tests.helpers.reference.arithmetic import WHOLE_PPM, half_up, largest_remainder
from tests.helpers.reference.discounts import reducible_lines, spread_over, take_shares
from tests.helpers.reference.progress import Line, Progress

UnitEffect = AmountOffUnits | BuyXGetY | FreeArticle | PercentOffUnits | UnitPrice


@dataclass(frozen=True, slots=True, kw_only=True)
class OneUnit:
    """One unit of a line, and what it costs."""

    line: int
    price: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The units that an effect reduces, and all those that are used up by it."""

    reduced: list[OneUnit]
    used: list[OneUnit]


def reduce_units(effect: UnitEffect, progress: Progress) -> str:
    """Choose, reduce, use up; says what an act says."""
    chosen = _choose(effect, progress)
    off = _off(effect, progress, chosen.reduced)
    before = len(progress.discounts)
    answer = take_shares(progress, off, effect.cap_minor)
    _count_free(progress, chosen.reduced, before)
    if answer != NOTHING and effect.consumes:
        _use_up(progress, chosen.used, before)
    return answer


def _choose(effect: UnitEffect, progress: Progress) -> Chosen:
    units = units_of(progress, effect.scope, on_consumed=effect.on_consumed)
    match effect:
        case FreeArticle():
            cheapest = units[::-1][: effect.units_max]
            return Chosen(reduced=cheapest, used=cheapest)
        case UnitPrice():
            dearer = [unit for unit in units if unit.price > effect.price_minor][: effect.units_max]
            return Chosen(reduced=dearer, used=dearer)
        case BuyXGetY():
            return _groups(effect, progress, units)
        case AmountOffUnits() | PercentOffUnits():
            return _picked(effect.pick, effect.n, units)


def units_of(progress: Progress, scope: Scope, *, on_consumed: bool) -> list[OneUnit]:
    """The units of a scope, dearest first; what is left of a line is shared by its units to the cent."""
    units: list[OneUnit] = []
    for line in reducible_lines(progress, scope):
        count = line.units if on_consumed else line.units - line.units_used
        amount = line.left if on_consumed else line.left_of_free
        if count > 0 and amount > 0:
            prices = largest_remainder(amount, [1] * count)
            units += [OneUnit(line=line.number, price=price) for price in prices if price]
    return sorted(units, key=lambda unit: (-unit.price, _looks(progress.lines[unit.line]), unit.line))


def _looks(line: Line) -> tuple[object, ...]:
    """Between units of one price; it makes the place of a line in the basket mean as little as can be."""
    what = line.what
    names = (what.article, what.brand, what.categories, sorted(what.labels), what.label)
    return (*names, what.tax_rate_ppm, what.amount_minor, what.quantity)


def _picked(pick: Pick, n: int, units: Sequence[OneUnit]) -> Chosen:
    if pick is Pick.NTH:
        complete = units[: len(units) // n * n]
        return Chosen(reduced=list(complete[n - 1 :: n]), used=list(complete))
    chosen = list((units[::-1] if pick is Pick.CHEAPEST else units)[:n])
    return Chosen(reduced=chosen, used=chosen)


def _groups(effect: BuyXGetY, progress: Progress, units: list[OneUnit]) -> Chosen:
    if effect.given is not None:
        given = units_of(progress, effect.given, on_consumed=effect.on_consumed)
        given_lines = {unit.line for unit in given}
        bought = [unit for unit in units if unit.line not in given_lines]
        groups = min(len(bought) // effect.buy, len(given) // effect.get, effect.groups_max or len(units))
        reduced = given[::-1][: groups * effect.get]
        return Chosen(reduced=reduced, used=reduced + bought[: groups * effect.buy])
    size, left = effect.buy + effect.get, effect.groups_max or len(units)
    chosen = Chosen(reduced=[], used=[])
    for alike in _by_article(progress, units) if effect.same_article else [units]:
        groups = min(len(alike) // size, left)
        reduced = alike[::-1][: groups * effect.get]
        chosen.reduced.extend(reduced)
        chosen.used.extend(reduced + alike[: groups * effect.buy])
        left -= groups
    return chosen


def _by_article(progress: Progress, units: Sequence[OneUnit]) -> list[list[OneUnit]]:
    """The units of each article, the article with the dearest unit first; what has no number stands alone."""
    alike: dict[object, list[OneUnit]] = {}
    for unit in units:
        article = progress.lines[unit.line].what.article
        alike.setdefault(article or unit.line, []).append(unit)
    return list(alike.values())


def _off(effect: UnitEffect, progress: Progress, units: Sequence[OneUnit]) -> dict[int, int]:
    match effect:
        case UnitPrice():
            return _sums([(unit, unit.price - effect.price_minor) for unit in units])
        case AmountOffUnits():
            return _sums([(unit, min(unit.price, effect.amount_minor)) for unit in units])
        case FreeArticle():
            return _sums([(unit, unit.price) for unit in units])
        case PercentOffUnits() | BuyXGetY():
            worth = _sums([(unit, unit.price) for unit in units])
            total = half_up(Fraction(sum(worth.values()) * effect.share_ppm, WHOLE_PPM))
            return spread_over(progress, total, dict(sorted(worth.items()))) if total else {}


def _sums(parts: Sequence[tuple[OneUnit, int]]) -> dict[int, int]:
    sums: dict[int, int] = {}
    for unit, part in parts:
        sums[unit.line] = sums.get(unit.line, 0) + part
    return sums


def _count_free(progress: Progress, reduced: Sequence[OneUnit], discounts_before: int) -> None:
    """The units are free where everything that those of their line cost came off."""
    cost = _sums([(unit, unit.price) for unit in reduced])
    off = {each.line: each.amount_minor for each in progress.discounts[discounts_before:]}
    for unit in reduced:
        if off.get(unit.line) == cost[unit.line]:
            line = progress.lines[unit.line]
            if progress.by_points:
                line.free_by_points += 1
            else:
                line.free_by_rules += 1


def _use_up(progress: Progress, used: Sequence[OneUnit], discounts_before: int) -> None:
    """The units are gone for later discounts, with what is left of their price."""
    for unit in used:
        line = progress.lines[unit.line]
        line.units_used = min(line.units, line.units_used + 1)
        line.left_of_used += unit.price
    used_lines = {unit.line for unit in used}
    for discount in progress.discounts[discounts_before:]:
        if discount.line in used_lines:
            progress.lines[discount.line].left_of_used -= discount.amount_minor
    for number in used_lines:
        line = progress.lines[number]
        is_gone = line.units_used == line.units
        line.left_of_used = line.left if is_gone else min(line.left_of_used, line.left)
