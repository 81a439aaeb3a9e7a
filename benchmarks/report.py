"""Figures and how they are told: a table for people, one JSON object a line for machines."""

import json
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured number.

    Attributes:
        name: `rules.eval`, with the case as a suffix: `till.lookup.5M`.
        limit: the same work done raw in the same run, None where there is nothing to compare with.
        target: such as `<= 3` or `>= 0.8`, of the ratio (of the value without a limit); empty for none.
    """

    name: str
    value: float
    unit: str
    limit: float | None = None
    target: str = ""

    @property
    def ratio(self) -> float | None:
        """Value over limit: below 1 is better for a time, above 1 for a rate."""
        return self.value / self.limit if self.limit else None

    @property
    def is_met(self) -> bool | None:
        """Whether the target is reached; None when there is none."""
        if not self.target:
            return None
        relation, bound = self.target.split()
        judged = self.value if self.ratio is None else self.ratio
        return judged <= float(bound) if relation == "<=" else judged >= float(bound)


Emit = Callable[[Figure], None]


def print_json(figure: Figure) -> None:
    """One object a line: name, value, unit, limit, ratio, target."""
    line = {
        "name": figure.name,
        "value": _rounded(figure.value),
        "unit": figure.unit,
        "limit": _rounded(figure.limit),
        "ratio": _rounded(figure.ratio),
        "target": figure.target,
    }
    print(json.dumps(line), flush=True)


def print_row(figure: Figure) -> None:
    """One aligned row, with a word where the target is missed."""
    limit = "" if figure.limit is None else f"{figure.limit:,.4g}"
    ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}"
    verdict = "missed" if figure.is_met is False else ""
    print(
        f"{figure.name:<28} {figure.value:>12,.4g} {figure.unit:<10} {limit:>12} {ratio:>8}  "
        f"{figure.target:<9} {verdict}".rstrip(),
        flush=True,
    )


def print_heading() -> None:
    """The heading of the table."""
    print(f"{'name':<28} {'value':>12} {'unit':<10} {'raw limit':>12} {'ratio':>8}  target")


def _rounded(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.5g}")
