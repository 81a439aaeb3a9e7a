"""Near misses: the rules that only a little more would have let fire."""

from collections.abc import Iterable
from typing import NamedTuple

from fidpos.domain.money import PPM
from fidpos.rules.evaluation import Outcome, TraceEntry, Unit

NEAR_MAX = 2
"""More would not be read at a counter."""

_WITHIN_REACH = frozenset({Unit.MINOR, Unit.ITEMS, Unit.VISITS, Unit.POINTS})
"""What the member can do something about: buy more, come again. Days pass by themselves."""


class NearMiss(NamedTuple):
    """A rule that missed by `missing`, counted in `unit`."""

    rule: str
    missing: int
    unit: Unit


def near_misses(trace: Iterable[TraceEntry], most: int = NEAR_MAX) -> tuple[NearMiss, ...]:
    """Those that lack the smallest share of what they want, so that cents compare with visits.

    Equal ones stay in the order of the trace.
    """
    misses = [
        (entry.rule, entry.miss)
        for entry in trace
        if entry.outcome is Outcome.NOT_FIRED and entry.miss is not None and entry.miss.unit in _WITHIN_REACH
    ]
    near = [
        (missing * PPM // max(1, wanted), NearMiss(rule, missing, unit))
        for rule, (_, _, wanted, missing, unit) in misses
        if missing and isinstance(wanted, int)
    ]
    return tuple(each for _, each in sorted(near, key=lambda pair: pair[0])[:most])
