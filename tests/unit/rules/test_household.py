"""The days of a household and the age of its member, as the rules are told them."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from fidpos.domain.clock import DayMonth
from fidpos.domain.ids import RelativeId
from fidpos.domain.member import Profile, Relation, Relative
from fidpos.rules.facts import Who
from fidpos.rules.household import age, anniversaries

BORN = Profile(given_name="B", family_name="D", birthday=DayMonth(day=22, month=11), birth_year=1990)


@pytest.mark.parametrize(
    ("profile", "day", "years"),
    [
        (BORN, date(2026, 11, 21), 35),
        (BORN, date(2026, 11, 22), 36),
        (replace(BORN, birth_year=None), date(2026, 11, 22), None),
        (replace(BORN, birthday=None), date(2026, 11, 22), None),
        (replace(BORN, birthday=DayMonth(day=29, month=2), birth_year=2008), date(2027, 2, 27), 18),
        (replace(BORN, birthday=DayMonth(day=29, month=2), birth_year=2008), date(2027, 2, 28), 19),
        (replace(BORN, birth_year=2030), date(2026, 11, 22), 0),
    ],
)
def test_age_is_in_completed_years_and_unknown_without_day_or_year(
    profile: Profile, day: date, years: int | None
) -> None:
    assert age(profile, day) == years


def test_free_days_bring_their_name_and_persons_do_not() -> None:
    household = (
        Relative(
            id=RelativeId(UUID(int=1)),
            relation=Relation.CHILD,
            given_name="Zoé",
            birthday=DayMonth(day=3, month=5),
        ),
        Relative(
            id=RelativeId(UUID(int=2)),
            relation=Relation.OTHER,
            given_name="wedding",
            birthday=DayMonth(day=12, month=6),
        ),
    )
    days = anniversaries(replace(BORN, household=household), date(2024, 6, 1))

    assert [(day.who, day.label) for day in days] == [
        (Who.MEMBER, ""),
        (Who.CHILD, ""),
        (Who.OTHER, "wedding"),
        (Who.ENROLMENT, ""),
    ]
