"""Members' worth, out of what they bought."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import numpy as np
import pytest

from fidpos.server.services.figures.bgnbd import BgNbd
from fidpos.server.services.figures.lifetime import (
    MEMBERS_MIN,
    PPM,
    Buyer,
    Standing,
    Valuation,
    ValueSettings,
    discounted,
    margin_of,
    value,
)
from tests.helpers.cdnow import CALIBRATION_ENDS, buyers

SETTINGS = ValueSettings(margin_ppm=250_000, discount_ppm=100_000, months=24)
TODAY = date(2026, 3, 31)


@pytest.fixture(scope="module")
def cdnow() -> Valuation:
    return value(buyers(), CALIBRATION_ENDS, SETTINGS)


def _buyer(number: int, days: int = 1, **more: object) -> Buyer:
    first = TODAY - timedelta(days=200)
    made = Buyer(
        member_id=UUID(int=number),
        days=days,
        first_on=first,
        last_on=first + timedelta(days=7 * (days - 1)),
        revenue_minor=2_000 * days,
        first_minor=2_000,
    )
    return replace(made, **more)  # type: ignore[arg-type]  # a test's own


def test_tickets_of_one_day_are_one_purchase_and_the_published_model_comes_out(cdnow: Valuation) -> None:
    assert (cdnow.standing, cdnow.returned) == (Standing.FITTED, 946)
    assert cdnow.models is not None
    assert round(cdnow.models.purchases.log_likelihood, 1) == -9582.4
    assert round(cdnow.models.spending.q, 2) == 3.74


def test_the_future_is_purchases_times_spending_times_margin(cdnow: Valuation) -> None:
    without = value(buyers(), CALIBRATION_ENDS, replace(SETTINGS, discount_ppm=0))
    for member, whole in zip(cdnow.members[:300], without.members[:300], strict=True):
        assert whole.purchases_milli is not None
        assert whole.spending_minor is not None
        assert whole.future_minor is not None
        assert member.future_minor is not None
        worth = whole.purchases_milli / 1000 * whole.spending_minor * 0.25
        assert whole.future_minor == pytest.approx(worth, rel=0.01, abs=5)
        assert 0 <= member.future_minor <= whole.future_minor


def test_what_is_sold_in_a_year_is_worth_less_by_the_discount() -> None:
    model = BgNbd(r=2.0, alpha=4.0, a=0.01, b=50.0)
    x, tx, age = np.array([40.0]), np.array([80.0]), np.array([80.0])
    without, with_it = (
        float(discounted(model, replace(SETTINGS, months=120, discount_ppm=rate), x, tx, age)[0])
        for rate in (0, 100_000)
    )
    assert with_it / without == pytest.approx(sum(1.1 ** -(m / 12) for m in range(1, 121)) / 120, rel=0.02)


def test_nothing_is_said_of_the_future_of_a_few() -> None:
    few = [_buyer(number, days=1 + number % 5) for number in range(MEMBERS_MIN - 1)]
    told = value(few, TODAY, SETTINGS)
    assert (told.standing, told.models) == (Standing.TOO_FEW, None)
    assert {member.future_minor for member in told.members} == {None}
    assert told.members[4].past_minor == 10_000 * 250_000 // PPM


def test_nothing_is_said_where_hardly_anybody_came_back() -> None:
    told = value([_buyer(number, days=2 if number < 9 else 1) for number in range(400)], TODAY, SETTINGS)
    assert (told.standing, told.returned) == (Standing.TOO_FEW_RETURNED, 9)


def test_nothing_is_said_where_all_buy_alike() -> None:
    told = value([_buyer(number, days=4) for number in range(400)], TODAY, SETTINGS)
    assert told.standing is Standing.PURCHASES_UNCLEAR


def test_nothing_is_said_where_all_spend_alike() -> None:
    alike = [replace(each, revenue_minor=1_000 * each.days, first_minor=1_000) for each in buyers()]
    assert value(alike, CALIBRATION_ENDS, SETTINGS).standing is Standing.SPENDING_UNCLEAR


def test_the_margin_is_that_of_what_was_bought() -> None:
    settings = replace(SETTINGS, category_margins={"bread": 600_000, "tobacco": 80_000})
    assert margin_of({"bread": 1_000, "tobacco": 3_000}, settings) == 210_000
    assert margin_of({"bread": 1_000, "books": 1_000}, settings) == 425_000
    assert margin_of({}, settings) == 250_000
    assert margin_of({"bread": -500}, settings) == 250_000


def test_what_was_sold_by_category_stands_with_the_most_first() -> None:
    told = value([_buyer(1, categories={"a": 1, "b": 5}), _buyer(2, categories={"a": 2})], TODAY, SETTINGS)
    assert list(told.categories.items()) == [("b", 5), ("a", 3)]


def test_nobody_is_worth_nothing() -> None:
    assert value([], TODAY, SETTINGS).members == []
