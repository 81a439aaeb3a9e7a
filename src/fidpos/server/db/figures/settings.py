"""How the merchant counts, as it is kept: one row, or none while nothing was chosen."""

from typing import LiteralString

from psycopg.types.json import Jsonb

from fidpos.server.db.work import Work
from fidpos.server.services.figures.settings import FigureSettings

_READ: LiteralString = """
    SELECT dormant_days, lost_days, point_worth_ppm, settle_days FROM figure_settings
"""
_KEEP: LiteralString = """
    INSERT INTO figure_settings
        (merchant_id, dormant_days, lost_days, point_worth_ppm, settle_days)
    VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (merchant_id) DO UPDATE SET
        dormant_days = excluded.dormant_days, lost_days = excluded.lost_days,
        point_worth_ppm = excluded.point_worth_ppm, settle_days = excluded.settle_days
"""


def read_settings(work: Work) -> FigureSettings:
    """What holds now."""
    row = work.run(_READ).fetchone()
    if row is None:
        return FigureSettings()
    dormant_days, lost_days, point_worth_ppm, settle_days = row
    return FigureSettings(
        dormant_days=dormant_days,
        lost_days=lost_days,
        point_worth_ppm=point_worth_ppm,
        settle_days=settle_days,
    )


def keep_settings(work: Work, settings: FigureSettings) -> None:
    """They hold from now on; months that were kept stay as they are."""
    work.run(
        _KEEP,
        [
            *(work.merchant_id, settings.dormant_days, settings.lost_days),
            *(Jsonb(dict(settings.point_worth_ppm)), settings.settle_days),
        ],
    )
