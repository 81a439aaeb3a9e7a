"""Members' files that tills change, apart from each other as well, on every `CentreStore`."""

from dataclasses import replace

import pytest
from msgspec import structs

from fidpos.domain.ids import EventId, MemberId, RedemptionId, RelativeId, StaffId
from fidpos.domain.member import MemberStatus, PostalAddress, Profile, Relation, Relative
from fidpos.server.office_port import Likeness
from fidpos.server.reason import EventRefused, Reason
from fidpos.server.services.joining import settle_joining
from fidpos.wire.events import MemberEnrolled, RedemptionBody
from fidpos.wire.member_events import Joining, JoiningAgreed
from tests.helpers.centre_acts import bought, enrolled, merge
from tests.helpers.centre_events import SOMEBODY, Happenings
from tests.helpers.centre_file_events import joining, profile_changed, status_changed
from tests.helpers.centre_office import BESIDE, FAR, LEFT, PARIS, TILL, TILLS, Office

MOVED = replace(SOMEBODY, address=PostalAddress(street="3 rue Haute", postcode="29200", city="Brest"))
MINE = replace(SOMEBODY, phone="+33600000001")
THEIRS = replace(SOMEBODY, phone="+33600000002", email="zoe@example.fr")


@pytest.fixture
def paul(office: Office, told: Happenings) -> MemberEnrolled:
    return enrolled(office, told, profile=Profile(given_name="Paul", family_name="Martin"))


def settle(office: Office, event: JoiningAgreed) -> bool:
    with office.unit() as unit:
        return settle_joining(unit, TILLS[0], event, office.clock.now())


# Who somebody is.


