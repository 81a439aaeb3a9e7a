"""The figures of a month on their way to the table and back."""

from fidpos.server.db.figures.month_json import from_json, to_json
from fidpos.server.services.figures.formulas import Activity, Loyalty, Standings, WithCard
from fidpos.server.services.figures.month import MonthFigures


def test_a_month_is_read_as_it_was_kept() -> None:
    month = MonthFigures(
        activity=Activity(buyers=3, visits=5, revenue_minor=9_000, discount_minor=100),
        loyalty=Loyalty(at_start=4, kept=2),
        standings=Standings(new=1, active=3, dormant=2, lost=1),
        with_card=WithCard(revenue_minor=8_000, sales_minor=16_000, visits=4, tickets=12),
    )

    assert from_json(to_json(month)) == month
