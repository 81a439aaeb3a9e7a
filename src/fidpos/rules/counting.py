"""What a visit adds to the history of the scopes that a programme names: later visits ask for it."""

from dataclasses import dataclass

from fidpos.rules.compiled import CompiledProgramme
from fidpos.rules.evaluation import Evaluation
from fidpos.rules.facts import Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeCount:
    """What one visit holds of one scope.

    Attributes:
        scope: its name.
        visits: 1 when something of it was bought, 0 when it was only returned.
        revenue_minor: what was due for it after our discounts.
        quantity: in thousandths of a unit; 0 where only the amount is known.
        lines: positions in the basket; none where only the amount is known.
    """

    scope: str
    visits: int
    revenue_minor: int
    quantity: int
    lines: tuple[int, ...] = ()


def count_scopes(compiled: CompiledProgramme, facts: Facts, evaluation: Evaluation) -> tuple[ScopeCount, ...]:
    """One count for each scope that the visit touched and whose history the programme reads, by name."""
    if not compiled.counted:
        return ()
    lines = facts.visit.lines
    net = [line.amount_minor for line in lines]
    for discount in evaluation.discounts:
        net[discount.line] -= discount.amount_minor
    lines_of, is_itemised = compiled.scopes.lines_of(lines), facts.visit.is_itemised
    return tuple(
        ScopeCount(
            scope=name,
            visits=1 if any(lines[line].quantity > 0 for line in lines_of[number]) else 0,
            revenue_minor=sum(net[line] for line in lines_of[number]),
            quantity=sum(lines[line].quantity for line in lines_of[number] if not lines[line].is_anonymous),
            lines=tuple(lines_of[number]) if is_itemised else (),
        )
        for name, number in compiled.counted
        if lines_of[number]
    )
