"""Abuse: a copied badge, or a till that somebody left, stands in for a manager's word."""

from dataclasses import replace

import pytest

from fidpos.domain.member import MemberStatus
from fidpos.till.task.acts import Approve, NameApprover
from fidpos.till.view import TillState
from tests.helpers.counter import IDENTITY, INES, MALO, PAUL, PIN, Counter, counter, programme
from tests.helpers.fake_clock import FakeClock
from tests.helpers.file_desk import FileDesk
from tests.helpers.memory_store import MemoryStore

BADGE = "9900000000102"


@pytest.fixture
def desk() -> FileDesk:
    """Inès is about to block Malo; Paul, whose badge somebody has copied, is asked."""
    store = MemoryStore(IDENTITY, programme(), (INES, replace(PAUL, badge=f"num:{BADGE}")))
    store.load(MALO)
    at = Counter(store=store, clock=FakeClock())
    at.sign_in()
    at.tap_member(MALO)
    made = FileDesk(at)
    made.begin("block")
    made.choose(1)
    made.enter()
    assert made.asks_manager
    return made


def status(desk: FileDesk) -> MemberStatus:
    found = desk.at.store.member(MALO.member.id)
    assert found is not None
    return found.status


def test_a_managers_badge_alone_is_no_word(desk: FileDesk) -> None:
    told = len(desk.at.store.events)
    for _ in range(3):
        desk.at.tap(BADGE)
        desk.enter()

    assert desk.asks_manager
    assert status(desk) is MemberStatus.ACTIVE
    assert len(desk.at.store.events) == told


def test_the_badge_names_who_then_types_the_pin(desk: FileDesk) -> None:
    desk.at.tap(BADGE)
    desk.at.session.in_task(Approve("111111", PAUL.id))
    assert status(desk) is MemberStatus.ACTIVE

    desk.at.session.in_task(Approve(PIN, PAUL.id))

    assert status(desk) is MemberStatus.BLOCKED


def test_a_badge_does_not_take_over_what_a_colleague_has_signed_in_for(desk: FileDesk) -> None:
    desk.back()
    desk.back()
    desk.at.tap(BADGE)

    assert desk.at.view.staff is None or desk.at.view.staff.staff_id == INES.id


def test_a_till_that_was_left_locks_itself_and_the_question_with_it(desk: FileDesk) -> None:
    at = desk.at
    at.session.in_task(NameApprover(PAUL.id))
    at.clock.advance(at.settings.auto_lock_s + 1)
    at.session.tick()

    assert at.view.state is TillState.LOCKED
    at.session.in_task(Approve(PIN, PAUL.id))
    assert status(desk) is MemberStatus.ACTIVE
    at.sign_in()
    assert not desk.asks_manager


def test_a_till_that_is_left_is_locked_and_what_was_begun_stays() -> None:
    at = counter()
    at.tap_member(MALO)
    at.clock.advance(at.settings.auto_lock_s + 1)
    at.session.tick()

    assert at.view.state is TillState.LOCKED
    at.session.confirm()
    assert at.points(MALO) == 520
    at.sign_in()
    assert at.view.member is not None
