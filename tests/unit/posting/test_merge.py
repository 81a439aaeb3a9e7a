"""Two enrolments of one person become one, as states."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from msgspec import structs

from fidpos.domain.clock import DayMonth
from fidpos.domain.ids import RelativeId
from fidpos.domain.member import MemberStatus, PostalAddress, Profile, Relation, TierStanding
from fidpos.posting.merge import carriers_after, merged_profile, merged_tier
from fidpos.wire.sync.pull import MemberState
from tests.helpers.centre_states import rich

DAY, LATER = date(2026, 11, 19), date(2026, 11, 20)
MERGED_ON = date(2026, 12, 1)


def one(**profile: object) -> MemberState:
    """A member who was enrolled first."""
    return rich(1).but(profile=_profile(**profile), enrolled_on=DAY)


def other(**profile: object) -> MemberState:
    """The same person, enrolled a day later."""
    return rich(2).but(profile=_profile(**profile), enrolled_on=LATER)


def _profile(**values: object) -> Profile:
    return Profile(**{"given_name": "Ada", "family_name": "Lovelace", **values})  # type: ignore[arg-type]  # a test's own


def test_the_later_enrolment_wins_field_by_field_where_it_says_anything() -> None:
    first, second = one(phone="+33611", birth_year=1980), other(given_name="Adah", phone="")

    for kept, gone in ((first, second), (second, first)):
        profile = merged_profile(kept, gone, MERGED_ON)
        assert (profile.given_name, profile.phone, profile.birth_year) == ("Adah", "+33611", 1980)


def test_where_one_can_be_reached_is_kept_whichever_of_the_two_said_it() -> None:
    home = PostalAddress(street="3 rue des Lilas", postcode="69000", city="Lyon")
    first, second = one(email="ada@example.org", address=home), other(email="adah@example.org")

    for kept, gone in ((first, second), (second, first)):
        profile = merged_profile(kept, gone, MERGED_ON)
        assert (profile.email, profile.address) == ("adah@example.org", home)


def test_a_provisional_member_says_nothing_however_late_they_came() -> None:
    stranger = other(given_name="X").but(status=MemberStatus.PROVISIONAL)

    assert merged_profile(one(), stranger, MERGED_ON).given_name == "Ada"


def test_a_birthday_that_stays_was_not_edited() -> None:
    birthday = DayMonth(day=3, month=4)

    profile = merged_profile(one(birthday=birthday), other(birthday=birthday), MERGED_ON)

    assert profile.birthday_changed_on is None


def test_a_child_of_whom_both_told_is_one_child() -> None:
    (zoe,) = rich(1).profile.household
    assert zoe.relation is Relation.CHILD

    profile = merged_profile(one(household=(zoe,)), other(household=(zoe,)), MERGED_ON)

    assert profile.household == (zoe,)


def test_only_who_is_told_of_twice_carries_under_another_id() -> None:
    (zoe,) = rich(1).profile.household
    again, stranger = (replace(zoe, id=RelativeId(UUID(int=number))) for number in (901, 902))
    stranger = replace(stranger, given_name="Nobody")

    carriers = carriers_after((zoe, again, stranger), (zoe,))

    assert carriers == {again.id: zoe.id}


def test_the_standing_reached_later_remains() -> None:
    silver, gold = TierStanding(code="silver", since=DAY), TierStanding(code="gold", since=LATER)
    first, second = one().but(tier=silver), other().but(tier=gold)

    assert merged_tier(first, second) == merged_tier(second, first) == gold
    assert merged_tier(first, structs.replace(second, tier=None)) == silver
