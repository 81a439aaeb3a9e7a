"""What the scheme itself did: rules and rewards, tiers, points and gift cards that are promised."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import LiteralString

from psycopg import sql

from fidpos.server.db.figures.asked import Asked
from fidpos.server.db.figures.held_out import HELD_OUT
from fidpos.server.db.first_shop import FIRST_ZONE
from fidpos.server.db.work import Work
from fidpos.server.services.figures.comparing import Group
from fidpos.server.services.figures.promised import CounterPromise, Ending, GiftPromise
from fidpos.server.services.figures.rules import Moved, RuleFigures

_RULES = sql.SQL("""
    SELECT source, counter, sum(visits)::bigint, sum(revenue_minor)::bigint, sum(discount_minor)::bigint,
        sum(vouchers)::bigint, sum(points)::bigint
    FROM rule_days WHERE day BETWEEN %(first)s AND %(ends_on)s {shops}
    GROUP BY source, counter HAVING sum(visits) <> 0 ORDER BY source, counter
""")
_MOVES = sql.SQL("""
    SELECT member_id, coalesce(was, '') AS was, coalesce(tier, '') AS now,
        max((at AT TIME ZONE {zone})::date) AS moved_on
    FROM (
        SELECT member_id, at, tier, lag(tier) OVER (PARTITION BY member_id ORDER BY at, event_id) AS was
        FROM tier_history WHERE true {members} {held}
    ) steps
    WHERE at >= %(first)s::timestamp AT TIME ZONE {zone}
        AND at < (%(ends_on)s::timestamp + interval '1 day') AT TIME ZONE {zone}
        AND coalesce(was, '') <> coalesce(tier, '')
    GROUP BY 1, 2, 3
""")
_TIERS = sql.SQL("SELECT was, now, count(*) FROM ({moves}) moves GROUP BY 1, 2 ORDER BY 1, 2")
_HELD_BY_SHOPS = sql.SQL("""
    AND member_id IN (SELECT member_id FROM member_shops WHERE shop_id = ANY(%(shops)s))
""")
_HOLDERS = sql.SQL("""
    SELECT member_id, tier, tier_since FROM (
        SELECT id AS member_id, tier, tier_since FROM members
        WHERE merged_into IS NULL AND erased_at IS NULL AND tier IS NOT NULL
    ) m WHERE true {members} {held}
""")
_STANDING_TIERS = sql.SQL("SELECT tier, count(*) FROM ({holders}) holders GROUP BY tier ORDER BY tier")
_OPEN_LOTS: LiteralString = """
    SELECT counter, date_trunc('month', expires_on::timestamp)::date, sum(remaining)::bigint
    FROM lots JOIN balances b USING (account_id, counter)
    WHERE open AND remaining <> 0 AND b.amount > 0 AND EXISTS (
        SELECT FROM members m
        WHERE m.account_id = lots.account_id AND m.merged_into IS NULL AND m.erased_at IS NULL
    )
    GROUP BY 1, 2 ORDER BY 1, 2 NULLS LAST
"""
"""What somebody holds: an account that owes, or whose members were all forgotten, holds nothing."""
_YEAR: LiteralString = """
    SELECT counter, coalesce(-sum(amount) FILTER (WHERE contra = 'expired'), 0)::bigint,
        coalesce(-sum(amount) FILTER (WHERE contra = 'redeemed'), 0)::bigint
    FROM ledger_entries WHERE contra IN ('expired', 'redeemed') AND business_day > %(day)s::date - 365
    GROUP BY counter
"""
_GIFTS_HELD: LiteralString = """
    SELECT count(*), coalesce(sum(balance_minor), 0)::bigint FROM gift_cards WHERE balance_minor > 0
"""
_GIFTS_MOVED: LiteralString = """
    SELECT coalesce(sum(amount_minor) FILTER (WHERE contra = 'sold'), 0)::bigint,
        coalesce(-sum(amount_minor) FILTER (WHERE contra = 'redeemed'), 0)::bigint,
        coalesce(-sum(amount_minor) FILTER (WHERE contra = 'expired'), 0)::bigint
    FROM gift_entries WHERE business_day BETWEEN %(first)s AND %(ends_on)s
"""
_CONTROL = sql.SQL("""
    SELECT member_id, {held_out} AS held, coalesce(bought.paid, 0)::bigint AS paid
    FROM (
        SELECT id AS member_id FROM members
        WHERE merged_into IS NULL AND erased_at IS NULL AND enrolled_on < %(first)s
    ) m LEFT JOIN (
        SELECT member_id, sum(revenue_minor)::bigint AS paid FROM member_months
        WHERE month BETWEEN %(first)s AND %(last)s {shops} GROUP BY member_id
    ) bought USING (member_id)
    WHERE true {members} {held}
