"""What people type into tables, and what is taken for it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.server.services.importing.cells import (
    CellFault,
    Part,
    Unclear,
    answer_of,
    birthday_of,
    count_of,
    day_of,
    minor_of,
    part_to_text,
    parts_of,
)

TODAY = date(2026, 5, 4)


@pytest.mark.parametrize(
    "text", ["2019-03-12", "12/03/2019", "12.3.2019", "12-03-2019", "2019-03-12T00:00:00"]
)
def test_a_day_is_read_in_every_form_that_names_its_century(text: str) -> None:
    assert day_of(text) == date(2019, 3, 12)


@pytest.mark.parametrize("text", ["12/03/19", "31/02/2019", "2019-13-01", "yesterday", "12"])
def test_what_may_be_another_day_is_none(text: str) -> None:
    with pytest.raises(Unclear) as raised:
        day_of(text)

    assert raised.value.fault is CellFault.NO_DAY


def test_a_birthday_may_do_without_its_year() -> None:
    read = birthday_of("24/12", TODAY)

    assert read is not None
    assert (read.day.day, read.day.month, read.year) == (24, 12, None)


@pytest.mark.parametrize("text", ["24/12/2027", "01/01/1850", "30/02", "24/12/85"])
def test_nobody_is_born_on_such_a_day(text: str) -> None:
    with pytest.raises(Unclear) as raised:
        birthday_of(text, TODAY)

    assert raised.value.fault is CellFault.NO_BIRTHDAY


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("12,5", 1250),
        ("12.50 €", 1250),
        ("1 234,56", 123456),
        ("0", 0),
        ("", 0),
        ("7EUR", 700),
        ("1,000", 100),
    ],
)
def test_an_amount_is_exact_in_minor_units(text: str, minor: int) -> None:
    assert minor_of(text, 2) == minor


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("1,234", CellFault.NO_AMOUNT),
        ("-1", CellFault.BELOW_ZERO),
        ("1e3", CellFault.NO_AMOUNT),
        ("9" * 18, CellFault.TOO_LARGE),
    ],
)
def test_an_amount_that_may_mean_two_things_is_none(text: str, fault: CellFault) -> None:
    with pytest.raises(Unclear) as raised:
        minor_of(text, 2)

    assert raised.value.fault is fault


@given(st.integers(0, 10**10), st.sampled_from([0, 2, 3]))
def test_what_is_written_with_its_decimals_is_read_to_the_last(minor: int, exponent: int) -> None:
    digits = f"{minor:0{exponent + 1}}"
    text = f"{digits[:-exponent]},{digits[-exponent:]}" if exponent else digits

    assert minor_of(text, exponent) == minor


@given(st.text(max_size=30))
def test_whatever_stands_there_is_read_or_is_a_fault(text: str) -> None:
    for reading in (
        day_of,
        count_of,
        answer_of,
        lambda said: birthday_of(said, TODAY),
        lambda s: minor_of(s, 2),
    ):
        try:
            reading(text)
        except Unclear as unclear:
            fault: object = unclear.fault
        else:
            fault = None

        assert fault is None or isinstance(fault, CellFault)


@pytest.mark.parametrize(
    ("text", "said"), [("Oui", True), ("NON", False), ("x", True), ("0", False), ("", None)]
)
def test_yes_and_no_are_said_in_many_ways(text: str, said: bool | None) -> None:
    assert answer_of(text) is said


def test_a_balance_is_a_number_or_parts_that_each_say_until_when() -> None:
    assert parts_of("30", count_of) == (Part(amount=30),)
    assert parts_of("", count_of) == parts_of("0", count_of) == ()
    assert parts_of("30 @ 2027-01-31; 20@-", count_of) == (
        Part(amount=30, until=date(2027, 1, 31), is_said=True),
        Part(amount=20, is_said=True),
    )


@pytest.mark.parametrize("text", ["30 @", "30 @ 2027-01-31; 20", "@ -; @", "30 @ soon", "x @ -", "-3 @ -"])
def test_parts_of_which_one_is_not_clear_are_none(text: str) -> None:
    with pytest.raises(Unclear):
        parts_of(text, count_of)


@given(st.lists(st.tuples(st.integers(1, 10**9), st.none() | st.dates(date(2000, 1, 1))), min_size=1))
def test_what_was_written_in_parts_is_read_in_the_same_parts(parts: list[tuple[int, date | None]]) -> None:
    text = "; ".join(part_to_text(str(amount), until) for amount, until in parts)

    assert [(part.amount, part.until) for part in parts_of(text, count_of)] == parts
