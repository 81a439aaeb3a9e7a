"""Months as they are kept, and those that are not kept yet as they stand now."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import LiteralString
from uuid import UUID

from psycopg.types.json import Jsonb

from fidpos.domain.ids import ShopId
from fidpos.server.db.figures.asked import Asked
from fidpos.server.db.figures.month_json import from_json, to_json
from fidpos.server.db.figures.reading import by_month, overview, with_card
from fidpos.server.db.work import Work
from fidpos.server.services.figures.formulas import Activity
from fidpos.server.services.figures.month import MonthFigures, due
from fidpos.server.services.figures.period import Period, month_of
from fidpos.server.services.figures.settings import FigureSettings

ALL = UUID(int=0)
"""All shops together."""

_KEPT: LiteralString = """
    SELECT month, taken_at, body FROM figure_months
    WHERE shop_id = %s AND month BETWEEN %s AND %s ORDER BY month
"""
_KEEP: LiteralString = """
    INSERT INTO figure_months (merchant_id, month, shop_id, taken_at, body) VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (merchant_id, month, shop_id) DO NOTHING
"""
_WHICH: LiteralString = "SELECT shop_id, month FROM figure_months"
_BEGAN: LiteralString = "SELECT min(month) FROM member_months"
_SHOPS: LiteralString = "SELECT id FROM shops ORDER BY id"


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthShown:
    """A month of the period.

    Attributes:
        kept_at: since when it does not change any more; None while it does.
        figures: as kept; None for a month that is not.
    """

    month: date
    activity: Activity
    kept_at: datetime | None = None
    figures: MonthFigures | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A month that is over and not kept yet, of one shop or of all."""

    month: date
    shop_id: UUID


def trend(work: Work, asked: Asked) -> list[MonthShown]:
    """Each month of the period: as it is kept where that is so, else as it stands now."""
    kept = kept_months(work, asked)
    left = [month for month in asked.period.months() if month not in kept]
    now: Mapping[date, Activity] = {}
    if left:
        now = by_month(work, replace(asked, period=Period(first=left[0], last=left[-1])))
    return [
        kept.get(month, MonthShown(month=month, activity=now.get(month, Activity())))
        for month in asked.period.months()
    ]


def kept_months(work: Work, asked: Asked) -> dict[date, MonthShown]:
    """Those of the period that are, in their order.

    Distinct members cannot be added up: only one shop or all together are kept.
    """
    if asked.segment is not None or (asked.shops is not None and len(asked.shops) != 1):
        return {}
    shop_id = ALL if asked.shops is None else next(iter(asked.shops))
    rows = work.run(_KEPT, [shop_id, asked.period.first, asked.period.last]).fetchall()
    found = {month: (taken_at, from_json(body)) for month, taken_at, body in rows}
    return {
        month: MonthShown(month=month, activity=figures.activity, kept_at=taken_at, figures=figures)
        for month, (taken_at, figures) in found.items()
    }


def due_months(work: Work, today: date, settings: FigureSettings) -> Iterator[Due]:
    """What is to be kept now."""
    began = work.run(_BEGAN).fetchone()
    if began is None or began[0] is None:
        return
    there = {(shop_id, month) for shop_id, month in work.run(_WHICH)}
    for shop_id in (ALL, *(shop_id for (shop_id,) in work.run(_SHOPS).fetchall())):
        kept = {month for shop, month in there if shop == shop_id}
        for month in due(month_of(began[0]), today, settings.settle_days, kept):
            yield Due(month=month, shop_id=shop_id)


def figures_of(work: Work, wanted: Due, settings: FigureSettings) -> MonthFigures:
    """As the month stands now."""
    period = Period(first=wanted.month, last=wanted.month)
    shops = None if wanted.shop_id == ALL else frozenset({ShopId(wanted.shop_id)})
    asked = Asked(period=period, today=period.ends_on, settings=settings, shops=shops)
    found = overview(work, asked)
    return MonthFigures(
        activity=found.activity,
        loyalty=found.loyalty,
        standings=found.standings,
        with_card=with_card(work, asked),
    )


def keep_month(work: Work, wanted: Due, figures: MonthFigures) -> None:
    """For good; what was kept before stays."""
    values = [work.merchant_id, wanted.month, wanted.shop_id, work.clock.now(), Jsonb(to_json(figures))]
    work.run(_KEEP, values)