def test_what_one_till_put_right_every_till_hears(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    doubts = office.tell(profile_changed(told, zoe, SOMEBODY, MOVED))

    assert doubts == {}
    assert office.member(zoe.member_id).profile == MOVED


def test_two_tills_that_were_apart_each_change_what_they_changed(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    office.tell(profile_changed(told, zoe, SOMEBODY, MOVED))
    doubts = office.tell(profile_changed(told, zoe, SOMEBODY, MINE), till_id=BESIDE)

    assert doubts == {}
    assert office.member(zoe.member_id).profile == replace(MOVED, phone=MINE.phone)


def test_of_two_telephone_numbers_the_one_heard_first_stands_and_the_office_is_told(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    office.tell(profile_changed(told, zoe, SOMEBODY, MINE))
    late = profile_changed(told, zoe, SOMEBODY, THEIRS)
    doubts = office.tell(late, till_id=BESIDE)

    assert doubts == {late.id: Reason.FILE_CONTESTED}
    assert office.member(zoe.member_id).profile == replace(MINE, email=THEIRS.email)


def test_whoever_lost_the_contest_hears_what_stands(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    office.tell(profile_changed(told, zoe, SOMEBODY, MINE))
    before = office.pull_all(BESIDE)[-1].cursor
    office.tell(profile_changed(told, zoe, SOMEBODY, THEIRS), till_id=BESIDE)

    heard = [change.member for change in office.pull(BESIDE, before).changes if change.member]
    assert [each.profile.phone for each in heard] == [MINE.phone]


def test_changes_of_one_push_build_on_each_other(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    both = replace(MOVED, phone=MINE.phone)
    doubts = office.tell(profile_changed(told, zoe, SOMEBODY, MOVED), profile_changed(told, zoe, MOVED, both))

    assert doubts == {}
    assert office.member(zoe.member_id).profile == both


def test_somebody_enrolled_in_the_same_push_is_put_right_too(office: Office, told: Happenings) -> None:
    new = told.enrolled()
    office.tell(new, profile_changed(told, new, SOMEBODY, MOVED), keys=told.keys)

    assert office.member(new.member_id).profile == MOVED


def test_a_child_added_at_each_of_two_tills_is_there_twice_and_a_card_keeps_its_holder(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    ida, tom = (
        Relative(id=RelativeId(told.new_id()), relation=Relation.CHILD, given_name=name)
        for name in ("Ida", "Tom")
    )
    office.tell(profile_changed(told, zoe, SOMEBODY, replace(SOMEBODY, household=(ida,))))
    office.tell(profile_changed(told, zoe, SOMEBODY, replace(SOMEBODY, household=(tom,))), till_id=FAR)

    assert office.member(zoe.member_id).profile.household == (ida, tom)


def test_who_was_known_by_a_card_alone_is_a_member_once_they_have_a_name(
    office: Office, told: Happenings
) -> None:
    nobody = Profile(given_name="", family_name="")
    new = enrolled(office, told, profile=nobody, provisional=True)
    office.tell(profile_changed(told, new, nobody, SOMEBODY))

    assert office.member(new.member_id).status is MemberStatus.ACTIVE


def test_a_change_of_somebody_who_was_merged_counts_for_who_remains(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    twin = enrolled(office, told)
    merge(office, zoe, twin)
    office.tell(profile_changed(told, twin, SOMEBODY, MOVED))

    assert office.member(zoe.member_id).profile == MOVED


def test_a_change_of_nobody_waits(office: Office, told: Happenings) -> None:
    new = told.enrolled()

    with pytest.raises(EventRefused) as refused:
        office.tell(profile_changed(told, new, SOMEBODY, MOVED))
    assert refused.value.reason is Reason.UNKNOWN_MEMBER


def test_a_change_sealed_for_somebody_else_changes_nobody(
    office: Office, told: Happenings, zoe: MemberEnrolled, paul: MemberEnrolled
) -> None:
    told.keys[paul.member_id] = told.keys[zoe.member_id]

    with pytest.raises(EventRefused) as refused:
        office.tell(profile_changed(told, paul, SOMEBODY, MOVED))
    assert refused.value.reason is Reason.CONTRADICTORY


# Whether somebody is served.


def test_a_block_reaches_every_till_and_its_lifting_too(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    office.tell(status_changed(told, zoe, MemberStatus.BLOCKED))
    assert office.member(zoe.member_id).status is MemberStatus.BLOCKED

    office.tell(status_changed(told, zoe, MemberStatus.ACTIVE), till_id=FAR)
    assert office.member(zoe.member_id).status is MemberStatus.ACTIVE


def test_who_left_is_not_brought_back_by_a_till_that_did_not_know(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    office.tell(status_changed(told, zoe, MemberStatus.LEFT))
    for wanted in (MemberStatus.BLOCKED, MemberStatus.ACTIVE):
        office.tell(status_changed(told, zoe, wanted), till_id=BESIDE)

    assert office.member(zoe.member_id).status is MemberStatus.LEFT


def test_a_visit_of_somebody_blocked_elsewhere_counts_and_what_it_spent_is_looked_at(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    (lot,) = (entry.lot for entry in bought(office, told, zoe, earned=50).entries if entry.lot)
    office.tell(status_changed(told, zoe, MemberStatus.BLOCKED))
    earns = told.closed(zoe)
    reward = RedemptionBody(id=RedemptionId(told.new_id()), reward="five", counter="points", cost=30)
    spends = told.closed(zoe, entries=(told.spending(lot.id, 30),), redemptions=(reward,))
    doubts = office.tell(earns, spends, till_id=FAR)

    assert doubts == {spends.id: Reason.NOT_SERVED}
    assert sum(office.held(zoe.account_id)) == 50 + 20 - 30 + 20


# Who collects together.


def test_a_couple_collects_on_one_account_with_all_that_both_had(
    office: Office, told: Happenings, zoe: MemberEnrolled, paul: MemberEnrolled
) -> None:
    bought(office, told, zoe, earned=20)
    bought(office, told, paul, earned=30)
    agreed = joining(told, paul, zoe.member_id)
    doubts = office.tell(agreed)

    assert doubts == {agreed.id: Reason.NOT_JOINED}
    assert settle(office, agreed)
    assert office.member(paul.member_id).account_id == zoe.account_id
    assert sorted(office.held(zoe.account_id)) == [20, 30]


def test_a_visit_told_late_by_its_former_account_counts_for_the_common_one(
    office: Office, told: Happenings, zoe: MemberEnrolled, paul: MemberEnrolled
) -> None:
    agreed = joining(told, paul, zoe.member_id)
    office.tell(agreed)
    settle(office, agreed)
    bought(office, told, paul, earned=30)

    assert office.held(zoe.account_id) == [30]


def test_two_tills_that_join_the_same_couple_apart_join_it_once(
    office: Office, told: Happenings, zoe: MemberEnrolled, paul: MemberEnrolled
) -> None:
    bought(office, told, paul, earned=30)
    one, other = joining(told, paul, zoe.member_id), joining(told, zoe, paul.member_id)
    office.tell(one)
    office.tell(other, till_id=BESIDE)

    assert (settle(office, one), settle(office, other)) == (True, True)
    assert office.held(zoe.account_id) == [30]


def test_nobody_is_joined_with_somebody_who_is_not_served(
    office: Office, told: Happenings, zoe: MemberEnrolled, paul: MemberEnrolled
) -> None:
    agreed = joining(told, paul, zoe.member_id)
    office.tell(status_changed(told, zoe, MemberStatus.BLOCKED), agreed)

    assert not settle(office, agreed)
    assert office.member(paul.member_id).account_id == paul.account_id


def test_a_pool_that_no_manager_of_the_shop_answers_for_is_left_to_the_office(
    office: Office, told: Happenings, zoe: MemberEnrolled, paul: MemberEnrolled
) -> None:
    agreed = joining(told, paul, zoe.member_id)
    for staff_id in (LEFT, StaffId(told.new_id())):
        forged = structs.replace(agreed, id=EventId(told.new_id()), staff_id=staff_id)
        office.tell(forged)

        assert not settle(office, forged)
    assert office.member(paul.member_id).account_id == paul.account_id


def test_a_pool_by_which_its_manager_gains_is_done_and_shown_to_the_office(
    office: Office, told: Happenings, zoe: MemberEnrolled, paul: MemberEnrolled
) -> None:
    agreed = structs.replace(joining(told, paul, zoe.member_id), flagged=True)
    office.tell(agreed)

    assert not settle(office, agreed)
    assert office.member(paul.member_id).account_id == zoe.account_id


def test_a_household_that_joins_another_one_brings_everybody_along(
    office: Office, told: Happenings, zoe: MemberEnrolled, paul: MemberEnrolled
) -> None:
    mia = enrolled(office, told, profile=Profile(given_name="Mia", family_name="Martin"))
    for each, other in ((mia, paul), (paul, zoe)):
        bought(office, told, each, earned=10)
        agreed = joining(told, each, other.member_id)
        office.tell(agreed)
        assert settle(office, agreed)

    assert {office.member(each.member_id).account_id for each in (zoe, paul, mia)} == {zoe.account_id}
    assert office.held(zoe.account_id) == [10, 10]


def test_what_was_earned_before_they_joined_is_undone_by_whoever_told_it(
    office: Office, told: Happenings, zoe: MemberEnrolled, paul: MemberEnrolled
) -> None:
    visit = bought(office, told, paul, earned=30)
    agreed = joining(told, paul, zoe.member_id)
    office.tell(agreed)
    settle(office, agreed)
    office.tell(told.voided(visit), till_id=BESIDE)

    assert sum(office.held(zoe.account_id)) == 0


def test_two_files_of_one_person_are_put_before_the_office(
    office: Office, told: Happenings, zoe: MemberEnrolled, paul: MemberEnrolled
) -> None:
    agreed = joining(told, paul, zoe.member_id, Joining.SAME_PERSON)
    office.tell(agreed)

    assert settle(office, agreed)
    with office.unit() as unit:
        (found,) = unit.office().suspects()
    assert (found.first, found.second, found.likeness) == (
        paul.member_id,
        zoe.member_id,
        Likeness.COUNTER,
    )


def test_to_part_again_is_left_to_the_office(office: Office, told: Happenings, zoe: MemberEnrolled) -> None:
    agreed = joining(told, zoe, None, Joining.PART)

    assert office.tell(agreed, till_id=TILL) == {agreed.id: Reason.NOT_JOINED}
    assert not settle(office, agreed)


def test_joining_somebody_unknown_waits(office: Office, told: Happenings, zoe: MemberEnrolled) -> None:
    with pytest.raises(EventRefused) as refused:
        office.tell(joining(told, zoe, MemberId(told.new_id())))
    assert refused.value.reason is Reason.UNKNOWN_MEMBER


def test_a_till_counts_its_days_as_its_shop_does(office: Office) -> None:
    with office.unit() as unit:
        till = unit.till(FAR)

    assert till is not None
    assert till.calendar == PARIS
