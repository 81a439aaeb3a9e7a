"""What a programme asks of a member's past, and the answers, from day-level aggregates (`past`).

A window costs at most its days, never a scan of visits. Only what days cannot tell (the last hours, the
visits that followed a reward on the same day) is read from the visits themselves. A value always EXCLUDES the
visit being evaluated; a condition that counts the visit adds it itself.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Annotated

from fidpos.rules.fields import Matching
from fidpos.rules.past import DayAggregate, LifetimeTotals, Past, PastUse
from fidpos.rules.windows import HOURS_MAX, Window, WindowKind

SCOPE_PATTERN = r"(counter:[a-z][a-z0-9_]{0,39})?"
"""The parts that a programme names by text; those that are lines of the basket, it names as a `Scope`."""

RULE_SCOPE = "rule:"
"""Before the code of the rule whose uses are counted."""


class Metric(StrEnum):
    """What is asked of a window."""

    VISITS = "visits"
    REVENUE = "revenue"
    """What was due after our discounts, in minor units."""
    POINTS_EARNED = "points_earned"
    """What was earned, reversals deducted; what was spent or expired does not lower it."""
    QUANTITY = "quantity"
    """What was bought, in thousandths of a unit."""
    USES = "uses"
    """How often a rule gave."""
    DAYS_SINCE = "days_since"
    """Days since the last visit of a lifetime; 0 for a visit earlier today, unknown without any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryQuery:
    """What a programme must know of a member's past.

    Attributes:
        scope: which aggregates are summed: empty for all purchases (and the programme's first counter),
            otherwise the text that names a part, such as `counter:stamps`.
    """

    metric: Metric
    window: Window
    scope: Annotated[str, Matching(SCOPE_PATTERN)] = ""

    @property
    def key(self) -> str:
        """Text under which the value stands in the facts, such as `visits/months-12`."""
        return f"{self.metric.value}/{self.window.key}" + (f"/{self.scope}" if self.scope else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowValue:
    """The answer to the query of that key, this visit excluded."""

    key: str
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How far back the queries read.

    Attributes:
        days_since: the earliest day whose aggregate is read; None when none is.
        visit_days: first and last of the days whose visits are needed one by one; no day is in two of them.
    """

    days_since: date | None
    visit_days: tuple[tuple[date, date], ...]


def needs_uses(queries: Iterable[HistoryQuery]) -> bool:
    """Whether a query asks for uses of rules, which `reach` then goes by."""
    return any(
        query.metric is Metric.USES or query.window.kind is WindowKind.SINCE_LAST_USE for query in queries
    )


def needs_last_days(queries: Iterable[HistoryQuery]) -> bool:
    """Whether a query asks for the day of a last visit."""
    return any(query.metric is Metric.DAYS_SINCE for query in queries)


def reach(queries: Sequence[HistoryQuery], uses: Sequence[PastUse], business_day: date) -> Reach:
    """What must be read to answer the queries.

    Args:
        queries: as declared by `engine.needs`.
        uses: of the member, where `needs_uses`.
        business_day: the day of the visit being evaluated.
    """
    summed = [query.window for query in queries if query.metric not in {Metric.USES, Metric.DAYS_SINCE}]
    firsts = [first for window in summed if (first := window.first_day(business_day)) is not None]
    spans: list[tuple[date, date]] = []
    if any(window.is_finer_than_a_day for window in summed):
        spans.append((business_day - timedelta(days=HOURS_MAX // 24 + 1), business_day))
    for rule in sorted({window.rule for window in summed if window.kind is WindowKind.SINCE_LAST_USE}):
        last = _last_use(uses, rule, business_day)
        if last is not None:
            firsts.append(last.day + timedelta(days=1))
            spans.append((last.day, last.day))
    return Reach(days_since=min(firsts, default=None), visit_days=_apart(spans))


def _apart(spans: Iterable[tuple[date, date]]) -> tuple[tuple[date, date], ...]:
    """The same days, each once: a visit that is read twice would count twice."""
    apart: list[tuple[date, date]] = []
    for first, last in sorted(spans):
        if apart and first <= apart[-1][1]:
            apart[-1] = (apart[-1][0], max(last, apart[-1][1]))
        else:
            apart.append((first, last))
    return tuple(apart)


def resolve(queries: Iterable[HistoryQuery], past: Past, business_day: date) -> tuple[WindowValue, ...]:
    """Answer the queries that days can answer, in their order; what is unknown is left out.

    Args:
        queries: as declared by `engine.needs`; those of a few hours are left to `resolve_hours`.
        past: at least what `reach` asks for; what lies after the day is ignored.
        business_day: the day of the visit being evaluated.
    """
    answers = (
        (query.key, _value(query, past, business_day))
        for query in queries
        if not query.window.is_finer_than_a_day
    )
    return tuple(WindowValue(key=key, value=value) for key, value in answers if value is not None)


def hourly(queries: Iterable[HistoryQuery]) -> tuple[HistoryQuery, ...]:
    """The queries whose answer changes within a day."""
    return tuple(query for query in queries if query.window.is_finer_than_a_day)


def resolve_hours(queries: Iterable[HistoryQuery], past: Past, at: datetime) -> tuple[WindowValue, ...]:
    """Answer the `hourly` queries; `at` is the instant of the visit, on the shop's clock with its offset."""
    values = []
    for query in queries:
        begin, end = query.window.begins_at(at), at.astimezone(UTC)
        if query.metric is Metric.USES:
            value = _uses(query, (use for use in past.uses if use.at and begin <= use.at <= end))
        else:
            inside = (visit for visit in past.visits if begin <= visit.at <= end)
            value = _sum(query, (part for visit in inside for part in visit.sums))
        values.append(WindowValue(key=query.key, value=value))
    return tuple(values)


def _value(query: HistoryQuery, past: Past, business_day: date) -> int | None:
    if query.metric is Metric.DAYS_SINCE:
        last = (each.day for each in past.last_days if each.scope == query.scope)
        return next(((business_day - day).days for day in last), None)
    first = query.window.first_day(business_day)
    if query.metric is Metric.USES:
        until = (use for use in past.uses if use.day <= business_day)
        return _uses(query, (use for use in until if first is None or first <= use.day))
    if query.window.kind is WindowKind.SINCE_LAST_USE:
        last_use = _last_use(past.uses, query.window.rule, business_day)
        if last_use is not None:
            return _since(query, past, last_use, business_day)
    if first is None:
        return _sum(query, past.lifetime)
    return _sum(query, (row for row in past.days if first <= row.day <= business_day))


def _since(query: HistoryQuery, past: Past, use: PastUse, business_day: date) -> int:
    """The days after the use, and what followed it on its own day."""
    later = _sum(query, (row for row in past.days if use.day < row.day <= business_day))
    if use.at is None:
        return later
    followed = (visit for visit in past.visits if visit.at > use.at)
    return later + _sum(query, (part for visit in followed for part in visit.sums if part.day == use.day))


def _last_use(uses: Iterable[PastUse], rule: str, business_day: date) -> PastUse | None:
    mine = (use for use in uses if use.rule == rule and use.day <= business_day)
    return max(mine, key=lambda use: (use.day, use.at or _BEFORE_ANY), default=None)


def _uses(query: HistoryQuery, uses: Iterable[PastUse]) -> int:
    rule = query.scope.removeprefix(RULE_SCOPE)
    return sum(use.count for use in uses if use.rule == rule)


def _sum(query: HistoryQuery, rows: Iterable[DayAggregate | LifetimeTotals]) -> int:
    return sum(_measure(query.metric, row) for row in rows if row.scope == query.scope)


def _measure(metric: Metric, row: DayAggregate | LifetimeTotals) -> int:
    match metric:
        case Metric.VISITS:
            return row.visits
        case Metric.REVENUE:
            return row.revenue_minor
        case Metric.POINTS_EARNED:
            return row.points_earned
        case Metric.QUANTITY:
            return row.quantity
        case Metric.USES | Metric.DAYS_SINCE:
            raise AssertionError("not a sum of aggregates")


_BEFORE_ANY = datetime.min.replace(tzinfo=UTC)
