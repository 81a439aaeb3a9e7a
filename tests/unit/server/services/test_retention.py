"""How long a member is kept."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.server.services.retention import LEAST_NOTICE, Dormant, Due, due, forget_on, months_after

CONTACT = date(2023, 5, 31)


def _member(
    contact_on: date = CONTACT, warned_on: date | None = None, *, holds_money: bool = False
) -> Dormant:
    return Dormant(contact_on=contact_on, warned_on=warned_on, holds_money=holds_money)


@pytest.mark.parametrize(
    ("today", "expected"),
    [(date(2026, 3, 30), Due.NOTHING), (date(2026, 3, 31), Due.WARN), (date(2030, 1, 1), Due.WARN)],
)
def test_after_thirty_four_months_they_are_told(today: date, expected: Due) -> None:
    assert due(_member(), today) is expected


@pytest.mark.parametrize(
    ("today", "expected"), [(date(2026, 5, 30), Due.NOTHING), (date(2026, 5, 31), Due.FORGET)]
)
def test_after_thirty_six_months_they_are_forgotten(today: date, expected: Due) -> None:
    assert due(_member(warned_on=date(2026, 3, 31)), today) is expected


def test_who_holds_money_is_decided_about() -> None:
    assert due(_member(warned_on=date(2026, 3, 31), holds_money=True), date(2026, 6, 1)) is Due.DECIDE


def test_who_came_back_after_the_warning_begins_anew() -> None:
    back = date(2026, 4, 2)
    member = _member(back, warned_on=date(2026, 3, 31))

    assert due(member, date(2026, 6, 1)) is Due.NOTHING
    assert due(member, months_after(back, 34)) is Due.WARN


@given(
    st.dates(date(2015, 1, 1), date(2030, 1, 1)),
    st.integers(0, 2_000),
    st.integers(0, 4_000),
)
def test_nobody_is_forgotten_before_three_years_and_a_months_notice(
    contact_on: date, warned_after: int, days: int
) -> None:
    warned_on = contact_on + timedelta(days=warned_after)
    today = contact_on + timedelta(days=days)

    if due(_member(contact_on, warned_on), today) is Due.FORGET:
        assert today >= forget_on(contact_on, warned_on)
        assert today >= months_after(contact_on, 36)
        assert today >= warned_on + LEAST_NOTICE


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 1, 1), -1, date(2025, 12, 1)),
        (date(2026, 5, 31), -34, date(2023, 7, 31)),
    ],
)
def test_a_month_ends_with_its_last_day(day: date, months: int, expected: date) -> None:
    assert months_after(day, months) == expected
