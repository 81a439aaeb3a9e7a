"""The members behind a figure: who they are as a statement, and a page of them at a time.

Every list has one statement, which gives `member_id` and the columns of its kind (`columns_of`). The same
one is read page by page here and taken away as a whole by `server.db.extracting`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import LiteralString, assert_never
from uuid import UUID

from psycopg import sql
from psycopg.rows import TupleRow

from fidpos.server.db.figures.asked import Asked
from fidpos.server.db.figures.reading import MINE, rfm
from fidpos.server.db.figures.rewarded import is_of_most, rewarded
from fidpos.server.db.figures.scheme import control, holders, moves
from fidpos.server.db.work import Work
from fidpos.server.services.extracting.column import Column
from fidpos.server.services.figures.whom import (
    Best,
    Compared,
    Customers,
    Holding,
    InCell,
    Moved,
    OfCohort,
    RewardedBy,
    Who,
    Whom,
    WithPoints,
    columns_of,
)

PAGE = 50

_WHO: Mapping[Who, sql.SQL] = {
    Who.BUYERS: sql.SQL("visits IS NOT NULL"),
    Who.NEW: sql.SQL("first_on >= %(first)s"),
    Who.KEPT: sql.SQL("was_visits IS NOT NULL AND visits IS NOT NULL"),
    Who.GONE: sql.SQL("was_visits IS NOT NULL AND visits IS NULL"),
    Who.ACTIVE: sql.SQL("last_on > %(day)s::date - %(dormant_days)s::int"),
    Who.DORMANT: sql.SQL(
        "last_on <= %(day)s::date - %(dormant_days)s::int AND last_on > %(day)s::date - %(lost_days)s::int"
    ),
    Who.LOST: sql.SQL("last_on <= %(day)s::date - %(lost_days)s::int"),
}
_CUSTOMERS = sql.SQL("""
    SELECT member_id, coalesce(visits, 0) AS period_visits,
        coalesce(revenue_minor, 0)::bigint AS period_revenue, last_on AS period_last_on
    FROM ({mine}) mine WHERE {who}
""")
_DISCOUNTED = sql.SQL("""
    SELECT member_id, sum(visits)::bigint AS period_visits, sum(discount_minor)::bigint AS period_discount
    FROM member_months WHERE month BETWEEN %(first)s AND %(last)s {shops} {members}
    GROUP BY member_id HAVING sum(discount_minor) <> 0
""")
_IN_CELL = sql.SQL("""
    SELECT member_id, visits AS period_visits, revenue_minor AS period_revenue, last_on AS period_last_on
    FROM ({rfm}) cells WHERE recency = %(whom_recency)s AND frequency = %(whom_frequency)s
""")
_BEST = sql.SQL("""
    SELECT member_id, period_visits, period_revenue, period_last_on, of_all FROM (
        SELECT *, row_number() OVER (ORDER BY period_revenue DESC, member_id) AS place,
            count(*) OVER () AS everybody, sum(greatest(period_revenue, 0)) OVER () AS of_all
        FROM (
            SELECT member_id, sum(visits)::bigint AS period_visits,
                sum(revenue_minor)::bigint AS period_revenue, max(last_on) AS period_last_on
            FROM member_months WHERE month BETWEEN %(first)s AND %(last)s {shops} {members}
            GROUP BY member_id
        ) bought
    ) ranked WHERE place <= everybody * %(whom_percent)s::bigint / 100
""")
_COHORT = sql.SQL("""
    SELECT member_id, bought.period_visits, bought.period_revenue, bought.period_last_on
    FROM (
        SELECT member_id FROM member_months WHERE month = %(whom_began)s {shops} {members}
        INTERSECT SELECT member_id FROM member_months WHERE month = %(whom_came)s {shops}
    ) came CROSS JOIN LATERAL (
        SELECT sum(visits)::bigint AS period_visits, sum(revenue_minor)::bigint AS period_revenue,
            max(last_on) AS period_last_on
        FROM member_months m
        WHERE m.member_id = came.member_id AND month BETWEEN %(first)s AND %(last)s {shops}
    ) bought
    WHERE NOT EXISTS (
        SELECT FROM member_months m WHERE m.member_id = came.member_id AND month < %(whom_began)s {shops}
    )
