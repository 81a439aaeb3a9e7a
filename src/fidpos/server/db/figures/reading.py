"""The figures of a period, read from the sums; one pass over the months of members for what is about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from psycopg import sql

from fidpos.server.db.figures.asked import Asked
from fidpos.server.db.figures.cells import cells
from fidpos.server.db.work import Work
from fidpos.server.services.figures.cohorts import Cohort, cohorts
from fidpos.server.services.figures.formulas import Activity, Loyalty, Standings, WithCard

MINE = sql.SQL("""
    SELECT member_id, min(first_on) AS first_on, max(last_on) AS last_on,
        sum(visits) FILTER (WHERE month >= %(first)s)::bigint AS visits,
        (sum(revenue_minor) FILTER (WHERE month >= %(first)s))::bigint AS revenue_minor,
        (sum(visits) FILTER (WHERE month BETWEEN %(before_first)s AND %(before_last)s))::bigint AS was_visits
    FROM member_months WHERE month <= %(last)s {shops} {members} GROUP BY member_id
""")
"""Everybody who bought until the end of the period, with what they bought in it and in the one before."""
_SUMS = sql.SQL("""
    SELECT coalesce(sum(visits) FILTER (WHERE {now}), 0)::bigint,
        coalesce(sum(revenue_minor) FILTER (WHERE {now}), 0)::bigint,
        coalesce(sum(discount_minor) FILTER (WHERE {now}), 0)::bigint,
        coalesce(sum(visits) FILTER (WHERE NOT {now}), 0)::bigint,
        coalesce(sum(revenue_minor) FILTER (WHERE NOT {now}), 0)::bigint
    FROM {sums} {shops} {members}
""")
_OF_ALL = {
    "now": sql.SQL("(day >= %(first)s)"),
    "month": sql.SQL("date_trunc('month', day::timestamp)::date"),
    "sums": sql.SQL("shop_days WHERE day BETWEEN {since} AND %(ends_on)s"),
}
_OF_SOME = {
    "now": sql.SQL("(month >= %(first)s)"),
    "month": sql.SQL("month"),
    "sums": sql.SQL("member_months WHERE month BETWEEN {since} AND %(last)s"),
}
"""Where amounts are added up: days of shops are few, but tell no member from another."""
_PEOPLE = sql.SQL("""
    SELECT count(*) FILTER (WHERE last_on >= %(first)s), count(*) FILTER (WHERE was),
        count(*) FILTER (WHERE was AND last_on >= %(first)s),
        count(*) FILTER (WHERE first_on >= %(first)s),
        count(*) FILTER (WHERE last_on > %(day)s::date - %(dormant_days)s::int),
        count(*) FILTER (WHERE last_on <= %(day)s::date - %(dormant_days)s::int
            AND last_on > %(day)s::date - %(lost_days)s::int),
        count(*) FILTER (WHERE last_on <= %(day)s::date - %(lost_days)s::int)
    FROM (
        SELECT min(first_on) AS first_on, max(last_on) AS last_on,
            bool_or(month BETWEEN %(before_first)s AND %(before_last)s) AS was
        FROM member_months WHERE month <= %(last)s {shops} {members} GROUP BY member_id
    ) mine
""")
"""As few sums as will do for each of a hundred thousand members: amounts are added up without them."""
_BUYERS_BY_MONTH = sql.SQL("""
    SELECT month, count(*) FROM (
        SELECT DISTINCT month, member_id FROM member_months
        WHERE month BETWEEN %(first)s AND %(last)s {shops} {members}
    ) bought
    GROUP BY month ORDER BY month
""")
_SUMS_BY_MONTH = sql.SQL("""
    SELECT {month}, sum(visits)::bigint, sum(revenue_minor)::bigint, sum(discount_minor)::bigint
    FROM {sums} {shops} {members} GROUP BY 1
""")
_WITH_CARD = sql.SQL("""
    SELECT coalesce(sum(revenue_minor) FILTER (WHERE sales_minor IS NOT NULL), 0)::bigint,
        coalesce(sum(sales_minor), 0)::bigint,
        coalesce(sum(visits) FILTER (WHERE tickets IS NOT NULL), 0)::bigint,
        coalesce(sum(tickets), 0)::bigint
    FROM shop_days WHERE day BETWEEN %(first)s AND %(ends_on)s {shops}
""")
_BY_SHOP = sql.SQL("""
    SELECT shop_id, sum(visits)::bigint, sum(revenue_minor)::bigint, sum(discount_minor)::bigint,
        coalesce(sum(revenue_minor) FILTER (WHERE sales_minor IS NOT NULL), 0)::bigint,
        coalesce(sum(sales_minor), 0)::bigint
    FROM shop_days WHERE day BETWEEN %(first)s AND %(ends_on)s {shops}
    GROUP BY shop_id HAVING sum(visits) <> 0 ORDER BY sum(revenue_minor) DESC, shop_id
