"""Values in columns come back as they went in, and sort as they do in Python."""

from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.columns import (
    blob_or_none,
    day_from_int,
    day_or_none,
    day_to_int,
    id_from_blob,
    instant_from_int,
    instant_to_int,
)

ANY_INSTANT = st.datetimes(timezones=st.just(UTC))


@given(st.uuids())
def test_an_id_survives(id_: UUID) -> None:
    again = id_from_blob(id_.bytes)

    assert again == id_
    assert hash(again) == hash(id_)
    assert str(again) == str(id_)


@given(ANY_INSTANT)
def test_an_instant_survives_to_the_microsecond(instant: datetime) -> None:
    assert instant_from_int(instant_to_int(instant)) == instant


@given(ANY_INSTANT, ANY_INSTANT)
def test_instants_sort_as_numbers(one: datetime, other: datetime) -> None:
    assert (one < other) == (instant_to_int(one) < instant_to_int(other))


def test_an_instant_of_another_zone_is_the_same_instant() -> None:
    in_paris = datetime(2026, 7, 1, 14, tzinfo=timezone(timedelta(hours=2)))

    assert instant_from_int(instant_to_int(in_paris)) == datetime(2026, 7, 1, 12, tzinfo=UTC)


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(TypeError):
        instant_to_int(datetime(2026, 7, 1))  # noqa: DTZ001


@given(st.dates())
def test_a_day_survives(day: date) -> None:
    assert day_from_int(day_to_int(day)) == day


def test_days_count_from_1970_as_sqlite_counts_them() -> None:
    assert day_to_int(date(1970, 1, 1)) == 0
    assert day_to_int(date(2026, 11, 22)) * 86_400 == datetime(2026, 11, 22, tzinfo=UTC).timestamp()


def test_nothing_is_null() -> None:
    assert (blob_or_none(None), day_or_none(None)) == (None, None)
    assert blob_or_none(UUID(int=1)) == UUID(int=1).bytes
    assert day_or_none(date(1970, 1, 2)) == 1
