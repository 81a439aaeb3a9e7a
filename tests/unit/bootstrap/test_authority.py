"""Whose word is needed for an act from the command line."""

from dataclasses import dataclass

import pytest

from fidpos.bootstrap.authority import NotApproved, approve, record_override
from fidpos.domain.ids import StaffId
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


@dataclass
class Remembered:
    """Failures that outlive the store."""

    failures: int = 0

    def of(self, staff_id: StaffId) -> int:
        return self.failures

    def count(self, staff_id: StaffId) -> None:
        self.failures += 1

    def forget(self) -> None:
        self.failures = 0


def test_where_the_store_does_not_last_failures_count_beside_it(store: MemoryStore) -> None:
    tries = Remembered()

    with pytest.raises(NotApproved):
        approve(store, PlainPins(), Answers(typed="739204"), CLOCK, role=Role.MANAGER, tries=tries)

    assert tries.failures == 1
    approve(store, PlainPins(), Answers(), CLOCK, role=Role.MANAGER, tries=tries)
    assert tries.failures == 0


def test_a_failure_counts_beside_the_store_before_the_pin_is_checked(store: MemoryStore) -> None:
    class PowerCut(PlainPins):
        def matches(self, pin_hash: str, pin: str) -> bool:
            raise KeyboardInterrupt

    tries = Remembered()

    with pytest.raises(KeyboardInterrupt):
        approve(store, PowerCut(), Answers(), CLOCK, role=Role.MANAGER, tries=tries)

    assert tries.failures == 1


def test_after_ten_failures_beside_the_store_nobody_is_asked(store: MemoryStore) -> None:
    answers = Answers()

    with pytest.raises(NotApproved):
        approve(store, PlainPins(), answers, CLOCK, role=Role.MANAGER, tries=Remembered(PIN_TRIES_MAX))

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
