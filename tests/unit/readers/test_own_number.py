import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain.card import Refusal
from fidpos.domain.errors import InvalidValue
from fidpos.readers.own_number import (
    LONG_SERIAL_LENGTH,
    SHORT_SERIAL_LENGTH,
    NumberKind,
    NumberLayout,
    OwnNumber,
    make_ean13,
    make_long,
    parse,
)

LAYOUT = NumberLayout(merchant_code="1234", short_prefixes=("20", "21"), long_prefix="90")

short_serials = st.integers(0, 10**SHORT_SERIAL_LENGTH - 1)
long_serials = st.integers(0, 10**LONG_SERIAL_LENGTH - 1)
positions = st.integers(0, 100)
digits = st.integers(1, 9)


@given(short_serials)
def test_a_short_number_is_recognised_with_its_serial(serial: int) -> None:
    number = make_ean13("1234", serial)

    assert parse(number, LAYOUT) == OwnNumber(digits=number, kind=NumberKind.SHORT, serial=serial)


@given(long_serials)
def test_a_long_number_is_recognised_with_its_serial(serial: int) -> None:
    number = make_long("1234", serial)

    assert parse(number, LAYOUT) == OwnNumber(digits=number, kind=NumberKind.LONG, serial=serial)


@given(short_serials | long_serials.map(lambda serial: -1 - serial), positions, digits)
def test_no_single_wrong_digit_makes_another_number_of_ours(serial: int, position: int, step: int) -> None:
    number = make_ean13("1234", serial) if serial >= 0 else make_long("1234", -1 - serial)
    at = position % len(number)
    wrong = number[:at] + str((int(number[at]) + step) % 10) + number[at + 1 :]

    assert isinstance(parse(wrong, LAYOUT), Refusal)


@given(long_serials, positions)
def test_no_swap_of_neighbours_makes_another_long_number_of_ours(serial: int, position: int) -> None:
    number = make_long("1234", serial)
    swapped = _swapped(number, position)

    assert swapped == number or isinstance(parse(swapped, LAYOUT), Refusal)


@given(short_serials, positions)
def test_a_swap_of_neighbours_in_a_short_number_is_caught_unless_they_differ_by_five(
    serial: int, position: int
) -> None:
    number = make_ean13("1234", serial)
    at = position % (len(number) - 1)
    swapped = _swapped(number, position)
    is_promised = abs(int(number[at]) - int(number[at + 1])) not in {0, 5}

    assert isinstance(parse(swapped, LAYOUT), Refusal) or not is_promised


@given(short_serials, st.integers(0, 12), st.integers(0, 12))
def test_no_part_of_a_short_number_passes(serial: int, start: int, stop: int) -> None:
    part = make_ean13("1234", serial)[start:stop]

    assert parse(part, LAYOUT) is Refusal.BAD_READ


@given(long_serials, st.integers(0, 17))
def test_a_long_number_that_lost_its_end_never_passes(serial: int, stop: int) -> None:
    part = make_long("1234", serial)[:stop]

    assert isinstance(parse(part, LAYOUT), Refusal)


@given(st.text(max_size=20))
def test_any_text_is_a_number_of_ours_or_a_reason(text: str) -> None:
    parse(text, LAYOUT)


def test_a_number_of_another_merchant_is_named_as_such() -> None:
    assert parse(make_ean13("9999", 7), LAYOUT) is Refusal.OTHER_MERCHANT
    assert parse(make_long("9999", 7), LAYOUT) is Refusal.OTHER_MERCHANT


def test_a_prefix_kept_for_weighed_goods_is_an_article() -> None:
    assert parse(make_ean13("1234", 7, prefix="25"), LAYOUT) is Refusal.ARTICLE


def test_each_configured_prefix_is_ours() -> None:
    assert isinstance(parse(make_ean13("1234", 7, prefix="21"), LAYOUT), OwnNumber)


def test_a_long_number_of_another_prefix_is_not_ours() -> None:
    assert parse(make_long("1234", 7, prefix="91"), LAYOUT) is Refusal.UNKNOWN_FORMAT


def test_digits_of_other_scripts_are_not_digits() -> None:
    assert parse("٢٠١٢٣٤٠٠٠٠٠٠٧", LAYOUT) is Refusal.BAD_READ


@pytest.mark.parametrize("code", ["", "123", "12345", "12a4", "١٢٣٤"])
def test_a_merchant_code_is_four_digits(code: str) -> None:
    with pytest.raises(InvalidValue, match="four digits"):
        NumberLayout(merchant_code=code)


@pytest.mark.parametrize("prefixes", [(), ("30",), ("2",), ("20", "19")])
def test_short_prefixes_stay_in_the_range_for_use_inside_a_company(prefixes: tuple[str, ...]) -> None:
    with pytest.raises(InvalidValue, match="20 to 29"):
        NumberLayout(merchant_code="1234", short_prefixes=prefixes)


def test_a_long_prefix_stays_out_of_the_ranges_of_payment_cards() -> None:
    with pytest.raises(InvalidValue, match="90 to 99"):
        NumberLayout(merchant_code="1234", long_prefix="42")


def test_a_serial_that_does_not_fit_is_refused() -> None:
    with pytest.raises(InvalidValue, match="6 digits"):
        make_ean13("1234", 10**6)
    with pytest.raises(InvalidValue, match="10 digits"):
        make_long("1234", -1)


def _swapped(number: str, position: int) -> str:
    at = position % (len(number) - 1)
    return number[:at] + number[at + 1] + number[at] + number[at + 2 :]
