"""Which consents stand: under fifteen only what a parent agreed to, judged for the day when it was said."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain.clock import DayMonth, ShopCalendar
from fidpos.domain.consent import Word, counts, needs_parent, parent_name, standing
from fidpos.domain.member import NAME_LENGTH_MAX, Channel, Profile
from fidpos.rules.household import age

PARIS = ShopCalendar(zone=ZoneInfo("Europe/Paris"))
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def born(day: date) -> Profile:
    birthday = DayMonth(day=day.day, month=day.month)
    return Profile(given_name="Léo", family_name="Durand", birthday=birthday, birth_year=day.year)


def said(at: datetime = NOON, *, granted: bool = True, by_parent: bool = False) -> Word:
    return Word(at, Channel.SMS, granted, by_parent)


@pytest.mark.parametrize(
    ("birthday", "needed"),
    [(date(2011, 11, 20), False), (date(2011, 11, 21), True), (date(2011, 11, 19), False)],
)
def test_a_parent_decides_until_the_eve_of_the_fifteenth_birthday(birthday: date, needed: bool) -> None:
    assert needs_parent(born(birthday), date(2026, 11, 20), 15) is needed


def test_who_was_born_on_29_february_agrees_alone_from_the_28th() -> None:
    leap = born(date(2012, 2, 29))

    assert needs_parent(leap, date(2027, 2, 27), 15)
    assert not needs_parent(leap, date(2027, 2, 28), 15)


@pytest.mark.parametrize(
    "profile",
    [
        Profile(given_name="Léo", family_name="Durand"),
        Profile(given_name="Léo", family_name="Durand", birthday=DayMonth(day=1, month=1)),
        Profile(given_name="Léo", family_name="Durand", birth_year=2020),
    ],
)
def test_of_whom_the_age_is_unknown_no_parent_decides(profile: Profile) -> None:
    assert not needs_parent(profile, NOON.date(), 16)


@given(
    st.dates(date(1990, 1, 1), date(2026, 11, 20)),
    st.dates(date(2000, 1, 1), date(2060, 1, 1)),
    st.integers(13, 16),
)
def test_the_bound_is_that_of_the_age(birthday: date, day: date, alone_from: int) -> None:
    profile = born(birthday)
    years = age(profile, day)

    assert years is not None
    assert needs_parent(profile, day, alone_from) == (years < alone_from)


def test_a_childs_yes_counts_only_with_a_parent() -> None:
    child = born(date(2014, 1, 1))

    assert not counts(said(), child, PARIS)
    assert counts(said(by_parent=True), child, PARIS)
    assert counts(said(), born(date(2000, 1, 1)), PARIS)


def test_growing_older_makes_nothing_count_that_did_not_and_ends_nothing() -> None:
    """The word is of the day on which it was said, whatever day it is now."""
    eve, day = datetime(2026, 11, 19, 12, tzinfo=UTC), datetime(2026, 11, 20, 12, tzinfo=UTC)
    profile = born(date(2011, 11, 20))

    assert not counts(said(eve), profile, PARIS)
    assert counts(said(eve, by_parent=True), profile, PARIS)
    assert counts(said(day), profile, PARIS)


def test_the_day_is_that_of_the_shop() -> None:
    """23:30 UTC is the birthday already where the shop is."""
    late = datetime(2026, 11, 19, 23, 30, tzinfo=UTC)

    assert counts(said(late), born(date(2011, 11, 20)), PARIS)
    assert not counts(said(late - timedelta(hours=1)), born(date(2011, 11, 20)), PARIS)


def test_a_refusal_needs_nobody_and_is_no_consent() -> None:
    child = born(date(2014, 1, 1))
    words = [said(by_parent=True), said(NOON + timedelta(days=1), granted=False)]

    assert standing(words[:1], child, PARIS) == {Channel.SMS}
    assert standing(words, child, PARIS) == frozenset()


def test_a_birthday_that_is_put_right_changes_what_counts() -> None:
    assert standing([said()], born(date(2001, 3, 4)), PARIS) == {Channel.SMS}
    assert standing([said()], born(date(2014, 3, 4)), PARIS) == frozenset()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Marie  Durand ", "Marie Durand"),
        ("Chloe\u0301", "Chloé"),
        ("1", ""),
        ("--", ""),
        ("", ""),
        ("a\u202eb", "ab"),
        ("é" * 200, "é" * NAME_LENGTH_MAX),
    ],
)
def test_a_parents_name_is_cleaned_like_any_other_and_has_a_letter(typed: str, kept: str) -> None:
    assert parent_name(typed) == kept
