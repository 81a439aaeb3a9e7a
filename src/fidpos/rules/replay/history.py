"""A member's history under one programme, kept as the sums that the programme asks for, and no others."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter

from fidpos.rules.compiled import CompiledProgramme
from fidpos.rules.counting import ScopeCount
from fidpos.rules.history import RULE_SCOPE, HistoryQuery, Metric, WindowValue
from fidpos.rules.past import DayAggregate, LifetimeTotals
from fidpos.rules.replay.stored import MemberPast
from fidpos.rules.replay.window_sum import FirstDays, SinceLastUse, Total, WindowSum, window_sum

WHOLE = ""
"""The scope of all purchases, and of the programme's first counter."""

_OF_ROW: Mapping[Metric, Callable[[DayAggregate | LifetimeTotals], int]] = {
    Metric.VISITS: attrgetter("visits"),
    Metric.DAYS_SINCE: attrgetter("visits"),
    Metric.REVENUE: attrgetter("revenue_minor"),
    Metric.POINTS_EARNED: attrgetter("points_earned"),
    Metric.QUANTITY: attrgetter("quantity"),
}
_OF_COUNT: Mapping[Metric, Callable[[ScopeCount], int]] = {
    Metric.VISITS: attrgetter("visits"),
    Metric.DAYS_SINCE: attrgetter("visits"),
    Metric.REVENUE: attrgetter("revenue_minor"),
    Metric.QUANTITY: attrgetter("quantity"),
}

Summed = tuple[Metric, WindowSum]
"""A sum, and what it is a sum of."""


_SMALL = 1000
"""Answers below it come again and again: they are made once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One query of a programme, ready for many members; they share what depends on no one of them.

    Attributes:
        firsts: with which day the window begins.
        answers: to be given, from 0 on.
    """

    query: HistoryQuery
    firsts: FirstDays
    answers: tuple[WindowValue, ...]


def questions_of(compiled: CompiledProgramme) -> tuple[Question, ...]:
    """The queries of the programme, in their order."""
    return tuple(
        Question(
            query=query,
            firsts=FirstDays(query.window),
            answers=tuple(WindowValue(key=query.key, value=value) for value in range(_SMALL)),
        )
        for query in compiled.needs
    )


class MemberHistory:
    """The answers to a programme's questions about one member."""

    __slots__ = ("_main_counter", "_points", "_scopes", "_since_use", "_uses", "_values", "_whole")

    def __init__(self, questions: Iterable[Question], past: MemberPast, main_counter: str) -> None:
        self._main_counter = main_counter
        self._values: list[tuple[tuple[WindowValue, ...], Callable[[date, datetime], int | None]]] = []
        self._whole: list[Summed] = []
        self._points: list[tuple[str, WindowSum]] = []
        self._scopes: dict[str, list[Summed]] = {}
        self._uses: list[tuple[str, WindowSum]] = []
        self._since_use: list[SinceLastUse] = []
        for question in questions:
            self._take(question)
        if past.lifetime or past.days or past.uses:
            self._open(past)

    def _take(self, question: Question) -> None:
        query = question.query
        summed = window_sum(query, question.firsts)
        self._values.append((question.answers, summed.value))
        if isinstance(summed, SinceLastUse):
            self._since_use.append(summed)
        if query.metric is Metric.USES:
            self._uses.append((query.scope.removeprefix(RULE_SCOPE), summed))
        elif query.metric is Metric.POINTS_EARNED:
            self._points.append((query.scope.removeprefix("counter:") or self._main_counter, summed))
        elif query.scope == WHOLE:
            self._whole.append((query.metric, summed))
        else:
            self._scopes.setdefault(query.scope, []).append((query.metric, summed))

    def answers(self, day: date, at: datetime) -> tuple[WindowValue, ...]:
        """What the facts of a visit hold; what is unknown is left out."""
        return tuple(
            [
                ready[value] if 0 <= value < _SMALL else WindowValue(key=ready[0].key, value=value)
                for ready, value_of in self._values
                if (value := value_of(day, at)) is not None
            ]
        )

    def use(self, day: date, closed_at: datetime, uses: Mapping[str, int]) -> None:
        """Remember how often each rule gave on a visit, which may count or not."""
        if not uses:
            return
        for since_use in self._since_use:
            if since_use.rule in uses:
                since_use.used(day, closed_at)
        for rule, summed in self._uses:
            if rule in uses:
                summed.add(day, closed_at, uses[rule])

    def add(
        self,
        day: date,
        closed_at: datetime,
        *,
        revenue_minor: int,
        earned: Mapping[str, int],
        counts: Iterable[ScopeCount],
    ) -> None:
        """Count a closed visit, after the uses that it made.

        Args:
            day: its business day.
            closed_at: its instant.
            revenue_minor: what was due after our discounts.
            earned: by counter.
            counts: of the scopes that it touched.
        """
        for metric, summed in self._whole:
            if metric is Metric.REVENUE:
                summed.add(day, closed_at, revenue_minor)
            elif metric is not Metric.QUANTITY:
                summed.add(day, closed_at, 1)
        for counter, summed in self._points:
            if counter in earned:
                summed.add(day, closed_at, earned[counter])
        for count in counts:
            for metric, summed in self._scopes.get(count.scope, ()):
                summed.add(day, closed_at, _OF_COUNT[metric](count))

    def _open(self, past: MemberPast) -> None:
        """Begin with what is known of the time before the first visit."""
        used_on: dict[str, date] = {}
        for use, _ in past.uses:
            used_on[use.rule] = max(use.day, used_on.get(use.rule, use.day))
            for rule, summed in self._uses:
                if rule == use.rule:
                    summed.add(use.day, None, use.count)
        for since_use in self._since_use:
            if since_use.rule in used_on:
                since_use.used(used_on[since_use.rule], None)
        for row in past.lifetime:
            for metric, summed in self._of(row.scope):
                if _is_of_a_lifetime(summed, used_on):
                    summed.add(date.min, None, _OF_ROW[metric](row))
        for day in past.days:
            for metric, summed in self._of(day.scope):
                if not _is_of_a_lifetime(summed, used_on):
                    summed.add(day.day, None, _OF_ROW[metric](day))

    def _of(self, scope: str) -> Iterable[Summed]:
        yield from self._whole if scope == WHOLE else self._scopes.get(scope, ())
        counter = scope.removeprefix("counter:") or self._main_counter
        for mine, summed in self._points:
            if mine == counter:
                yield Metric.POINTS_EARNED, summed


def _is_of_a_lifetime(summed: WindowSum, used_on: Mapping[str, date]) -> bool:
    """Whether the totals tell it, which reach further back than the days."""
    if isinstance(summed, SinceLastUse):
        return summed.rule not in used_on
    return isinstance(summed, Total)
