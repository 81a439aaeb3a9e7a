"""What is told of a merged member counts for who remains."""

import pytest

from fidpos.domain.card import CardStatus
from fidpos.domain.gift_card import GiftMove
from fidpos.posting.redirect import Redirects
from fidpos.wire.events import Event, MemberEnrolled, VisitClosed
from tests.helpers.centre_events import Happenings
from tests.helpers.fake_clock import FakeClock


@pytest.fixture
def told() -> Happenings:
    return Happenings(FakeClock())


def to_kept(kept: MemberEnrolled, gone: MemberEnrolled) -> Redirects:
    return Redirects({gone.member_id: kept.member_id}, {gone.account_id: kept.account_id})


def test_a_visit_of_the_former_member_is_one_of_who_remains(told: Happenings) -> None:
    kept, gone = told.enrolled(), told.enrolled()
    visit = told.closed(gone)

    read = to_kept(kept, gone).read(visit)

    assert isinstance(read, VisitClosed)
    assert (read.member_id, read.account_id) == (kept.member_id, kept.account_id)
    assert read.entries == visit.entries


def test_whoever_is_enrolled_into_the_former_account_joins_the_other(told: Happenings) -> None:
    kept, gone = told.enrolled(), told.enrolled()
    spouse = told.enrolled(account_id=gone.account_id)

    read = to_kept(kept, gone).read(spouse)

    assert isinstance(read, MemberEnrolled)
    assert (read.member_id, read.account_id) == (spouse.member_id, kept.account_id)


def test_what_speaks_of_nobody_merged_stays_the_very_same(told: Happenings) -> None:
    kept, gone, other = told.enrolled(), told.enrolled(), told.enrolled()
    card = told.gift_card()
    events: list[Event] = [
        told.closed(other),
        told.card_set(told.linked(other), CardStatus.LOST),
        card,
        told.moved(card.gift_card_id, GiftMove.SOLD, 5_000),
    ]

    assert all(to_kept(kept, gone).read(event) is event for event in events)
