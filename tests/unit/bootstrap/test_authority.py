"""Whose word is needed for an act from the command line."""

import pytest

from fidpos.bootstrap.authority import NotApproved, approve, record_override
from fidpos.domain.staff import PIN_TRIES_MAX, Role
from fidpos.wire.events import StaffActed, StaffActKind
from tests.helpers.answers import Answers
from tests.helpers.counter import IDENTITY, INES, PAUL, PlainPins, programme
from tests.helpers.fake_clock import FakeClock
from tests.helpers.memory_store import MemoryStore

CLOCK = FakeClock()


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore(IDENTITY, programme(), (INES, PAUL))


def acts(store: MemoryStore) -> list[StaffActKind]:
    return [event.act for event in store.events if isinstance(event, StaffActed)]


def test_a_manager_with_the_right_pin_approves(store: MemoryStore) -> None:
    answers = Answers()

    approved = approve(store, PlainPins(), answers, CLOCK, role=Role.MANAGER)

    assert approved.id == PAUL.id
    assert answers.offered == (PAUL.name,)
    assert answers.asked_for == [PAUL.name]
    assert acts(store) == [StaffActKind.SIGNED_IN]


@pytest.mark.parametrize("pin", ["739204", "", " 482915"])
def test_a_wrong_pin_is_no_approval_and_counts_as_at_the_counter(store: MemoryStore, pin: str) -> None:
    with pytest.raises(NotApproved):
        approve(store, PlainPins(), Answers(typed=pin), CLOCK, role=Role.MANAGER)

    assert acts(store) == [StaffActKind.PIN_REFUSED]
    assert next(staff for staff in store.staff() if staff.id == PAUL.id).failures == 1


def test_after_ten_wrong_pins_the_right_one_is_not_even_asked_for(store: MemoryStore) -> None:
    for _ in range(PIN_TRIES_MAX):
        with pytest.raises(NotApproved):
            approve(store, PlainPins(), Answers(typed="739204"), CLOCK, role=Role.MANAGER)
    answers = Answers()

    with pytest.raises(NotApproved):
        approve(store, PlainPins(), answers, CLOCK, role=Role.MANAGER)

    assert answers.asked_for == []


def test_choosing_nobody_is_no_approval_and_no_failure(store: MemoryStore) -> None:
    with pytest.raises(NotApproved):
        approve(store, PlainPins(), Answers(position=None), CLOCK, role=Role.MANAGER)

    assert acts(store) == []


def test_a_role_that_nobody_has_approves_nothing(store: MemoryStore) -> None:
    answers = Answers()

    with pytest.raises(NotApproved):
        approve(store, PlainPins(), answers, CLOCK, role=Role.TECHNICIAN)

    assert answers.asked_for == []


def test_what_was_done_by_virtue_of_a_role_leaves_a_trace(store: MemoryStore) -> None:
    record_override(store, PAUL, "restore", CLOCK.now())

    (event,) = store.events
    assert isinstance(event, StaffActed)
    assert (event.staff_id, event.act, event.detail) == (PAUL.id, StaffActKind.OVERRIDE, "restore")