""")
_GROUPS = sql.SQL("""
    SELECT held, count(*), coalesce(sum(paid), 0)::bigint, coalesce(sum(paid::numeric * paid), 0)::bigint
    FROM ({control}) each_one GROUP BY held
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class TierMove:
    """Members who passed from one tier to another; the empty code is none."""

    was: str
    now: str
    members: int


def rules(work: Work, asked: Asked) -> Sequence[RuleFigures]:
    """Each rule and reward that did something, the most used first."""
    whole: dict[str, tuple[int, int, int, int]] = {}
    moved: dict[str, list[Moved]] = {}
    for source, counter, visits, revenue, discount, vouchers, points in work.connection.execute(
        asked.fill(_RULES), asked.values
    ):
        if counter:
            moved.setdefault(source, []).append(Moved(counter, points))
        else:
            whole[source] = (visits, revenue, discount, vouchers)
    found = [
        RuleFigures(
            source=source,
            visits=visits,
            revenue_minor=revenue,
            discount_minor=discount,
            vouchers=vouchers,
            moved=tuple(moved.get(source, ())),
        )
        for source, (visits, revenue, discount, vouchers) in whole.items()
    ]
    return sorted(found, key=lambda each: (-each.visits, each.source))


def tier_moves(work: Work, asked: Asked) -> Sequence[TierMove]:
    """Who changed tiers in the period."""
    statement = _TIERS.format(moves=moves(asked))
    return [
        TierMove(was=was, now=now, members=members)
        for was, now, members in work.connection.execute(statement, asked.values)
    ]


def moves(asked: Asked) -> sql.Composed:
    """Who passed from which tier to which, each once, and on what day last; as a statement."""
    return asked.fill(_MOVES, held=_held(asked), zone=sql.SQL(FIRST_ZONE))


def tiers_now(work: Work, asked: Asked) -> dict[str, int]:
    """How many hold each tier today."""
    statement = _STANDING_TIERS.format(holders=holders(asked))
    return dict(work.connection.execute(statement, asked.values).fetchall())


def holders(asked: Asked) -> sql.Composed:
    """Who holds a tier today, which, and since when; as a statement."""
    return asked.fill(_HOLDERS, held=_held(asked))


def points_promised(work: Work, asked: Asked) -> Sequence[CounterPromise]:
    """Of the whole merchant, as it is now: points belong to no shop. A shared account counts once."""
    endings: dict[str, list[Ending]] = {}
    for counter, month, points in work.run(_OPEN_LOTS):
        endings.setdefault(counter, []).append(Ending(month=month, points=points))
    year = {counter: (gone, used) for counter, gone, used in work.run(_YEAR, {"day": asked.today})}
    return [
        CounterPromise(
            counter=counter,
            endings=tuple(endings.get(counter, ())),
            expired=year.get(counter, (0, 0))[0],
            redeemed=year.get(counter, (0, 0))[1],
        )
        for counter in sorted({*endings, *year})
    ]


def gift_cards_promised(work: Work, asked: Asked) -> GiftPromise:
    """Of the whole merchant: what stands on them now, and what moved in the period."""
    held = work.run(_GIFTS_HELD).fetchone()
    period: dict[str, date] = {"first": asked.period.first, "ends_on": asked.period.ends_on}
    moved = work.run(_GIFTS_MOVED, period).fetchone()
    assert held is not None
    assert moved is not None
    return GiftPromise(
        cards=held[0],
        outstanding_minor=held[1],
        sold_minor=moved[0],
        spent_minor=moved[1],
        expired_minor=moved[2],
    )


def control_groups(work: Work, asked: Asked) -> tuple[Group, Group] | None:
    """Who is served and who is held out, members from before the period; None where nobody is held out."""
    if not asked.control_ppm:
        return None
    statement = _GROUPS.format(control=control(asked))
    found = {
        held: Group(members=members, total_minor=total, squares_minor=squares)
        for held, members, total, squares in work.connection.execute(statement, asked.values)
    }
    nobody = Group(members=0, total_minor=0, squares_minor=0)
    return found.get(False, nobody), found.get(True, nobody)


def control(asked: Asked) -> sql.Composed:
    """Everybody who is compared, whether they are held out, and what they paid; as a statement."""
    return asked.fill(_CONTROL, held=_held(asked), held_out=HELD_OUT)


def _held(asked: Asked) -> sql.Composable:
    """`AND ...` for members who are known in the shops that are asked for."""
    return sql.SQL("") if asked.shops is None else _HELD_BY_SHOPS
