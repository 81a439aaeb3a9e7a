"""Texts of a story as values of the domain."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from fidpos.bootstrap.story.format import StoryLine
from fidpos.bootstrap.story.values import basket_of, instant_of, minor_of, text_of
from fidpos.domain.basket import BasketLine
from fidpos.domain.clock import ShopCalendar, utc
from fidpos.domain.money import EUR, Currency

PARIS = ShopCalendar(zone=ZoneInfo("Europe/Paris"), day_starts_at=time(3))


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("0", "EUR", 0),
        ("2", "EUR", 200),
        ("2.5", "EUR", 250),
        ("-0.05", "EUR", -5),
        ("7", "JPY", 7),
        ("1.005", "TND", 1005),
    ],
)
def test_an_amount_is_counted_in_minor_units(text: str, currency: str, minor: int) -> None:
    assert minor_of(text, Currency.of(currency)) == minor


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [
        (0, "EUR", "0.00"),
        (-5, "EUR", "-0.05"),
        (123456, "EUR", "1234.56"),
        (7, "JPY", "7"),
        (1005, "TND", "1.005"),
    ],
)
def test_an_amount_is_written_with_all_its_decimals(minor: int, currency: str, text: str) -> None:
    assert text_of(minor, Currency.of(currency)) == text
    assert minor_of(text, Currency.of(currency)) == minor


def test_the_wall_clock_is_the_shop_s_and_an_hour_that_comes_twice_is_the_first() -> None:
    assert instant_of("2026-07-01T10:00", PARIS) == utc(2026, 7, 1, 8)
    assert instant_of("2026-10-25T02:30", PARIS) == utc(2026, 10, 25, 0, 30)
    assert instant_of("2026-07-01T10:00:59", PARIS) == datetime.fromisoformat("2026-07-01T08:00:59+00:00")


def test_a_line_is_a_basket_line() -> None:
    line = StoryLine(
        amount="4.00", article="A1", category="food/bread", quantity="0.250", tax_rate="5.5", earns=False
    )

    (made,) = basket_of(None, (line,), EUR).lines
    assert made == BasketLine(
        amount_minor=400,
        article="A1",
        categories=("food", "bread"),
        quantity=250,
        tax_rate_ppm=55_000,
        earns=False,
    )
