"""Operations of the programme that are on, begin or end soon: rules that hold between two days."""

from dataclasses import dataclass
from datetime import date, timedelta

from fidpos.rules.conditions.all_of import AllOf
from fidpos.rules.conditions.dates import Dates
from fidpos.rules.programme import Programme
from fidpos.rules.titles import Titles

AHEAD = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """A rule with its days; a side that is open is None."""

    title: Titles
    first: date | None
    last: date | None

    def is_on(self, day: date) -> bool:
        """Whether the day lies in it."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


def operations(programme: Programme, day: date) -> tuple[Operation, ...]:
    """Those that are on that day or begin within a week; whichever ends first comes first."""
    found = []
    for rule in programme.rules:
        when = rule.when
        parts = when.of if isinstance(when, AllOf) else (when,)
        for part in parts:
            if isinstance(part, Dates):
                operation = Operation(title=rule.title, first=part.first, last=part.last)
                begins_soon = part.first is not None and day < part.first <= day + AHEAD
                if operation.is_on(day) or begins_soon:
                    found.append(operation)
    return tuple(sorted(found, key=lambda each: each.last or date.max))
