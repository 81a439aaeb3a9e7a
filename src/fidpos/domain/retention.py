"""Which of many copies are kept as they grow old."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How many copies to keep: the newest of each of so many days, weeks and months that have one."""

    days: int = 7
    weeks: int = 5
    months: int = 12

    def kept(self, made: Iterable[datetime]) -> frozenset[datetime]:
        """Those that stay; the newest of all always does."""
        newest_first = sorted(made, reverse=True)
        kept = set(newest_first[:1])
        for pattern, count in (("%Y-%m-%d", self.days), ("%G-%V", self.weeks), ("%Y-%m", self.months)):
            newest_of: dict[str, datetime] = {}
            for instant in newest_first:
                newest_of.setdefault(instant.strftime(pattern), instant)
            kept |= set(list(newest_of.values())[:count])
        return frozenset(kept)


USUAL = Retention()
"""About two dozen copies, the oldest a year old."""
