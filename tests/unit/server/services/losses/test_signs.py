"""What single events show."""

from datetime import timedelta
from uuid import UUID

import pytest
from msgspec import structs

from fidpos.domain.card import Medium
from fidpos.domain.gift_card import GiftMove
from fidpos.domain.ids import StaffId, VisitId
from fidpos.server.services.losses.sign import Sign
from fidpos.server.services.losses.signs import Known, Showing, signs_of
from fidpos.wire.events import Event, StaffActed, StaffActKind, VoucherUseBody
from tests.helpers.centre_events import Happenings
from tests.helpers.centre_office import CASHIER
from tests.helpers.fake_clock import FakeClock

MANAGER = StaffId(UUID(int=77))


@pytest.fixture
def told() -> Happenings:
    return Happenings(FakeClock())


def shown(event: Event, known: Known | None = None) -> set[Sign]:
    return {found.sign for found in signs_of(event, known or Known())}


def test_an_ordinary_visit_shows_nothing(told: Happenings) -> None:
    assert shown(told.closed(told.enrolled())) == set()


def test_a_typed_number_and_a_late_credit_are_signs(told: Happenings) -> None:
    visit = told.closed(told.enrolled(), medium=Medium.TYPED, recorded_at=told.clock.now())
    assert shown(visit) == {Sign.TYPED, Sign.LATE}
    assert shown(structs.replace(visit, corrects=VisitId(UUID(int=4)), medium=Medium.CHIP)) == set()


def test_a_staff_card_and_a_withheld_visit_are_signs(told: Happenings) -> None:
    member = told.enrolled()
    known = Known(of_staff=frozenset({member.member_id}))
    assert shown(told.closed(member, withheld="too_often"), known) == {Sign.STAFF_CARD, Sign.WITHHELD}


@pytest.mark.parametrize(
    ("hours", "is_sign"),
    [((1,), True), ((30,), False), ((30, 54), False), ((30, 54, 78), True), ((200,), False)],
)
def test_a_card_shown_again_and_again_to_one_cashier_is_a_sign(
    told: Happenings, hours: tuple[int, ...], is_sign: bool
) -> None:
    member = told.enrolled()
    now = told.clock.now()
    before = [now - timedelta(hours=each) for each in hours]
    showings = [Showing(at=at, day=at.date()) for at in (*before, now)]
    known = Known(shown={(member.member_id, CASHIER): showings})
    assert (Sign.REPEATED in shown(told.closed(member), known)) == is_sign


@pytest.mark.parametrize(("days_before", "is_sign"), [(0, True), (1, False)])
def test_twice_in_a_day_is_twice_in_a_business_day_of_the_shop(
    told: Happenings, days_before: int, is_sign: bool
) -> None:
    member, now = told.enrolled(), told.clock.now()
    showing = Showing(at=now - timedelta(hours=12), day=told.today - timedelta(days=days_before))
    known = Known(shown={(member.member_id, CASHIER): [showing]})
    assert (Sign.REPEATED in shown(told.closed(member), known)) == is_sign


def test_a_void_is_a_sign_of_whoever_asked_for_it(told: Happenings) -> None:
    visit = told.closed(told.enrolled())
    found = list(signs_of(told.voided(visit, staff_id=MANAGER, asked_by=CASHIER), Known()))
    assert {each.sign for each in found} == {Sign.VOIDED, Sign.APPROVED}
    assert {each.staff_id for each in found} == {CASHIER}
    assert {each.subject_id for each in found} == {visit.visit_id, MANAGER}


def test_a_void_after_something_was_used_is_worse_and_a_correction_is_none(told: Happenings) -> None:
    used = VoucherUseBody(id=told.voucher().id)
    visit = told.closed(told.enrolled(), vouchers_used=(used,))
    assert Sign.VOIDED_AFTER_SPENDING in shown(told.voided(visit))
    assert shown(told.voided(visit, replaced_by=VisitId(UUID(int=4)))) == set()


def test_a_refund_that_nobody_else_approved_is_two_signs(told: Happenings) -> None:
    visit = told.closed(told.enrolled(), earned=50)
    assert shown(told.refunded(visit, 100, 1, flagged=True)) == {Sign.REFUNDED, Sign.UNAPPROVED}


@pytest.mark.parametrize(("hours", "is_sign"), [(1, True), (25, False)])
def test_a_gift_card_that_is_spent_too_soon_is_its_sellers_sign(
    told: Happenings, hours: int, is_sign: bool
) -> None:
    card = told.gift_card().gift_card_id
    sold = told.moved(card, GiftMove.SOLD, 5_000)
    assert shown(sold) == {Sign.GIFT_SOLD}
    known = Known(sold={card: (MANAGER, sold.at)})
    told.clock.advance(hours * 3_600)
    found = list(signs_of(told.moved(card, GiftMove.SPENT, -5_000), known))
    assert [(each.sign, each.staff_id) for each in found] == [(Sign.GIFT_SPENT_SOON, MANAGER)] * is_sign


def test_a_voided_sale_of_a_gift_card_is_a_void(told: Happenings) -> None:
    card = told.gift_card().gift_card_id
    assert shown(told.moved(card, GiftMove.SALE_VOIDED, -5_000)) == {Sign.VOIDED}


def test_a_limit_lifted_by_hand_is_a_sign_and_signing_in_is_none(told: Happenings) -> None:
    acted = StaffActed(
        id=told.closed(told.enrolled()).id,
        at=told.clock.now(),
        staff_id=CASHIER,
        act=StaffActKind.OVERRIDE,
    )
    assert shown(acted) == {Sign.OVERRIDDEN}
    assert shown(structs.replace(acted, act=StaffActKind.SIGNED_IN)) == set()
