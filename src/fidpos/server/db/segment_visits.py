"""Sums of visits for segments: whole months from what is kept of them, what is left over visit by visit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from psycopg import sql

UNDONE = sql.SQL("""
    SELECT visit_id FROM visit_voids UNION ALL SELECT visit_id FROM visit_refunds WHERE ends
""")
STANDING = sql.SQL("NOT EXISTS (SELECT FROM ({}) x WHERE x.visit_id = v.id)").format(UNDONE)
"""A visit `v` that was not undone."""

_SUMS = sql.SQL("SELECT member_id, {} FROM ({}) part GROUP BY member_id")
_OF_MONTHS = sql.SQL("SELECT v.member_id, {} FROM member_months v WHERE v.visits > 0 AND {}")
_OF_VISITS = sql.SQL("SELECT v.member_id, {} FROM visits v JOIN shops s ON s.id = v.shop_id{} WHERE {}")
"""With the visit's shop as `s`."""
_BACK = sql.SQL("""
    LEFT JOIN (
        SELECT visit_id, sum(amount_minor - discount_minor)::bigint AS back_minor
        FROM visit_refunds GROUP BY visit_id
    ) r ON r.visit_id = v.id
""")
"""What came back of a visit that stands."""


class Sum(StrEnum):
    """What is made of visits."""

    VISITS = "visits"
    REVENUE = "revenue"
    LAST_ON = "last_on"


_TOTAL: Mapping[Sum, sql.SQL] = {
    Sum.VISITS: sql.SQL("sum(visits)::bigint AS visits"),
    Sum.REVENUE: sql.SQL("sum(revenue)::bigint AS revenue"),
    Sum.LAST_ON: sql.SQL("max(last_on) AS last_on"),
}
_IN_MONTH: Mapping[Sum, sql.SQL] = {
    Sum.VISITS: sql.SQL("v.visits"),
    Sum.REVENUE: sql.SQL("v.revenue_minor AS revenue"),
    Sum.LAST_ON: sql.SQL("v.last_on"),
}
_AT_VISIT: Mapping[Sum, sql.SQL] = {
    Sum.VISITS: sql.SQL("1 AS visits"),
    Sum.REVENUE: sql.SQL("v.amount_minor - v.discount_minor - coalesce(r.back_minor, 0) AS revenue"),
    Sum.LAST_ON: sql.SQL("v.business_day AS last_on"),
}

Sums = Sequence[Sum]


def summed(sums: Sums, part: sql.Composed) -> sql.Composed:
    """These sums of each member."""
    return _SUMS.format(_columns(_TOTAL, sums), part)


def of_months(sums: Sums, where: Sequence[sql.Composable]) -> sql.Composed:
    """A part: what is kept of months `v`."""
    return _OF_MONTHS.format(_columns(_IN_MONTH, sums), sql.SQL(" AND ").join(where))


def of_visits(sums: Sums, where: Sequence[sql.Composable]) -> sql.Composed:
    """A part: visits `v`, each by itself; those that were undone are left out."""
    back = _BACK if Sum.REVENUE in sums else sql.SQL("")
    return _OF_VISITS.format(_columns(_AT_VISIT, sums), back, sql.SQL(" AND ").join([STANDING, *where]))


def _columns(named: Mapping[Sum, sql.SQL], sums: Sums) -> sql.Composed:
    return sql.SQL(", ").join([named[each] for each in sums])


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """A period as whole months and the days that are left over at its ends.

    Attributes:
        has_months: whether any month lies in it wholly.
        first_month: first day of the first of them; None where the period has no beginning.
        last_month: first day of the last of them; None where it goes on to today or further.
        edges: first and last days of what is left.
    """

    has_months: bool
    first_month: date | None = None
    last_month: date | None = None
    edges: tuple[tuple[date | None, date | None], ...] = ()


def cover(since: date | None, until: date | None, today: date) -> Cover:
    """How a period is covered; no visit is later than `today`, so that its month is over for whoever sums."""
    first = None if since is None or since.day == 1 else _next_month(since)
    first_month = since if first is None else first
    end = None if until is None or until >= today else until
    last_month = None if end is None else _last_whole(end)
    if first_month is not None and (last_month or today) < first_month:
        return Cover(has_months=False, edges=((since, until),))
    edges: list[tuple[date | None, date | None]] = []
    if first is not None:
        edges.append((since, first - timedelta(days=1)))
    if end is not None and last_month is not None and (after := _next_month(last_month)) <= end:
        edges.append((after, end))
    return Cover(has_months=True, first_month=first_month, last_month=last_month, edges=tuple(edges))


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _last_whole(day: date) -> date:
    """First day of the last month that is over by the end of the day."""
    begun = day.replace(day=1)
    return (
        begun if _next_month(day) - timedelta(days=1) == day else (begun - timedelta(days=1)).replace(day=1)
    )
