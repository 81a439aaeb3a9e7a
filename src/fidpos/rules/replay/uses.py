"""How often rules gave to one member, as the facts of a visit count it."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta

from fidpos.rules.evaluation import RuleUsed
from fidpos.rules.facts import RuleUse
from fidpos.rules.past import PastUse


class _Counter:
    """Uses of one rule for one person; days only move on, so that only the latest of each span is kept.

    Its record is the same until a span ends in which the rule gave, or it gives again.
    """

    __slots__ = (
        "_holds_until",
        "_record",
        "last_on",
        "month",
        "rule",
        "subject",
        "today",
        "total",
        "week",
        "year",
    )

    def __init__(self, rule: str, subject: str, day: date) -> None:
        self.rule = rule
        self.subject = subject
        self.last_on = day
        self.total = self.year = self.month = self.week = self.today = 0
        self._record = RuleUse(rule=rule)
        self._holds_until = date.min

    def add(self, day: date, count: int) -> None:
        last = self.last_on
        if day != last:
            self.today = 0
            self.week = self.week if _week(day) == _week(last) else 0
            self.month = self.month if day.month == last.month and day.year == last.year else 0
            self.year = self.year if day.year == last.year else 0
            self.last_on = day
        self.total += count
        self.year += count
        self.month += count
        self.week += count
        self.today += count
        self._holds_until = date.min

    def on(self, day: date) -> RuleUse:
        if day > self._holds_until:
            self._record = self._counted(day)
            self._holds_until = min(end for end in _ends(self.last_on) if day <= end)
        return self._record

    def _counted(self, day: date) -> RuleUse:
        last = self.last_on
        same_year = day.year == last.year
        return RuleUse(
            rule=self.rule,
            subject=self.subject,
            total=self.total,
            this_year=self.year if same_year else 0,
            this_month=self.month if same_year and day.month == last.month else 0,
            this_week=self.week if _week(day) == _week(last) else 0,
            today=self.today if day == last else 0,
            last_on=last,
        )


class UseBook:
    """Uses by rule and person; days only move on."""

    __slots__ = ("_counted_on", "_counters", "_records")

    def __init__(self, past: Iterable[tuple[PastUse, str]]) -> None:
        self._counters: dict[tuple[str, str], _Counter] = {}
        self._records: tuple[RuleUse, ...] = ()
        self._counted_on: date | None = None
        for use, subject in past:
            self._count(use.rule, subject, use.day, use.count)

    def records(self, day: date) -> tuple[RuleUse, ...]:
        """As of that day, by rule and person."""
        if self._counters and self._counted_on != day:
            self._records = tuple([self._counters[key].on(day) for key in sorted(self._counters)])
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
        counter = self._counters.get((rule, subject))
        if counter is None:
            counter = self._counters[rule, subject] = _Counter(rule, subject, day)
        counter.add(day, count)
        self._counted_on = None


def _week(day: date) -> int:
    """The same number from Monday to Sunday."""
    return (day.toordinal() - 1) // 7


def _ends(day: date) -> tuple[date, ...]:
    """The last days of the spans that a day lies in."""
    sunday = day + timedelta(days=6 - day.weekday())
    month = day.replace(day=monthrange(day.year, day.month)[1])
    return day, sunday, month, date(day.year, 12, 31), date.max
