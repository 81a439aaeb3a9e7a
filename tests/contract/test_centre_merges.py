"""What a merge must not lose, on every `CentreStore`: promises, who carries a card, whose customer it is."""

from datetime import timedelta
from uuid import UUID

import pytest
from msgspec import structs

from fidpos.domain.ids import RelativeId, VisitId
from fidpos.domain.member import Profile, Relation, Relative
from fidpos.wire.events import MemberEnrolled
from fidpos.wire.sync.hold import HoldRefusal
from tests.helpers.centre_acts import VISIT, ask, bought, enrolled, let_go, merge, points
from tests.helpers.centre_events import Happenings
from tests.helpers.centre_office import FAR, Office

LONG = timedelta(days=400)
NEXT = VisitId(UUID(int=7_001))


@pytest.fixture
def twin(office: Office, told: Happenings) -> MemberEnrolled:
    return enrolled(office, told)


def test_points_that_are_promised_stay_promised_in_the_account_that_remains(
    office: Office, told: Happenings, zoe: MemberEnrolled, twin: MemberEnrolled
) -> None:
    bought(office, told, twin, earned=100)
    first = points(told, twin.account_id, 100)
    (held,) = ask(office, first, visit_id=VISIT)
    assert held.granted == 100

    merge(office, zoe, twin)

    (again,) = ask(office, points(told, zoe.account_id, 100), visit_id=NEXT)
    assert again.refused is HoldRefusal.NOT_ENOUGH
    assert let_go(office, first.hold_id, visit_id=VISIT) == 1
    (free,) = ask(office, points(told, zoe.account_id, 100), visit_id=NEXT)
    assert free.granted == 100


def test_a_child_of_whom_both_told_goes_on_carrying_its_card(office: Office, told: Happenings) -> None:
    mine, theirs = (
        Relative(id=RelativeId(told.new_id()), relation=Relation.CHILD, given_name="Ida") for _ in range(2)
    )
    zoe, twin = (
        enrolled(office, told, profile=Profile(given_name="Z", family_name="M", household=(child,)))
        for child in (mine, theirs)
    )
    office.tell(structs.replace(told.linked(twin, "222"), holder_id=theirs.id))

    merge(office, zoe, twin)

    state = office.member(zoe.member_id)
    (card,) = state.cards
    assert [each.id for each in state.profile.household] == [card.holder_id] == [mine.id]


def test_a_shop_keeps_for_good_whom_it_enrolled_under_the_name_that_remains(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    twin = told.enrolled()
    office.tell(twin, till_id=FAR, keys=told.keys)

    merge(office, zoe, twin)
    office.clock.advance(LONG.total_seconds())

    assert office.kept.let_go(LONG.days - 1) == 0
    assert set(office.states(FAR)[0]) == {zoe.member_id, twin.member_id}


def test_a_shop_that_saw_the_one_who_is_gone_saw_who_remains(
    office: Office, told: Happenings, zoe: MemberEnrolled, twin: MemberEnrolled
) -> None:
    office.tell(told.closed(twin), till_id=FAR)

    merge(office, zoe, twin)
    office.clock.advance(LONG.total_seconds())

    assert office.kept.let_go(LONG.days - 1) == 2
    assert set(office.states(FAR)[0]) == set()
