"""What an event is about."""

import pytest

from fidpos.domain.card import CardStatus
from fidpos.domain.gift_card import GiftCardState, GiftMove
from fidpos.domain.member import Channel
from fidpos.posting.subjects import subjects_of
from fidpos.wire.events import VoucherUseBody
from tests.helpers.centre_events import Happenings
from tests.helpers.fake_clock import FakeClock


@pytest.fixture
def told() -> Happenings:
    return Happenings(FakeClock())


def test_what_happens_to_a_member_is_about_them(told: Happenings) -> None:
    zoe = told.enrolled()
    card = told.linked(zoe)

    for event in (card, told.card_set(card, CardStatus.LOST), told.stated(zoe, Channel.SMS, granted=True)):
        assert subjects_of(event) == {zoe.member_id}


def test_a_visit_is_about_member_account_and_the_vouchers_it_used(told: Happenings) -> None:
    zoe, voucher = told.enrolled(), told.voucher()
    visit = told.closed(zoe, vouchers_used=(VoucherUseBody(id=voucher.id),))

    assert subjects_of(visit) == {zoe.member_id, zoe.account_id, voucher.id}
    assert subjects_of(told.voided(visit)) == subjects_of(visit)


def test_an_enrolment_is_about_nobody_who_is_there(told: Happenings) -> None:
    assert subjects_of(told.enrolled()) == frozenset()


def test_what_happens_to_a_gift_card_is_about_it(told: Happenings) -> None:
    issued = told.gift_card()
    card_id = issued.gift_card_id
    hold = told.held(card_id, 1)

    for event in (
        *(issued, hold, told.let_go(hold), told.moved(card_id, GiftMove.SOLD, 1)),
        told.gift_state(card_id, GiftCardState.FROZEN),
    ):
        assert subjects_of(event) == {card_id}
