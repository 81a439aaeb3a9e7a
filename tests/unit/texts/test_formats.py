"""Babel's formats, as the two languages of the product write them."""

from datetime import date

import pytest

from fidpos.domain.money import EUR, Currency, Money
from fidpos.texts.formats import Formats


@pytest.mark.parametrize(
    ("language", "minor", "code", "words"),
    [
        ("fr", 1240, "EUR", "12,40\xa0€"),
        ("en", 1240, "EUR", "€12.40"),
        ("en", -1240, "EUR", "\N{MINUS SIGN}€12.40"),
        ("fr", 5, "TND", "0,005\xa0TND"),
        ("fr", 0, "EUR", "0,00\xa0€"),
    ],
)
def test_money_has_the_decimals_of_its_currency(language: str, minor: int, code: str, words: str) -> None:
    assert Formats(language).money(Money(minor, Currency.of(code))) == words


def test_an_amount_above_what_a_float_holds_is_exact() -> None:
    assert Formats("en").money(Money(90_071_992_547_409_931, EUR)) == "€900,719,925,474,099.31"


def test_a_day_of_this_year_needs_no_year_in_a_history() -> None:
    today = date(2026, 11, 18)

    assert Formats("fr").near_day(date(2026, 1, 2), today) == "2 janv."
    assert Formats("fr").near_day(date(2025, 12, 31), today) == "déc. 2025"


def test_each_language_has_its_decimal_separator() -> None:
    assert (Formats("fr").decimal_separator, Formats("en").decimal_separator) == (",", ".")


def test_a_percentage_is_written_as_the_language_does() -> None:
    assert Formats("fr").percent(42_000) == "4,2\xa0%"
    assert Formats("en").percent(42_000) == "4.2%"
