"""What a programme may know of a member's household: the days that come back every year, and the age."""

from datetime import date

from fidpos.domain.clock import DayMonth
from fidpos.domain.member import Profile, Relation
from fidpos.rules.facts import Anniversary, Who

_WHO = {Relation.SPOUSE: Who.SPOUSE, Relation.CHILD: Who.CHILD, Relation.OTHER: Who.OTHER}


def age(profile: Profile, day: date) -> int | None:
    """In completed years; None unless birthday and year of birth are known."""
    if profile.birthday is None or profile.birth_year is None:
        return None
    years = day.year - profile.birth_year
    return max(0, years if profile.birthday.in_year(day.year) <= day else years - 1)


def anniversaries(profile: Profile, enrolled_on: date) -> tuple[Anniversary, ...]:
    """Birthdays of the member and the household, each by the person's stable id; then the enrolment.

    A free day brings its name, since a programme may be about weddings only; a person never does.
    """
    own = _birthday(Who.MEMBER, "member", profile.birthday, profile.birthday_changed_on)
    household = (
        _birthday(
            _WHO[relative.relation],
            str(relative.id),
            relative.birthday,
            relative.birthday_changed_on,
            relative.given_name if relative.relation is Relation.OTHER else "",
        )
        for relative in profile.household
    )
    joined = DayMonth(day=enrolled_on.day, month=enrolled_on.month)
    return (
        *(day for day in (own, *household) if day is not None),
        Anniversary(who=Who.ENROLMENT, person="enrolment", day=joined),
    )


def _birthday(
    who: Who, person: str, day: DayMonth | None, changed_on: date | None, label: str = ""
) -> Anniversary | None:
    if day is None:
        return None
    return Anniversary(who=who, person=person, day=day, label=label, changed_on=changed_on)
