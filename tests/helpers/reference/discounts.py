"""What comes off which lines."""

from collections.abc import Mapping
from fractions import Fraction

from fidpos.rules.effect import NOTHING
from fidpos.rules.evaluation import LineDiscount
from fidpos.rules.scope import Scope
from tests.helpers.reference.arithmetic import WHOLE_PPM, half_up, largest_remainder
from tests.helpers.reference.progress import Line, Progress
from tests.helpers.reference.scopes import lines_of


def reducible_lines(progress: Progress, scope: Scope) -> list[Line]:
    """The lines of a scope that may be reduced at all."""
    spares = not progress.programme.policies.unearning_reduced
    return [
        line
        for line in lines_of(progress, scope)
        if line.number not in progress.not_on and (line.what.earns or not spares)
    ]


def amounts_of(progress: Progress, scope: Scope, *, on_consumed: bool) -> dict[int, int]:
    """By line, what a discount on whole lines may take off; negative for what is returned."""
    all_units = on_consumed or progress.by_points
    return {
        line.number: line.left if all_units else line.left_of_free
        for line in reducible_lines(progress, scope)
    }


def at_most(progress: Progress, amounts: Mapping[int, int]) -> int:
    """What may come off all of them together; what is returned lowers it, in the scope or anywhere."""
    return max(0, min(sum(amounts.values()), progress.due))


def take_amount(progress: Progress, wanted: int, amounts: Mapping[int, int], cap: int | None = None) -> str:
    """Take an amount off, each line in proportion to its own; says what an act says."""
    given, by = within_caps(progress, wanted, at_most(progress, amounts), cap)
    _book(progress, _spread(progress, given, bought(amounts)))
    return _answer(progress, given, by)


def bought(amounts: Mapping[int, int]) -> dict[int, int]:
    """Only the lines on which there is something to reduce."""
    return {number: amount for number, amount in amounts.items() if amount > 0}


def _answer(progress: Progress, given: int, by: str) -> str:
    if given:
        return by
    if by == "rule_cap_minor":
        progress.cap().used_up = by
    return NOTHING


def take_shares(progress: Progress, shares: Mapping[int, int], cap: int | None) -> str:
    """Take so much off each line; a cap lowers all of them in proportion."""
    wanted = sum(shares.values())
    given, by = within_caps(progress, wanted, max(0, min(wanted, progress.due)), cap)
    _book(progress, shares if given == wanted else _spread(progress, given, shares))
    return _answer(progress, given, by)


def within_caps(progress: Progress, wanted: int, possible: int, cap: int | None) -> tuple[int, str]:
    """How much of what is wanted can be given, and the cap that made it less."""
    given, by = wanted, ""
    limits = (("amount_due", possible), ("cap_minor", cap), ("rule_cap_minor", progress.cap().minor))
    for name, limit in limits:
        if limit is not None and given > limit:
            given, by = limit, name
    return given, by


def before_tax(progress: Progress, wanted: int, amounts: Mapping[int, int]) -> int:
    """What an amount before tax takes off prices: more by as much as these are more than before tax."""
    without_tax = Fraction(0)
    reduced = bought(amounts)
    for number, amount in reduced.items():
        line = progress.lines[number].what
        rate = line.tax_rate_ppm if line.tax_included else 0
        without_tax += amount / Fraction(WHOLE_PPM + rate, WHOLE_PPM)
    return half_up(wanted * sum(reduced.values()) / without_tax) if without_tax else wanted


def spread_over(progress: Progress, total: int, weights: Mapping[int, int]) -> dict[int, int]:
    """Shares of the lines: first of their tax groups, lower rates first, then of the lines within each."""
    groups: dict[int, list[int]] = {}
    for number in sorted(weights):
        groups.setdefault(progress.lines[number].what.tax_rate_ppm, []).append(number)
    ordered = [groups[rate] for rate in sorted(groups)]
    of_groups = largest_remainder(total, [sum(weights[number] for number in group) for group in ordered])
    shares: dict[int, int] = {}
    for group, share in zip(ordered, of_groups, strict=True):
        of_lines = largest_remainder(share, [weights[number] for number in group])
        shares.update(zip(group, of_lines, strict=True))
    return {number: shares[number] for number in sorted(shares)}


def _spread(progress: Progress, total: int, weights: Mapping[int, int]) -> dict[int, int]:
    return spread_over(progress, total, weights) if total else {}


def _book(progress: Progress, shares: Mapping[int, int]) -> None:
    for number, amount in sorted(shares.items()):
        if amount:
            progress.lines[number].reduce(amount)
            progress.discounts.append(LineDiscount(number, progress.source, amount))
    caps = progress.cap()
    if caps.minor is not None:
        caps.minor -= sum(shares.values())
