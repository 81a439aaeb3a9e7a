"""Members whom a till looks for, on every `CentreStore`."""

import pytest

from fidpos.domain.member import Profile
from fidpos.server.services.find import find
from fidpos.server.services.office import Office as Act
from fidpos.wire.events import MemberEnrolled
from fidpos.wire.sync.find import FOUND_MAX, Find, FindBy
from tests.helpers.centre_events import Happenings
from tests.helpers.centre_office import FAR, TILLS, Office


@pytest.fixture
def zoe(office: Office, told: Happenings) -> MemberEnrolled:
    """A member of a shop, with a card; the other shop does not hold them."""
    profile = Profile(
        given_name="Zoé", family_name="D’Œuvre Martin", phone="+33612345678", email="zoe@example.org"
    )
    event = told.enrolled("471100", profile=profile)
    office.tell(event, told.linked(event, "4711"), keys=told.keys)
    return event


def found(office: Office, by: FindBy, text: str) -> int:
    far = next(till for till in TILLS if till.id == FAR)
    with office.unit() as unit:
        return find(unit, far, Find(by=by, text=text)).found


@pytest.mark.parametrize(
    ("by", "text"),
    [
        (FindBy.CARD, "num:4711"),
        (FindBy.NUMBER, "471100"),
        (FindBy.PHONE, "06 12 34 56 78"),
        (FindBy.EMAIL, "zoe@example.org"),
        (FindBy.NAME, "d oeuv"),
        (FindBy.NAME, "D’ŒUVRE mar"),
        (FindBy.NAME, "zoe"),
    ],
)
def test_whoever_is_found_is_held_by_the_shop_that_asked(
    office: Office, zoe: MemberEnrolled, by: FindBy, text: str
) -> None:
    before = set(office.states(FAR)[0])

    count = found(office, by, text)

    members, accounts = office.states(FAR)
    assert (before, count) == (set(), 1)
    assert set(members) == {zoe.member_id}
    assert set(accounts) == {zoe.account_id}


@pytest.mark.parametrize(
    ("by", "text"),
    [
        (FindBy.CARD, "num:47"),
        (FindBy.NUMBER, "4711"),
        (FindBy.PHONE, "06 12 34 56"),
        (FindBy.PHONE, ""),
        (FindBy.EMAIL, "zoe@example"),
        (FindBy.EMAIL, ""),
        (FindBy.NAME, "zo"),
        (FindBy.NAME, "%%%"),
        (FindBy.NAME, "zoe dupont"),
        (FindBy.NAME, ""),
        (FindBy.NAME, "z" * 500),
    ],
)
def test_nothing_is_found_by_a_part_of_a_number_or_by_too_little_of_a_name(
    office: Office, zoe: MemberEnrolled, by: FindBy, text: str
) -> None:
    assert found(office, by, text) == 0
    assert office.states(FAR)[0] == {}


def test_at_most_a_few_are_found_by_a_name(office: Office, told: Happenings) -> None:
    members = [
        told.enrolled(profile=Profile(given_name=f"A{number}", family_name="Dupont"))
        for number in range(FOUND_MAX + 3)
    ]
    office.tell(*members, keys=told.keys)

    assert found(office, FindBy.NAME, "dupont") == FOUND_MAX
    assert len(office.states(FAR)[0]) == FOUND_MAX


def test_who_was_erased_is_found_by_nothing(office: Office, zoe: MemberEnrolled) -> None:
    with office.unit() as unit:
        Act(book=unit.office(), now=office.clock.now()).erase(zoe.member_id)

    assert found(office, FindBy.NAME, "zoe") == 0
    assert found(office, FindBy.NUMBER, "471100") == 0
    assert found(office, FindBy.CARD, "num:4711") == 0


def test_the_number_of_who_was_merged_finds_who_remains(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    twin = told.enrolled("471199")
    office.tell(twin, keys=told.keys)
    with office.unit() as unit:
        office_act = Act(book=unit.office(), now=office.clock.now())
        office_act.merge(zoe.member_id, twin.member_id, told.today)

    assert found(office, FindBy.NUMBER, "471199") == 1
    assert set(office.states(FAR)[0]) == {zoe.member_id}
