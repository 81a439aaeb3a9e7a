"""Which anniversaries of a member are near, found anew only when one of them comes near or has passed."""

from collections.abc import Sequence
from datetime import date, timedelta

from fidpos.rules.facts import Anniversary


class NearOccasions:
    """The anniversaries within a programme's reach; days only move on."""

    __slots__ = ("_all", "_holds_until", "_near", "_reach")

    def __init__(self, anniversaries: Sequence[Anniversary], reach_days: int) -> None:
        self._all = anniversaries
        self._reach = reach_days
        self._near: tuple[Anniversary, ...] = ()
        self._holds_until = date.min if anniversaries else date.max

    def near(self, day: date) -> tuple[Anniversary, ...]:
        """Those no further than the reach from that day."""
        if day > self._holds_until:
            distances = [(each, each.day.days_from(day)) for each in self._all]
            self._near = tuple([each for each, away in distances if abs(away) <= self._reach])
            self._holds_until = min(self._until(each, away, day) for each, away in distances)
        return self._near

    def _until(self, each: Anniversary, away: int, day: date) -> date:
        """The last day on which the answer for this one is what it is today."""
        if abs(away) <= self._reach:
            return day + timedelta(days=away + self._reach)
        coming = each.day.in_year(day.year)
        if coming < day:
            coming = each.day.in_year(day.year + 1)
        return coming - timedelta(days=self._reach + 1)
