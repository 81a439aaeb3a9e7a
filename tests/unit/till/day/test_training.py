"""F10: the way into training is a manager's, the way out everybody's."""

import pytest

from fidpos.domain.errors import StoreError
from fidpos.till.practice import PracticeStanding
from fidpos.till.task.acts import Approve, ChooseLine, NameApprover, OpenTask, TaskKind
from fidpos.till.task.view import ApprovalBody, ListBody
from fidpos.till.view import TillState
from fidpos.till.workplace import Workplace
from tests.helpers.counter import BERENICE, IDENTITY, INES, PAUL, PIN, TAREK, Counter, programme
from tests.helpers.fake_clock import FakeClock
from tests.helpers.memory_store import MemoryStore

INTO, OUT = "task.shop.training", "task.shop.training_over"


class Door:
    """Counts how often the till is changed over."""

    def __init__(self, standing: PracticeStanding) -> None:
        self.standing = standing
        self.passed = 0
        self.fault: StoreError | None = None

    def change_over(self) -> None:
        if self.fault is not None:
            raise self.fault
        self.passed += 1


def counter(door: Door) -> Counter:
    store = MemoryStore(IDENTITY, programme(), (INES, PAUL, TAREK))
    store.load(BERENICE)
    at = Counter(store=store, clock=FakeClock(), workplace=Workplace(practice=door))
    at.sign_in()
    return at


def lines(at: Counter) -> list[str]:
    body = at.view.task.body if at.view.task is not None else None
    assert isinstance(body, ListBody)
    return [line.title.key for line in body.lines if not isinstance(line.title, str)]


def choose(at: Counter, key: str) -> None:
    at.session.in_task(OpenTask(TaskKind.SHOP))
    at.session.in_task(ChooseLine(lines(at).index(key) + 1))


def test_a_cashier_needs_a_manager_to_go_into_training() -> None:
    door = Door(PracticeStanding.OFFERED)
    at = counter(door)

    choose(at, INTO)
    assert at.view.task is not None
    assert isinstance(at.view.task.body, ApprovalBody)
    assert door.passed == 0
    at.session.in_task(NameApprover(PAUL.id))
    at.session.in_task(Approve(PIN, PAUL.id))

    assert door.passed == 1
    assert at.view.task is None


def test_a_manager_goes_in_at_once() -> None:
    door = Door(PracticeStanding.OFFERED)
    at = counter(door)
    at.session.lock()
    at.sign_in(PAUL)

    choose(at, INTO)

    assert door.passed == 1


def test_out_of_training_everybody_finds() -> None:
    door = Door(PracticeStanding.ON)
    at = counter(door)

    choose(at, OUT)

    assert door.passed == 1


@pytest.mark.parametrize(
    ("standing", "offered"),
    [
        (PracticeStanding.NONE, []),
        (PracticeStanding.OFFERED, [INTO]),
        (PracticeStanding.ON, [OUT]),
    ],
)
def test_only_the_way_that_there_is_stands_in_the_list(
    standing: PracticeStanding, offered: list[str]
) -> None:
    at = counter(Door(standing))
    at.session.in_task(OpenTask(TaskKind.SHOP))

    assert [key for key in lines(at) if key in {INTO, OUT}] == offered


def test_nobody_at_the_counter_is_left_standing() -> None:
    door = Door(PracticeStanding.OFFERED)
    at = counter(door)
    at.tap_member(BERENICE)
    at.type_amount(1_000)

    choose(at, INTO)

    assert (at.said, door.passed) == ("banner.visit_first", 0)
    at.session.back()
    assert at.view.state is TillState.READY


def test_a_store_that_cannot_be_read_leaves_the_till_where_it_is() -> None:
    door = Door(PracticeStanding.ON)
    door.fault = StoreError("no")
    at = counter(door)

    choose(at, OUT)

    assert at.view.task is not None
    assert at.said == "error.store"
