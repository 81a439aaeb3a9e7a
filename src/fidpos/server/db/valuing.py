"""What members bought, for their worth to be computed, and where it is kept."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import LiteralString
from uuid import UUID

from psycopg.types.json import Jsonb

from fidpos.domain.ids import uuid7
from fidpos.server.db.arrays import bigints, dates, integers, uuids
from fidpos.server.db.work import Work
from fidpos.server.services.figures.lifetime import Buyer, MemberValue, Valuation, ValueSettings

CATEGORIES_KEPT = 60
AT_ONCE = 5_000
"""Members in one transaction."""

_BUYERS: LiteralString = """
    SELECT member_id, count(*)::integer, min(day), max(day), sum(revenue_minor)::bigint,
        (array_agg(revenue_minor ORDER BY day))[1]
    FROM day_aggregates
    WHERE scope = '' AND visits > 0 AND revenue_minor > 0 AND day <= %s
    GROUP BY member_id
"""
_SPENT: LiteralString = """
    SELECT v.member_id, s.key, sum(s.value::bigint)::bigint
    FROM visits v CROSS JOIN LATERAL jsonb_each_text(v.spent) s
    WHERE v.business_day <= %s AND NOT EXISTS (SELECT FROM visit_voids d WHERE d.visit_id = v.id)
    GROUP BY v.member_id, s.key
"""
_SETTINGS: LiteralString = "SELECT margin_ppm, category_margins, discount_ppm, months FROM value_settings"
_SET: LiteralString = """
    INSERT INTO value_settings (merchant_id, margin_ppm, category_margins, discount_ppm, months)
    VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (merchant_id) DO UPDATE SET margin_ppm = excluded.margin_ppm, months = excluded.months,
        category_margins = excluded.category_margins, discount_ppm = excluded.discount_ppm
"""
_LATEST: LiteralString = "SELECT max(made_at) FROM valuations"
_KEEP: LiteralString = """
    INSERT INTO valuations (merchant_id, id, made_at, as_of, standing, members, returned, body)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
"""
_MEMBERS: LiteralString = """
    INSERT INTO member_values (
        merchant_id, valuation_id, member_id, days, last_on, revenue_minor, margin_ppm, past_minor, alive_ppm,
        purchases_milli, spending_minor, future_minor, worth_minor
    )
    SELECT %s, %s, r.* FROM unnest(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) r
"""
_FORGET: LiteralString = """
    DELETE FROM member_values WHERE ctid = ANY(ARRAY(
        SELECT ctid FROM member_values WHERE valuation_id < %s LIMIT %s
    ))
"""


def read_settings(work: Work) -> ValueSettings:
    """The owner's, or those of the product where they said nothing."""
    row = work.run(_SETTINGS).fetchone()
    if row is None:
        return ValueSettings()
    margin, categories, discount, months = row
    return ValueSettings(margin_ppm=margin, category_margins=categories, discount_ppm=discount, months=months)


def write_settings(work: Work, settings: ValueSettings) -> None:
    """They count from the next computation on."""
    margins = Jsonb(dict(settings.category_margins))
    work.run(_SET, [work.merchant_id, settings.margin_ppm, margins, settings.discount_ppm, settings.months])


def read_buyers(work: Work, as_of: date) -> list[Buyer]:
    """Everybody who bought something until a day."""
    spent: dict[UUID, dict[str, int]] = {}
    for member, category, minor in work.run(_SPENT, [as_of]):
        spent.setdefault(member, {})[category] = minor
    return [
        Buyer(
            member_id=member,
            days=days,
            first_on=first,
            last_on=last,
            revenue_minor=revenue,
            first_minor=first_minor,
            categories=spent.get(member, {}),
        )
        for member, days, first, last, revenue, first_minor in work.run(_BUYERS, [as_of])
    ]


def keep_valuation(transaction: Callable[[], AbstractContextManager[Work]], valuation: Valuation) -> None:
    """It takes the place of what was computed before, once all of it is there.

    Args:
        transaction: begins one; members go in by so many at a time, and what they were worth before goes
            likewise. What a run left that came to no end goes with the next.
        valuation: of everybody.
    """
    with transaction() as work:
        made_at = _made_at(work)
    valuation_id = uuid7(made_at)
    for first in range(0, len(valuation.members), AT_ONCE):
        some = valuation.members[first : first + AT_ONCE]
        with transaction() as work:
            work.run(_MEMBERS, [work.merchant_id, valuation_id, *_columns(some)])
    said = [valuation.as_of, valuation.standing, len(valuation.members), valuation.returned]
    with transaction() as work:
        work.run(_KEEP, [work.merchant_id, valuation_id, made_at, *said, Jsonb(_body(valuation))])
    gone = AT_ONCE
    while gone == AT_ONCE:
        with transaction() as work:
            gone = work.changed(_FORGET, [valuation_id, AT_ONCE])


def _made_at(work: Work) -> datetime:
    """Now; later than any other, whatever the clock says."""
    row = work.run(_LATEST).fetchone()
    latest = row[0] if row is not None else None
    now = work.clock.now()
    return now if latest is None else max(now, latest + timedelta(milliseconds=1))


def _body(valuation: Valuation) -> dict[str, object]:
    models = valuation.models
    parameters = {} if models is None else {**asdict(models.purchases), **asdict(models.spending)}
    settings = valuation.settings
    return {
        "settings": {**asdict(settings), "category_margins": dict(settings.category_margins)},
        "models": parameters,
        "categories": dict(list(valuation.categories.items())[:CATEGORIES_KEPT]),
    }


def _columns(some: Sequence[MemberValue]) -> tuple[object, ...]:
    worth = (each.past_minor if each.future_minor is None else each.future_minor for each in some)
    return (
        *(uuids(each.member_id for each in some), integers([each.days for each in some])),
        *(dates(each.last_on for each in some), bigints([each.revenue_minor for each in some])),
        *(integers([each.margin_ppm for each in some]), bigints([each.past_minor for each in some])),
        *(integers([each.alive_ppm for each in some]), bigints([each.purchases_milli for each in some])),
        *(bigints([each.spending_minor for each in some]), bigints([each.future_minor for each in some])),
        bigints(list(worth)),
    )
