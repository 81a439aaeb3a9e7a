"""Abuse: the birthday is edited to today, again and again."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from fidpos.domain.clock import DayMonth
from fidpos.localdb.snapshot import MemberSnapshot
from tests.helpers.counter import ZOE, Counter, counter

TODAY = date(2026, 11, 20)


def edited(days_ago: int) -> MemberSnapshot:
    """Zoé, whose child's birthday was moved to today some days ago."""
    profile = ZOE.member.profile
    child = replace(
        profile.household[0],
        birthday=DayMonth(day=TODAY.day, month=TODAY.month),
        birthday_changed_on=TODAY - timedelta(days=days_ago),
    )
    return replace(ZOE, member=replace(ZOE.member, profile=replace(profile, household=(child,))))


def at_the_counter(member: MemberSnapshot) -> Counter:
    at = counter(signed_in=False)
    at.store.load(member)
    at.sign_in()
    return at


@pytest.mark.parametrize(("days_ago", "points"), [(0, 10), (29, 10), (30, 60), (31, 60)])
def test_an_edited_birthday_gives_nothing_for_thirty_days(days_ago: int, points: int) -> None:
    at = at_the_counter(edited(days_ago))

    at.buy(ZOE, 1000)

    assert at.points(ZOE) == points


def test_the_gift_is_given_once_per_person_and_year_whatever_is_edited() -> None:
    at = at_the_counter(ZOE)
    at.buy(ZOE, 1000)
    assert at.points(ZOE) == 60

    at.store.load(edited(40))
    at.buy(ZOE, 1000)

    assert at.points(ZOE) == 70