""")
_TIER = sql.SQL("""
    SELECT member_id, tier_since AS tier_since_on FROM ({holders}) holders WHERE tier = %(whom_tier)s
""")
_MOVED = sql.SQL("""
    SELECT member_id, moved_on FROM ({moves}) moves WHERE was = %(whom_was)s AND now = %(whom_now)s
""")
_POINTS = sql.SQL("""
    SELECT * FROM (
        SELECT m.id AS member_id, held.amount AS points_held, (
            SELECT min(expires_on) FROM lots
            WHERE account_id = m.account_id AND counter = %(whom_counter)s AND open AND remaining <> 0
        ) AS points_end_on
        FROM (
            SELECT account_id, amount FROM balances WHERE counter = %(whom_counter)s AND amount > 0
            ORDER BY amount DESC OFFSET 0
        ) held JOIN members m USING (account_id)
        WHERE m.merged_into IS NULL AND m.erased_at IS NULL
    ) holders WHERE true {members}
""")
"""Each of those who share an account: it is theirs, and the criterion about points finds the same ones.
Balances come sorted: a page goes through its own members, and through the lots of no others."""
_COMPARED = sql.SQL("""
    SELECT member_id, paid AS period_revenue FROM ({control}) each_one WHERE held = %(whom_held_out)s
""")
_AT_ONCE = sql.SQL("""
    WITH whole AS MATERIALIZED ({found}), sums AS (SELECT {sums} FROM whole)
    SELECT sums.*, found.member_id, m.number, m.profile ->> 'given_name', m.profile ->> 'family_name',
        {columns}
    FROM sums LEFT JOIN (
        SELECT * FROM whole found WHERE {beyond} ORDER BY {order} LIMIT %(at_most)s
    ) found ON true LEFT JOIN members m ON m.id = found.member_id ORDER BY {order}
""")
_ONE_BY_ONE = sql.SQL("""
    SELECT NULL, NULL, NULL, found.member_id, m.number, m.profile ->> 'given_name',
        m.profile ->> 'family_name', {columns}
    FROM (SELECT * FROM ({found}) found WHERE {beyond} ORDER BY {order} LIMIT %(at_most)s) found
    JOIN members m ON m.id = found.member_id ORDER BY {order}
""")
_PLAN: LiteralString = """
    SELECT set_config('work_mem', '64MB', true), set_config('max_parallel_workers_per_gather', '0', true)
