"""Typing an amount: what each key adds, and what is never taken."""

from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain.money import EUR, Currency, Money
from fidpos.ui.presenters.amount_entry import DIGITS_MAX, AmountEntry, AmountStyle
from fidpos.ui.presenters.keys import Key, Press

XPF = Currency.of("XPF")
STYLES = list(AmountStyle)


def typed(keys: str, style: AmountStyle = AmountStyle.CENTS, currency: Currency = EUR) -> AmountEntry:
    """What is on the display after these keys; `<` is backspace."""
    entry = AmountEntry(currency=currency, style=style)
    presses = [Press.of(Key.BACKSPACE) if key == "<" else Press.typing(key) for key in keys]
    return reduce(AmountEntry.typed, presses, entry)


@pytest.mark.parametrize(("keys", "minor"), [("5", 5), ("1240", 1240), ("0012", 12), ("12<", 1)])
def test_digits_are_cents_where_cents_are_implied(keys: str, minor: int) -> None:
    assert typed(keys).amount == Money(minor, EUR)


@pytest.mark.parametrize(
    ("keys", "minor"),
    [
        ("12", 1200),
        ("12,4", 1240),
        ("12.45", 1245),
        (",5", 50),
        ("0,05", 5),
        ("12,<", 1200),
        ("12,4<<", 1200),
    ],
)
def test_digits_are_whole_units_until_a_comma_where_the_shop_types_one(keys: str, minor: int) -> None:
    assert typed(keys, AmountStyle.COMMA).amount == Money(minor, EUR)


def test_the_double_nought_of_the_pad_is_two_noughts() -> None:
    assert typed("12").typed(Press.typing("00")).amount == Money(1200, EUR)


def test_a_comma_says_nothing_where_cents_are_implied() -> None:
    assert typed("12,4") == typed("124")


def test_a_third_decimal_is_not_taken() -> None:
    assert typed("1,239", AmountStyle.COMMA) == typed("1,23", AmountStyle.COMMA)


def test_a_second_comma_is_not_taken() -> None:
    assert typed("1,2,3", AmountStyle.COMMA) == typed("1,23", AmountStyle.COMMA)


def test_a_currency_without_decimals_takes_no_comma() -> None:
    entry = typed("1240,5", AmountStyle.COMMA, XPF)

    assert entry.amount == Money(12405, XPF)


@pytest.mark.parametrize("style", STYLES)
def test_an_eighth_digit_is_refused(style: AmountStyle) -> None:
    assert typed("9" * 12 + ",999", style).amount == Money(10**DIGITS_MAX - 1, EUR)


@pytest.mark.parametrize("text", ["1240", "3760123456785", "12,40", "a", "", "-5", "²", "٣"])
def test_pasted_text_and_stray_scans_are_refused_whole(text: str) -> None:
    entry = typed("5")

    assert entry.typed(Press.typing(text)) == entry


@pytest.mark.parametrize("style", STYLES)
def test_noughts_alone_are_no_amount(style: AmountStyle) -> None:
    assert typed("00", style).amount is None
    assert typed("", style).amount is None


@pytest.mark.parametrize("style", STYLES)
def test_backspace_on_nothing_changes_nothing(style: AmountStyle) -> None:
    entry = typed("", style)

    assert entry.typed(Press.of(Key.BACKSPACE)) is entry


@pytest.mark.parametrize("style", STYLES)
def test_backspace_takes_back_key_by_key_until_nothing_is_left(style: AmountStyle) -> None:
    entry = typed("1204", style)

    for _ in range(4):
        entry = entry.typed(Press.of(Key.BACKSPACE))

    assert entry.is_empty


@given(minor=st.integers(0, 10**DIGITS_MAX - 1), style=st.sampled_from(STYLES))
def test_an_amount_from_elsewhere_is_shown_as_if_it_had_been_typed(minor: int, style: AmountStyle) -> None:
    amount = Money(minor, EUR) if minor else None

    assert typed("99", style).showing(amount).amount == amount


@given(keys=st.text("0123456789,.<", max_size=30), style=st.sampled_from(STYLES))
def test_no_sequence_of_keys_leaves_the_bounds(keys: str, style: AmountStyle) -> None:
    amount = typed(keys, style).amount

    assert amount is None or 0 < amount.minor < 10**DIGITS_MAX
