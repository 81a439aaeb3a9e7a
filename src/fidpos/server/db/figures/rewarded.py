"""Who had something of a rule or reward, from what is kept beside each visit (`services.figures.fired`).

A million visits are not read for fifty lines. Most members have something of a rule that does something on
every fiftieth visit or more: gone through in the order of their ids, one after the other, the first fifty are
soon found. Visits of a rarer one are looked for on the days and in the shops that the sums of rules name.
"""

from collections.abc import Mapping

from psycopg import sql
from psycopg.types.json import Jsonb

from fidpos.server.db.figures.asked import Asked
from fidpos.server.db.work import Work
from fidpos.server.services.figures.whom import RewardedBy

_OFTEN = 50
"""On every so many visits, a rule does something often."""
_HOW_OFTEN = sql.SQL("""
    SELECT coalesce((
            SELECT sum(visits) FROM rule_days
            WHERE day BETWEEN %(first)s AND %(ends_on)s AND source = %(whom_source)s AND counter = '' {shops}
        ), 0)::bigint,
        coalesce((
            SELECT sum(visits) FROM shop_days WHERE day BETWEEN %(first)s AND %(ends_on)s {shops}
        ), 0)::bigint
""")
_SUMS = sql.SQL("""
    count(*) AS rule_visits, sum(revenue_minor)::bigint AS rule_revenue,
    sum(f.discount_minor)::bigint AS rule_discount, sum(f.vouchers)::bigint AS rule_vouchers,
    coalesce(sum(f.points), 0)::bigint AS rule_points
""")
_FIRED = sql.SQL("""
    SELECT sum((f ->> 3)::bigint) AS discount_minor, sum((f ->> 4)::int) AS vouchers,
        sum((f ->> 2)::bigint) FILTER (WHERE f ->> 1 = %(whom_counter)s) AS points
    FROM jsonb_array_elements(v.fired) f WHERE f ->> 0 = %(whom_source)s HAVING count(*) > 0
""")
_ONE_BY_ONE = sql.SQL("""
    SELECT m.id AS member_id, theirs.* FROM members m CROSS JOIN LATERAL (
        SELECT {sums} FROM standing_visits v CROSS JOIN LATERAL ({fired}) f
        WHERE v.member_id = m.id AND business_day BETWEEN %(first)s AND %(ends_on)s {shops}
        HAVING count(*) > 0
    ) theirs
""")
_AT_ONCE = sql.SQL("""
    SELECT member_id, {sums} FROM (
        SELECT v.member_id, v.fired,
            v.amount_minor - v.discount_minor - coalesce(r.revenue_minor, 0) AS revenue_minor
        FROM visits v LEFT JOIN (
            SELECT visit_id, sum(amount_minor - discount_minor)::bigint AS revenue_minor,
                bool_or(ends) AS ends
            FROM visit_refunds GROUP BY visit_id
        ) r ON r.visit_id = v.id
        WHERE v.fired @> %(whom_fired)s AND r.ends IS NOT TRUE {shops} {members}
            AND NOT EXISTS (SELECT FROM visit_voids u WHERE u.visit_id = v.id)
            AND (v.business_day, v.shop_id) IN (
                SELECT day, shop_id FROM rule_days
                WHERE day BETWEEN %(first)s AND %(ends_on)s AND source = %(whom_source)s AND counter = ''
            )
    ) v CROSS JOIN LATERAL ({fired}) f GROUP BY member_id
""")
"""The visits that stand, as their view has them; refunds are summed up once and not visit by visit."""


def rewarded(
    asked: Asked, whom: RewardedBy, *, one_by_one: bool
) -> tuple[sql.Composed, Mapping[str, object]]:
    """The statement of the list, and its values.

    Args:
        asked: the figure's question.
        whom: the rule.
        one_by_one: whether the first of them are wanted, in the order of their ids, of a rule of which most
            have something; of all members, not of a segment.
    """
    statement = _ONE_BY_ONE if one_by_one else _AT_ONCE
    values = {"source": whom.source, "counter": whom.counter, "fired": Jsonb([[whom.source]])}
    return asked.fill(statement, sums=_SUMS, fired=_FIRED), values


def is_of_most(work: Work, asked: Asked, whom: RewardedBy) -> bool:
    """Whether most members have something of the rule, by how often it does something."""
    if asked.segment is not None:
        return False
    did, all_ = _how_often(work, asked, whom)
    return did > 0 and did * _OFTEN >= all_


def visits_of(work: Work, asked: Asked, whom: RewardedBy) -> int:
    """On how many visits of everybody the rule does something: as many are read to list its members."""
    return _how_often(work, asked, whom)[0]


def _how_often(work: Work, asked: Asked, whom: RewardedBy) -> tuple[int, int]:
    """On how many visits, and of how many."""
    values = {**asked.values, "whom_source": whom.source}
    row = work.connection.execute(asked.fill(_HOW_OFTEN), values).fetchone()
    assert row is not None
    did, all_ = row
    return did, all_
