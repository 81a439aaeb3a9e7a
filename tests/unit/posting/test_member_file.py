"""A file changed at two tills that were apart: what only one changed counts, what both did is heard first."""

from dataclasses import replace
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain.clock import DayMonth
from fidpos.domain.ids import RelativeId
from fidpos.domain.member import MemberStatus, PostalAddress, Profile, Relation, Relative
from fidpos.posting.member_file import changed, decided, status_after, status_named
from fidpos.posting.project import enrolled
from fidpos.posting.rebase import member_rebased
from fidpos.wire.member_events import ProfileChange
from tests.helpers.centre_events import SOMEBODY, Happenings
from tests.helpers.centre_file_events import profile_changed, status_changed
from tests.helpers.fake_clock import FakeClock

_texts = st.sampled_from(["", "a", "b"])
_relatives = st.builds(
    Relative,
    id=st.integers(1, 3).map(lambda number: RelativeId(_uuid(number))),
    relation=st.just(Relation.CHILD),
    given_name=_texts,
)
profiles = st.builds(
    Profile,
    given_name=_texts,
    family_name=_texts,
    phone=_texts,
    email=_texts,
    birthday=st.sampled_from([None, DayMonth(day=1, month=2)]),
    birth_year=st.sampled_from([None, 1980]),
    address=st.sampled_from([None, PostalAddress(city="Brest")]),
    household=st.lists(_relatives, unique_by=lambda each: each.id, max_size=3).map(tuple),
)
statuses = st.sampled_from(list(MemberStatus))


def _uuid(number: int) -> UUID:
    return UUID(int=number)


@given(profiles, profiles)
def test_unless_somebody_came_in_between_it_is_as_it_was_typed(before: Profile, after: Profile) -> None:
    profile, contests = changed(before, ProfileChange(before=before, after=after))

    assert not contests
    assert replace(profile, household=()) == replace(after, household=())
    assert set(profile.household) == set(after.household)


@given(profiles, profiles, profiles)
def test_the_same_change_again_changes_nothing(now: Profile, before: Profile, after: Profile) -> None:
    change = ProfileChange(before=before, after=after)
    once = changed(now, change).profile

    assert changed(once, change).profile == once


@given(profiles, profiles)
def test_a_change_of_nothing_changes_nobody(now: Profile, before: Profile) -> None:
    assert changed(now, ProfileChange(before=before, after=before)) == (now, ())


@given(profiles, profiles, profiles)
def test_no_field_is_anything_but_what_one_of_the_two_said(
    now: Profile, before: Profile, after: Profile
) -> None:
    profile = changed(now, ProfileChange(before=before, after=after)).profile

    for name in ("given_name", "family_name", "phone", "email", "birthday", "birth_year", "address"):
        assert getattr(profile, name) in {getattr(now, name), getattr(after, name)}


@given(profiles, profiles, profiles)
def test_in_whichever_order_they_are_heard_uncontested_changes_come_to_the_same(
    before: Profile, mine: Profile, theirs: Profile
) -> None:
    first, second = (ProfileChange(before=before, after=after) for after in (mine, theirs))
    one = changed(changed(before, first).profile, second)
    other = changed(changed(before, second).profile, first)

    assert bool(one.contests) == bool(other.contests)
    if not one.contests:
        assert replace(one.profile, household=()) == replace(other.profile, household=())
        assert set(one.profile.household) == set(other.profile.household)


@given(statuses, statuses)
def test_nobody_comes_back_who_left_or_was_merged(now: MemberStatus, wanted: MemberStatus) -> None:
    after = status_after(now, wanted)

    if now in {MemberStatus.LEFT, MemberStatus.MERGED}:
        assert after is now
    assert after in {now, wanted}


@given(statuses, statuses)
def test_a_status_wanted_twice_is_as_wanted_once(now: MemberStatus, wanted: MemberStatus) -> None:
    once = status_after(now, wanted)

    assert status_after(once, wanted) is once


def test_nobody_is_made_a_provisional_member_by_lifting_a_block_that_is_none() -> None:
    assert status_after(MemberStatus.ACTIVE, MemberStatus.PROVISIONAL) is MemberStatus.ACTIVE


def test_a_name_makes_a_member_of_who_was_known_by_a_card() -> None:
    nobody = Profile(given_name="", family_name="")

    assert status_named(MemberStatus.PROVISIONAL, nobody) is MemberStatus.PROVISIONAL
    assert status_named(MemberStatus.PROVISIONAL, replace(nobody, given_name="Zoé")) is MemberStatus.ACTIVE
    assert status_named(MemberStatus.BLOCKED, replace(nobody, given_name="Zoé")) is MemberStatus.BLOCKED


def test_a_till_sees_its_own_change_until_the_centre_has_heard_it() -> None:
    told = Happenings(FakeClock())
    zoe = told.enrolled()
    state = enrolled(zoe, told.keys[zoe.member_id])
    own = profile_changed(told, zoe, SOMEBODY, replace(SOMEBODY, phone="+33600000001"))
    elsewhere = state.but(profile=replace(SOMEBODY, email="zoe@example.fr"))

    seen = member_rebased(elsewhere, [own]).profile
    assert (seen.phone, seen.email) == ("+33600000001", "zoe@example.fr")


def test_a_block_laid_on_a_state_that_does_not_know_it_holds() -> None:
    told = Happenings(FakeClock())
    zoe = told.enrolled()
    state = enrolled(zoe, told.keys[zoe.member_id])

    blocked = member_rebased(state, [status_changed(told, zoe, MemberStatus.BLOCKED)])
    assert blocked.status is MemberStatus.BLOCKED


def test_what_two_changed_differently_is_named_with_all_three_values_and_decided() -> None:
    before, mine = Profile(given_name="Zoé", family_name="M", phone="+331"), RelativeId(UUID(int=9))
    child = Relative(id=mine, relation=Relation.CHILD, given_name="Léo")
    before = replace(before, household=(child,))
    now = replace(before, phone="+332", household=(replace(child, given_name="Lea"),))
    said = replace(before, phone="+333", household=())

    contests = changed(now, ProfileChange(before=before, after=said)).contests

    assert [(each.name, each.was, each.there, each.said) for each in contests[:1]] == [
        ("phone", "+331", "+332", "+333")
    ]
    assert (contests[1].relative_id, contests[1].said) == (mine, None)
    assert decided(now, ()) == now
    assert decided(now, contests[:1]) == replace(now, phone="+333")
    assert decided(now, contests) == said
    assert decided(said, [replace(contests[1], said=child)]) == replace(said, household=(child,))
