"""What a snapshot is made of, on every `CentreStore`: whom a shop's tills hold, where the feed goes on."""

from uuid import UUID

from fidpos.domain.ids import MemberId, TillId
from fidpos.server.ports import Listing
from fidpos.wire.events import MemberEnrolled
from tests.helpers.centre_events import Happenings
from tests.helpers.centre_office import AWAY, BESIDE, FAR, MERCHANT, SHOP, TILL, Office

NOBODY = MemberId(UUID(int=999))


def enrolled(
    office: Office, told: Happenings, count: int = 1, till_id: TillId = TILL
) -> list[MemberEnrolled]:
    events = [told.enrolled() for _ in range(count)]
    for event in events:
        office.tell(event, till_id=till_id, keys=told.keys)
    office.kept.wait()
    return events


def listing(office: Office) -> Listing:
    with office.store.still(MERCHANT) as unit:
        return unit.listing(SHOP)


def ids(listed: Listing) -> list[UUID]:
    return [UUID(bytes=listed.members[at : at + 16]) for at in range(0, len(listed.members), 16)]


def test_a_shop_that_nobody_was_seen_in_holds_nobody(office: Office) -> None:
    listed = listing(office)

    assert listed.members == b""
    assert listed.cursor is None


def test_a_shop_holds_those_who_were_seen_there(office: Office, told: Happenings) -> None:
    here = enrolled(office, told, 3)
    enrolled(office, told, 2, FAR)

    assert sorted(ids(listing(office))) == sorted(event.member_id for event in here)


def test_those_seen_last_come_first(office: Office, told: Happenings) -> None:
    expected: list[UUID] = []
    for _ in range(3):
        expected.insert(0, enrolled(office, told)[0].member_id)
        office.clock.advance(70 * 86_400)

    assert ids(listing(office)) == expected


def test_the_feed_goes_on_after_what_was_listed(office: Office, told: Happenings) -> None:
    enrolled(office, told, 2)
    listed = listing(office)
    later = enrolled(office, told)[0]

    changes = office.pull(BESIDE, listed.cursor).changes
    assert [change.member.id for change in changes if change.member] == [later.member_id]


def test_states_are_of_members_with_their_accounts(office: Office, told: Happenings) -> None:
    events = enrolled(office, told, 2)
    asked = [NOBODY, *(event.member_id for event in events)]

    with office.store.still(MERCHANT) as unit:
        changes = unit.held(asked)

    members, accounts = office.states()
    assert {change.member.id: change.member for change in changes if change.member} == members
    assert {change.account.id: change.account for change in changes if change.account} == accounts


def test_heads_are_those_of_the_shops_tills(office: Office, told: Happenings) -> None:
    enrolled(office, told, 2)
    enrolled(office, told, 1, FAR)
    office.journal(BESIDE)

    with office.store.still(MERCHANT) as unit:
        heads, listed = unit.heads(SHOP), unit.listing(SHOP)

    assert {head.lineage: head.anchor for head in heads} == {
        office.journal(till_id).lineage: office.journal(till_id).head for till_id in (TILL, BESIDE)
    }
    assert listed.lineages == {
        till_id: frozenset({office.journal(till_id).lineage}) for till_id in (TILL, BESIDE)
    }


def test_what_is_no_member_can_be_pulled_alone(office: Office, told: Happenings) -> None:
    enrolled(office, told, 3)

    assert office.pull(BESIDE, members=False).changes == ()
    assert office.pull(BESIDE).changes


def test_a_still_store_does_not_see_what_happens_meanwhile(office: Office, told: Happenings) -> None:
    before = enrolled(office, told)

    with office.store.still(MERCHANT) as unit:
        first = unit.listing(SHOP)
        later = told.enrolled()
        office.tell(later, keys=told.keys)
        assert not [change for change in unit.held([later.member_id]) if change.member is not None]
        assert unit.listing(SHOP).members == first.members

    assert ids(first) == [event.member_id for event in before]


def test_another_shop_is_listed_for_itself(office: Office, told: Happenings) -> None:
    enrolled(office, told, 2)
    there = enrolled(office, told, 1, FAR)

    with office.store.still(MERCHANT) as unit:
        assert ids(unit.listing(AWAY)) == [event.member_id for event in there]
