"""Blocked, served again, leaving: with a reason, on a manager's word, and seen at the checkout at once."""

from fidpos.domain.member import MemberStatus
from fidpos.till.task.view import ReviewBody
from fidpos.wire.member_events import MemberStatusChanged, StatusReason
from tests.helpers.counter import INES, MALO, PAUL, counter
from tests.helpers.file_desk import FileDesk, file_of

CARD = MALO.cards[0].token.value


def blocked() -> FileDesk:
    desk = file_of(CARD)
    desk.begin("block")
    desk.choose(1)
    desk.enter()
    desk.approve()
    return desk


def status_of(desk: FileDesk) -> MemberStatus:
    member = desk.at.store.member(MALO.member.id)
    assert member is not None
    return member.status


def test_a_block_has_a_reason_and_a_manager() -> None:
    desk = blocked()

    told = desk.last
    assert isinstance(told, MemberStatusChanged)
    assert (told.status, told.reason) == (MemberStatus.BLOCKED, StatusReason.ABUSE)
    assert (told.staff_id, told.asked_by, told.flagged) == (PAUL.id, INES.id, False)


def test_without_a_manager_nobody_is_blocked() -> None:
    desk = file_of(CARD)
    desk.begin("block")
    desk.choose(1)
    desk.enter()
    assert desk.asks_manager
    desk.back()

    assert status_of(desk) is MemberStatus.ACTIVE


def test_a_manager_alone_in_the_shop_may_and_the_owner_is_told() -> None:
    at = counter(signed_in=False)
    at.sign_in(PAUL)
    desk = file_of(CARD, at)
    desk.begin("block")
    desk.choose(2)
    desk.enter()

    told = desk.last
    assert isinstance(told, MemberStatusChanged)
    assert told.flagged


def test_the_visit_in_progress_is_not_closed_for_somebody_who_was_blocked() -> None:
    desk = file_of(CARD)
    desk.at.type_amount(1_000)
    desk.begin("block")
    desk.choose(1)
    desk.enter()
    desk.approve()
    desk.at.session.confirm()

    assert desk.at.said == "confirm.member_gone"
    assert desk.at.view.amount is not None


def test_somebody_blocked_is_found_by_their_card_and_served_again() -> None:
    desk = blocked()
    desk.at.session.back()
    desk.at.session.back()
    desk.open()
    desk.at.tap(CARD)
    assert desk.lead == "task.member.lead.blocked"
    desk.choose(1)
    desk.choose(1)
    desk.enter()
    desk.approve()

    assert status_of(desk) is MemberStatus.ACTIVE
    desk.at.tap(CARD)
    assert desk.at.view.member is not None


def test_what_becomes_of_the_points_is_said_before_somebody_leaves() -> None:
    desk = file_of(CARD)
    desk.begin("leave")
    desk.choose(1)

    body = desk.view.body
    assert isinstance(body, ReviewBody)
    assert "520" in str(body.facts[0].value)
    assert status_of(desk) is MemberStatus.ACTIVE


def test_who_left_is_not_served_and_nothing_is_to_be_done_in_their_file() -> None:
    desk = file_of(CARD)
    desk.begin("leave")
    desk.choose(3)
    desk.enter()
    desk.approve()
    assert status_of(desk) is MemberStatus.LEFT

    desk.at.session.back()
    desk.at.tap(CARD)
    assert desk.at.view.member is None
    desk.open()
    desk.at.tap(CARD)
    assert (desk.lead, desk.lines) == ("task.member.lead.left", ())


def test_work_survives_the_lock_and_a_change_of_cashier() -> None:
    desk = file_of(CARD)
    desk.begin("leave")
    desk.choose(2)
    desk.at.session.lock()
    desk.at.sign_in(PAUL)
    desk.enter()

    told = desk.last
    assert isinstance(told, MemberStatusChanged)
    assert told.reason is StatusReason.MOVED_AWAY
