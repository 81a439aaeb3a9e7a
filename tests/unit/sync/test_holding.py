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
from fidpos.sync import holding as holding_module
from fidpos.sync.client import CentreAddress
from fidpos.sync.holding import CentreAsker, open_holding
from fidpos.sync.ports import Answer, CentreAway, CentreRefused
from fidpos.wire.sync.hold import HOLD_PATH, RELEASE_PATH, Held, Hold, HoldAnswer, PointsClaim, Release
from fidpos.wire.sync.refusal import Refusal, RefusalCode
from fidpos.wire.sync.signature import Signer
from tests.helpers.counter import IDENTITY
from tests.helpers.fake_clock import FakeClock

PATIENCE_S = 60
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


@pytest.fixture(autouse=True)
def ends_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thread that has nothing left to do ends, also on a machine that does ten other things."""
    monkeypatch.setattr(holding_module, "STOP_LIMIT_S", PATIENCE_S)


@pytest.fixture
def over(monkeypatch: pytest.MonkeyPatch) -> list[Callable[[], None]]:
    """To be called when the time of each question is over, which is when the test says so."""
    calls: list[Callable[[], None]] = []

    class HandTimer:
        daemon = False

        def __init__(self, limit_s: float, call: Callable[[], None]) -> None:
            calls.append(call)

        def start(self) -> None:
            pass

        def cancel(self) -> None:
            pass

    monkeypatch.setattr(threading, "Timer", HandTimer)
    return calls


@pytest.fixture
def timed(over: list[Callable[[], None]], centre: Scripted, worker: Worker) -> Iterator[CentreAsker]:
    """Whose questions' time is in the test's hands."""
    asker = CentreAsker(centre, Scripted(), on_worker=worker.run)
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


def test_silence_is_told_when_the_time_is_over(
    timed: CentreAsker, over: list[Callable[[], None]], worker: Worker
) -> None:
    timed.hold(request(), worker.told.put)
    over[0]()

    assert worker.next() is None


def test_an_answer_that_comes_late_is_told_too(
    timed: CentreAsker, over: list[Callable[[], None]], centre: Scripted, worker: Worker
) -> None:
    timed.hold(request(), worker.told.put)
    centre.asked.get(timeout=PATIENCE_S)
    over[0]()
    assert worker.next() is None

    centre.answers.put(granted())
    assert worker.next() == granted()


def test_a_question_that_waited_too_long_behind_another_is_never_put(
    timed: CentreAsker, over: list[Callable[[], None]], centre: Scripted, worker: Worker
) -> None:
    timed.hold(request(1), worker.told.put)
    centre.asked.get(timeout=PATIENCE_S)
    timed.hold(request(2), worker.told.put)
    for end in over:
        end()
    assert [worker.next(), worker.next()] == [None, None]

    centre.answers.put(granted(1))
    assert worker.next() == granted(1)
    assert timed.stop()
    assert centre.asked.empty()


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
