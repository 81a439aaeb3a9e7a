"""Expiry: the last day on which a lot can be spent."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain.errors import InvalidValue
from fidpos.rules.expiry import NEVER, ExpiryKind, LotExpiry

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("kind", "count", "earned_on", "last_day"),
    [
        (ExpiryKind.DAYS, 90, date(2026, 11, 22), date(2027, 2, 20)),
        (ExpiryKind.MONTHS, 12, date(2026, 11, 22), date(2027, 11, 22)),
        (ExpiryKind.MONTHS, 1, date(2027, 1, 31), date(2027, 2, 28)),
        (ExpiryKind.MONTHS, 12, date(2028, 2, 29), date(2029, 2, 28)),
        (ExpiryKind.MONTH_END, 0, date(2026, 11, 1), date(2026, 11, 30)),
        (ExpiryKind.MONTH_END, 3, date(2026, 11, 22), date(2027, 2, 28)),
        (ExpiryKind.YEAR_END, 0, date(2026, 12, 31), date(2026, 12, 31)),
        (ExpiryKind.YEAR_END, 1, date(2026, 1, 1), date(2027, 12, 31)),
    ],
)
def test_the_last_day_is_found_by_the_calendar(
    kind: ExpiryKind, count: int, earned_on: date, last_day: date
) -> None:
    assert LotExpiry(kind=kind, count=count).last_day(earned_on) == last_day


def test_what_never_expires_has_no_last_day() -> None:
    assert NEVER.last_day(date(2026, 11, 22)) is None


@pytest.mark.parametrize(
    ("kind", "count"), [(ExpiryKind.DAYS, 0), (ExpiryKind.MONTHS, 0), (ExpiryKind.NEVER, 3)]
)
def test_an_expiry_without_a_meaning_is_refused(kind: ExpiryKind, count: int) -> None:
    with pytest.raises(InvalidValue):
        LotExpiry(kind=kind, count=count)


@given(st.sampled_from(list(ExpiryKind)), st.integers(1, 60), st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_a_lot_earned_later_never_expires_earlier(kind: ExpiryKind, count: int, earned_on: date) -> None:
    expiry = NEVER if kind is ExpiryKind.NEVER else LotExpiry(kind=kind, count=count)

    earlier, later = expiry.last_day(earned_on), expiry.last_day(earned_on + timedelta(days=1))

    assert (earlier is None) == (later is None)
    assert earlier is None or later is None or earned_on <= earlier <= later


@pytest.mark.parametrize(
    ("expiry", "last_day"),
    [
        (LotExpiry(kind=ExpiryKind.MONTH_END), date(2026, 11, 29)),
        (LotExpiry(kind=ExpiryKind.DAYS, count=2), TODAY),
    ],
)
def test_where_the_last_day_is_excluded_the_day_before_is_the_last(expiry: LotExpiry, last_day: date) -> None:
    assert expiry.last_day(date(2026, 11, 22), excluded=True) == last_day


def test_what_never_ends_is_not_prolonged() -> None:
    assert NEVER.last_day(TODAY, excluded=True) is None
    with pytest.raises(InvalidValue):
        LotExpiry(prolonged=True)
