"""Who answers for an event of a till."""

from uuid import UUID

from fidpos.domain.ids import EventId, GiftCardId, GiftHoldId, StaffId
from fidpos.server.services.authorise import answerable
from fidpos.wire.gift_card_events import GiftCardReleased
from tests.helpers.fake_clock import FakeClock


def released(staff_id: StaffId | None) -> GiftCardReleased:
    return GiftCardReleased(
        id=EventId(UUID(int=1)),
        at=FakeClock().now(),
        hold_id=GiftHoldId(UUID(int=2)),
        gift_card_id=GiftCardId(UUID(int=3)),
        amount_minor=100,
        staff_id=staff_id,
    )


def test_whoever_let_a_hold_go_answers_for_it() -> None:
    person = StaffId(UUID(int=4))

    assert list(answerable(released(person))) == [person]


def test_nobody_answers_for_a_hold_that_the_till_let_go_by_itself() -> None:
    assert list(answerable(released(None))) == []