""")
_COHORTS = sql.SQL("""
    WITH seen AS (
        SELECT bit_or(coalesce(1::bigint << place::int, 1)) AS months
        FROM member_months
        LEFT JOIN unnest(%(months)s::date[]) WITH ORDINALITY named (month, place) USING (month)
        WHERE month <= %(last)s {shops} {members} GROUP BY member_id
    )
    SELECT months, count(*) FROM seen WHERE months & 1 = 0 GROUP BY months
""")
"""The months in which somebody came, as bits: the first month of the period is bit 1, all before it bit 0."""
_GRID = sql.SQL("""
    SELECT recency, frequency, count(*), sum(revenue_minor)::bigint, sum(money)::bigint,
        array_agg(revenue_minor)
    FROM ({rfm}) cells GROUP BY recency, frequency
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """A period, the one before, and how members stand at its end."""

    activity: Activity
    before: Activity
    loyalty: Loyalty
    standings: Standings


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopFigures:
    """One shop in the period, beside the sales of its registers where they are told."""

    shop_id: object
    visits: int
    revenue_minor: int
    discount_minor: int
    with_card: WithCard


@dataclass(frozen=True, slots=True, kw_only=True)
class GridCell:
    """Members of one recency and frequency.

    Attributes:
        money: their mean fifth.
        paid: by each of them, in no order.
    """

    recency: int
    frequency: int
    members: int
    revenue_minor: int
    money: float
    paid: Sequence[int]


def overview(work: Work, asked: Asked) -> Overview:
    """What there is to say of members at first sight."""
    people = work.connection.execute(asked.fill(_PEOPLE), asked.values).fetchone()
    sums = work.connection.execute(_sums(asked, _SUMS, "before_first"), asked.values).fetchone()
    assert people is not None
    assert sums is not None
    buyers, was_buyers, kept, new, active, dormant, lost = people
    visits, revenue, discount, was_visits, was_revenue = sums
    return Overview(
        activity=Activity(buyers=buyers, visits=visits, revenue_minor=revenue, discount_minor=discount),
        before=Activity(buyers=was_buyers, visits=was_visits, revenue_minor=was_revenue),
        loyalty=Loyalty(at_start=was_buyers, kept=kept),
        standings=Standings(new=new, active=active, dormant=dormant, lost=lost),
    )


def by_month(work: Work, asked: Asked) -> dict[date, Activity]:
    """Month by month, those without a purchase left out."""
    rows = work.connection.execute(_sums(asked, _SUMS_BY_MONTH, "first"), asked.values)
    sums = {month: added for month, *added in rows}
    buyers = work.connection.execute(asked.fill(_BUYERS_BY_MONTH), asked.values)
    return {
        month: Activity(
            buyers=count,
            visits=sums[month][0],
            revenue_minor=sums[month][1],
            discount_minor=sums[month][2],
        )
        for month, count in buyers
    }


def with_card(work: Work, asked: Asked) -> WithCard:
    """Beside the sales of the registers; of all members, whatever segment is asked for."""
    row = work.connection.execute(asked.fill(_WITH_CARD), asked.values).fetchone()
    assert row is not None
    revenue, sales, visits, tickets = row
    return WithCard(revenue_minor=revenue, sales_minor=sales, visits=visits, tickets=tickets)


def by_shop(work: Work, asked: Asked) -> Sequence[ShopFigures]:
    """Shop by shop, the best first; of all members, whatever segment is asked for."""
    return [
        ShopFigures(
            shop_id=shop_id,
            visits=visits,
            revenue_minor=revenue,
            discount_minor=discount,
            with_card=WithCard(revenue_minor=beside, sales_minor=sales),
        )
        for shop_id, visits, revenue, discount, beside, sales in work.connection.execute(
            asked.fill(_BY_SHOP), asked.values
        )
    ]


def cohort_table(work: Work, asked: Asked) -> tuple[Cohort, ...]:
    """Those who came for the first time within the period, until its end."""
    months = list(asked.period.months())
    rows = work.connection.execute(asked.fill(_COHORTS), {**asked.values, "months": months})
    return cohorts(((bits >> 1, members) for bits, members in rows), months)


def rfm(asked: Asked) -> sql.Composed:
    """The cell of each member who bought in the period, as a statement."""
    only = sql.SQL(" ").join([asked.in_shops(), asked.of_members()])
    return cells(sql.Placeholder("first"), sql.Placeholder("last"), only)


def rfm_grid(work: Work, asked: Asked) -> dict[tuple[int, int], GridCell]:
    """By recency and frequency; cells without anybody are left out."""
    rows = work.connection.execute(_GRID.format(rfm=rfm(asked)), asked.values)
    return {
        (recency, frequency): GridCell(
            recency=recency,
            frequency=frequency,
            members=members,
            revenue_minor=revenue,
            money=float(money) / members,
            paid=paid,
        )
        for recency, frequency, members, revenue, money, paid in rows
    }


def _sums(asked: Asked, statement: sql.SQL, since: str) -> sql.Composed:
    """The statement over amounts since the day that is named so, from where there are the fewest of them."""
    source = _OF_ALL if asked.segment is None else _OF_SOME
    place = source["sums"].format(since=sql.Placeholder(since))
    return asked.fill(statement, now=source["now"], month=source["month"], sums=place)
