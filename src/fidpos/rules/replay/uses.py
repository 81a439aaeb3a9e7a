"""How often rules gave to one member, as the facts of a visit count it."""

from collections.abc import Iterable
from datetime import date

from fidpos.rules.evaluation import RuleUsed
from fidpos.rules.facts import RuleUse
from fidpos.rules.past import PastUse


class UseBook:
    """Uses by rule and person; days only move on."""

    __slots__ = ("_counted_on", "_days", "_records")

    def __init__(self, past: Iterable[tuple[PastUse, str]]) -> None:
        self._days: dict[tuple[str, str], dict[date, int]] = {}
        self._records: tuple[RuleUse, ...] = ()
        self._counted_on: date | None = None
        for use, subject in past:
            self._count(use.rule, subject, use.day, use.count)

    def records(self, day: date) -> tuple[RuleUse, ...]:
        """As of that day, by rule and person."""
        if self._days and self._counted_on != day:
            self._records = tuple(
                [
                    _record(rule, subject, self._days[rule, subject], day)
                    for rule, subject in sorted(self._days)
                ]
            )
            self._counted_on = day
        return self._records

    def add(self, uses: Iterable[RuleUsed], day: date) -> dict[str, int]:
        """Record those of a closed visit; returns how often each rule gave on it."""
        by_rule: dict[str, int] = {}
        for use in uses:
            self._count(use.rule, use.subject, day, use.count)
            by_rule[use.rule] = by_rule.get(use.rule, 0) + use.count
        return by_rule

    def _count(self, rule: str, subject: str, day: date, count: int) -> None:
        days = self._days.setdefault((rule, subject), {})
        days[day] = days.get(day, 0) + count
        self._counted_on = None


def _record(rule: str, subject: str, days: dict[date, int], day: date) -> RuleUse:
    week = day.isocalendar()[:2]
    this_year = {on: count for on, count in days.items() if on.year == day.year}
    return RuleUse(
        rule=rule,
        subject=subject,
        total=sum(days.values()),
        this_year=sum(this_year.values()),
        this_month=sum(count for on, count in this_year.items() if on.month == day.month),
        this_week=sum(count for on, count in days.items() if on.isocalendar()[:2] == week),
        today=days.get(day, 0),
        last_on=max(days),
    )