"""
"""To the end of the transaction. Others look at the same time: each has one process and no more."""
_COUNTED = sql.SQL("count(*), 0, 0")
_SUMS: Mapping[type[Whom], sql.SQL] = {
    InCell: sql.SQL("count(*), coalesce(sum(period_revenue), 0)::bigint, 0"),
    Best: sql.SQL(
        "count(*), coalesce(sum(greatest(period_revenue, 0)), 0)::bigint, coalesce(max(of_all), 0)::bigint"
    ),
}
_LARGEST_FIRST: Mapping[type[Whom], str] = {Best: "period_revenue", WithPoints: "points_held"}
"""By which column, where a list is not in the order of enrolment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A list as a statement.

    Attributes:
        statement: gives `member_id`, each once, and the columns.
        by: the column by which the largest comes first; None for the order of enrolment.
        sums: what a page tells of the whole list; None where it is not gone through for a page.
    """

    statement: sql.Composed
    values: Mapping[str, object]
    columns: tuple[Column, ...]
    by: str | None = None
    sums: sql.SQL | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """Where a page ended: whose line was the last, and by what it stood there."""

    member_id: UUID
    amount: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A member of the list; who was forgotten has no name.

    Attributes:
        told: in the order of the columns.
    """

    id: UUID
    number: str
    name: str
    told: Sequence[object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A list in numbers.

    Attributes:
        paid_minor: by its members in the period, of lists by what somebody paid.
        of_all_minor: by everybody, of the list of those who paid most.
    """

    members: int
    paid_minor: int
    of_all_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """Some lines, and where the list goes on; None at its end."""

    members: Sequence[Listed]
    onwards: Edge | None
    whole: Whole | None


def find(asked: Asked, whom: Whom, *, one_by_one: bool = False) -> Found:
    """A list, of what the question counts.

    Args:
        asked: the figure's question.
        whom: who.
        one_by_one: whether only some lines are wanted, and nothing of the whole list.
    """
    statement, more = _statement(asked, whom, one_by_one=one_by_one)
    named = {f"whom_{name}": value for name, value in more.items()}
    return Found(
        statement=statement,
        values={**asked.values, **named},
        columns=columns_of(whom),
        by=_LARGEST_FIRST.get(type(whom)),
        sums=None if one_by_one else _SUMS.get(type(whom), _COUNTED),
    )


def read_page(work: Work, asked: Asked, whom: Whom, after: Edge | None) -> ListPage:
    """The lines after the one that ended the page before."""
    work.run(_PLAN)
    is_walked = isinstance(whom, Customers | WithPoints) or (
        isinstance(whom, RewardedBy) and is_of_most(work, asked, whom)
    )
    found = find(asked, whom, one_by_one=is_walked)
    order, beyond = _order(found.by, after)
    statement = (_ONE_BY_ONE if found.sums is None else _AT_ONCE).format(
        columns=sql.SQL(", ").join(sql.Identifier("found", each.name) for each in found.columns),
        found=found.statement,
        beyond=beyond,
        order=order,
        sums=found.sums or _COUNTED,
    )
    edge = {"edge": after.member_id, "edge_amount": after.amount} if after else {}
    rows = work.connection.execute(statement, {**found.values, **edge, "at_most": PAGE + 1}).fetchall()
    members = [_listed(row) for row in rows if row[3] is not None]
    has_more = len(members) > PAGE
    return ListPage(
        members=members[:PAGE],
        onwards=_edge(found, members[PAGE - 1]) if has_more else None,
        whole=_whole(rows[0]) if found.sums is not None else None,
    )


def _listed(row: TupleRow) -> Listed:
    _, _, _, member_id, number, given, family, *told = row
    name = " ".join(each for each in (given, family) if each)
    return Listed(id=member_id, number=number, name=name, told=told)


def _whole(row: TupleRow) -> Whole:
    members, paid, of_all, *_ = row
    return Whole(members=members, paid_minor=paid, of_all_minor=of_all)


def _statement(asked: Asked, whom: Whom, *, one_by_one: bool) -> tuple[sql.Composed, Mapping[str, object]]:
    match whom:
        case Customers(who=Who.DISCOUNTED):
            return asked.fill(_DISCOUNTED), {}
        case Customers():
            mine = asked.fill(MINE)
            return _CUSTOMERS.format(mine=mine, who=_WHO[whom.who]), {}
        case InCell():
            cell = {"recency": whom.recency, "frequency": whom.frequency}
            return _IN_CELL.format(rfm=rfm(asked)), cell
        case Best():
            return asked.fill(_BEST), {"percent": whom.percent}
        case OfCohort():
            return asked.fill(_COHORT), {"began": whom.began, "came": whom.came}
        case RewardedBy():
            return rewarded(asked, whom, one_by_one=one_by_one)
        case Holding():
            return _TIER.format(holders=holders(asked)), {"tier": whom.tier}
        case Moved():
            return _MOVED.format(moves=moves(asked)), {"was": whom.was, "now": whom.now}
        case WithPoints():
            return asked.fill(_POINTS), {"counter": whom.counter}
        case Compared():
            return _COMPARED.format(control=control(asked)), {"held_out": whom.held_out}
        case _:
            assert_never(whom)


def _order(by: str | None, after: Edge | None) -> tuple[sql.Composable, sql.Composable]:
    """By an amount and then by id, each page beginning after the edge of the one before."""
    member = sql.Identifier("found", "member_id")
    if by is None:
        beyond = sql.SQL("{} > %(edge)s") if after else sql.SQL("true")
        return sql.SQL("{}").format(member), beyond.format(member)
    amount = sql.Identifier("found", by)
    order = sql.SQL("{} DESC, {}").format(amount, member)
    if after is None:
        return order, sql.SQL("true")
    beyond = sql.SQL("({0} < %(edge_amount)s OR {0} = %(edge_amount)s AND {1} > %(edge)s)")
    return order, beyond.format(amount, member)


def _edge(found: Found, last: Listed) -> Edge:
    if found.by is None:
        return Edge(member_id=last.id)
    place = [each.name for each in found.columns].index(found.by)
    amount = last.told[place]
    assert isinstance(amount, int)
    return Edge(member_id=last.id, amount=amount)
