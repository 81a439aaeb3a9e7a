"""A birthday as it is typed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain.clock import DayMonth
from fidpos.domain.typed_day import AGE_MAX, Birthday, read_birthday, typed_birthday

TODAY = date(2026, 11, 20)


def test_four_digits_are_a_day_of_every_year() -> None:
    assert read_birthday("2412", TODAY) == Birthday(DayMonth(day=24, month=12))


def test_eight_digits_are_a_day_of_one_year() -> None:
    assert read_birthday("24121990", TODAY) == Birthday(DayMonth(day=24, month=12), 1990)


def test_whoever_was_born_on_a_leap_day_has_a_birthday() -> None:
    assert read_birthday("2902", TODAY) == Birthday(DayMonth(day=29, month=2))
    assert read_birthday("29022024", TODAY) == Birthday(DayMonth(day=29, month=2), 2024)
    assert read_birthday("29022023", TODAY) is None


@pytest.mark.parametrize("born", ["20112026", "20111906"])
def test_the_youngest_and_the_oldest_are_taken(born: str) -> None:
    assert read_birthday(born, TODAY) is not None


NOBODYS = (
    *("", "24", "241290", "3202", "0013", "2413", "21112026", "20111905"),
    *("24/12", "-412", "٢٤١٢", "🙂🙂🙂🙂", "2412" * 2500),
)


@pytest.mark.parametrize("text", NOBODYS)
def test_what_is_nobodys_birthday_is_refused(text: str) -> None:
    assert read_birthday(text, TODAY) is None


@given(st.dates(min_value=date(TODAY.year - AGE_MAX, 1, 1), max_value=TODAY))
def test_what_is_shown_in_a_field_is_read_as_the_same(born: date) -> None:
    day = DayMonth(day=born.day, month=born.month)

    assert read_birthday(typed_birthday(day, born.year), TODAY) == Birthday(day, born.year)
    assert read_birthday(typed_birthday(day), TODAY) == Birthday(day)
    assert typed_birthday(None) == ""


@given(st.text(max_size=12))
def test_any_text_is_a_birthday_or_none(text: str) -> None:
    birthday = read_birthday(text, TODAY)

    assert birthday is None or birthday.year is None or birthday.year <= TODAY.year
