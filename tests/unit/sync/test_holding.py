"""Asking the centre for holds: in time or not at all, and never in the way of whoever asks."""

import queue
import threading
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from uuid import UUID

import msgspec
import pytest

from fidpos.domain.clock import utc
from fidpos.domain.ids import AccountId, HoldId, StaffId, VisitId
from fidpos.sync.client import CentreAddress
from fidpos.sync.holding import CentreAsker, open_holding
from fidpos.sync.ports import Answer, CentreAway, CentreRefused
from fidpos.wire.sync.hold import HOLD_PATH, RELEASE_PATH, Held, Hold, HoldAnswer, PointsClaim, Release
from fidpos.wire.sync.refusal import Refusal, RefusalCode
from fidpos.wire.sync.signature import Signer
from tests.helpers.counter import IDENTITY
from tests.helpers.fake_clock import FakeClock

PATIENCE_S = 10
"""Longer than any of this takes; nobody waits for it unless something is wrong."""
VISIT = VisitId(UUID(int=1))


def request(number: int = 1) -> Hold:
    claim = PointsClaim(
        hold_id=HoldId(UUID(int=number)), account_id=AccountId(UUID(int=9)), counter="points", wanted=150
    )
    return Hold(
        visit_id=VISIT,
        staff_id=StaffId(UUID(int=2)),
        at=utc(2026, 11, 22),
        business_day=date(2026, 11, 22),
        claims=(claim,),
    )


def granted(number: int = 1) -> HoldAnswer:
    held = Held(hold_id=HoldId(UUID(int=number)), granted=150)
    now = utc(2026, 11, 22)
    return HoldAnswer(held=(held,), answered_at=now, expires_at=now + timedelta(minutes=15))


class Scripted:
    """A centre that says what a test puts in; it keeps silent until then."""

    def __init__(self) -> None:
        self.asked: queue.Queue[tuple[str, msgspec.Struct]] = queue.Queue()
        self.answers: queue.Queue[HoldAnswer | Exception] = queue.Queue()

    def ask(self, path: str, request: msgspec.Struct, answer: type[Answer], *, wait_s: float = 0.0) -> Answer:
        self.asked.put((path, request))
        said = self.answers.get(timeout=PATIENCE_S)
        if isinstance(said, Exception):
            raise said
        assert isinstance(said, answer)
        return said


class Worker:
    """What was told, in order, with the thread on which it was sent."""

    def __init__(self) -> None:
        self.told: queue.Queue[HoldAnswer | None] = queue.Queue()

    def run(self, work: Callable[[], None]) -> None:
        work()

    def next(self) -> HoldAnswer | None:
        return self.told.get(timeout=PATIENCE_S)


@pytest.fixture
def centre() -> Scripted:
    return Scripted()


@pytest.fixture
def worker() -> Worker:
    return Worker()


@pytest.fixture
def patient(centre: Scripted, worker: Worker) -> Iterator[CentreAsker]:
    asker = CentreAsker(centre, Scripted(), on_worker=worker.run, limit_s=PATIENCE_S)
    yield asker
    assert asker.stop()


@pytest.fixture
def hasty(centre: Scripted, worker: Worker) -> Iterator[CentreAsker]:
    """Whose time is over as soon as it has asked."""
    asker = CentreAsker(centre, Scripted(), on_worker=worker.run, limit_s=0.01)
    yield asker
    centre.answers.put(CentreAway("the test is over"))
    assert asker.stop()


def test_who_asks_does_not_wait(patient: CentreAsker, centre: Scripted, worker: Worker) -> None:
    patient.hold(request(), worker.told.put)

    assert worker.told.empty()
    centre.answers.put(granted())
    assert worker.next() == granted()
    assert centre.asked.get_nowait() == (HOLD_PATH, request())


@pytest.mark.parametrize(
    "fault",
    [CentreAway("no line"), CentreRefused(Refusal(code=RefusalCode.TOO_MANY))],
    ids=["away", "refused"],
)
def test_no_answer_is_told_at_once(
    patient: CentreAsker, centre: Scripted, worker: Worker, fault: Exception
) -> None:
    centre.answers.put(fault)
    patient.hold(request(), worker.told.put)

    assert worker.next() is None


def test_an_answer_about_other_holds_is_none(patient: CentreAsker, centre: Scripted, worker: Worker) -> None:
    centre.answers.put(granted(number=2))
    patient.hold(request(number=1), worker.told.put)

    assert worker.next() is None


def test_silence_is_told_when_the_time_is_over(hasty: CentreAsker, worker: Worker) -> None:
    hasty.hold(request(), worker.told.put)

    assert worker.next() is None


def test_an_answer_that_comes_late_is_told_too(hasty: CentreAsker, centre: Scripted, worker: Worker) -> None:
    hasty.hold(request(), worker.told.put)
    assert worker.next() is None

    centre.answers.put(granted())
    assert worker.next() == granted()


def test_a_question_that_waited_too_long_behind_another_is_never_put(
    hasty: CentreAsker, centre: Scripted, worker: Worker
) -> None:
    hasty.hold(request(1), worker.told.put)
    hasty.hold(request(2), worker.told.put)
    assert [worker.next(), worker.next()] == [None, None]

    centre.answers.put(granted(1))
    assert worker.next() == granted(1)
    assert centre.asked.qsize() == 1


def test_what_is_let_go_makes_no_question_wait(centre: Scripted, worker: Worker) -> None:
    silent = Scripted()
    asker = CentreAsker(centre, silent, on_worker=worker.run, limit_s=PATIENCE_S)
    release = Release(visit_id=VISIT, hold_ids=(HoldId(UUID(int=1)),))
    asker.release(release)
    assert silent.asked.get(timeout=PATIENCE_S) == (RELEASE_PATH, release)

    centre.answers.put(granted())
    asker.hold(request(), worker.told.put)

    assert worker.next() == granted()
    silent.answers.put(CentreAway("the test is over"))
    assert asker.stop()


def test_a_dead_address_answers_nothing_and_closes_in_time() -> None:
    told: queue.Queue[HoldAnswer | None] = queue.Queue()
    signer = Signer(merchant_id=IDENTITY.merchant_id, till_id=IDENTITY.till_id, private_key=bytes(range(32)))
    address = CentreAddress(url="http://127.0.0.1:9")
    holding = open_holding(address, signer, FakeClock(), on_worker=lambda work: work())
    holding.asker.hold(request(), told.put)
    assert told.get(timeout=PATIENCE_S) is None

    assert holding.close()
    assert not {"holds", "releases"} & {thread.name for thread in threading.enumerate()}
