"""Which anniversaries of a member are near, found anew only when one of them comes near or has passed."""

from collections.abc import Iterable
from datetime import date, timedelta

from fidpos.rules.facts import Anniversary

_DAY = timedelta(days=1)


class _Occasion:
    """One anniversary between two of its occurrences: near after the last one, and before the next."""

    __slots__ = ("_reach", "anniversary", "enters_on", "last_near", "last_quiet", "next_on")

    def __init__(self, anniversary: Anniversary, reach: timedelta) -> None:
        self.anniversary = anniversary
        self._reach = reach
        self.next_on = self.enters_on = self.last_near = self.last_quiet = date.min

    def pass_on(self, day: date) -> None:
        """Move to the two occurrences around the day; the next one may be today."""
        of_year = self.anniversary.day.in_year
        last, coming = of_year(day.year - 1), of_year(day.year)
        if coming < day:
            last, coming = coming, of_year(day.year + 1)
        self.next_on = coming
        self.last_near = last + self._reach
        self.enters_on = coming - self._reach
        self.last_quiet = self.enters_on - _DAY


class NearOccasions:
    """The anniversaries within a programme's reach; days only move on."""

    __slots__ = ("_holds_until", "_near", "_occasions")

    def __init__(self, anniversaries: Iterable[Anniversary], reach_days: int) -> None:
        reach = timedelta(days=reach_days)
        self._occasions = [_Occasion(each, reach) for each in anniversaries]
        self._near: tuple[Anniversary, ...] = ()
        self._holds_until = date.min if self._occasions else date.max

    def near(self, day: date) -> tuple[Anniversary, ...]:
        """Those no further than the reach from that day."""
        if day > self._holds_until:
            self._find(day)
        return self._near

    def _find(self, day: date) -> None:
        near: list[Anniversary] = []
        holds_until = date.max
        for each in self._occasions:
            if day > each.next_on:
                each.pass_on(day)
            if day <= each.last_near:
                near.append(each.anniversary)
                until = each.last_near
            elif day >= each.enters_on:
                near.append(each.anniversary)
                until = each.next_on
            else:
                until = each.last_quiet
            holds_until = min(holds_until, until)
        self._near = tuple(near)
        self._holds_until = holds_until
