"""The sync's thread outlives every fault, and ends at once when it is told to."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from fidpos.bootstrap import sync_thread
from fidpos.bootstrap.clock import SystemClock
from fidpos.bootstrap.conversation import Conversation
from fidpos.bootstrap.sync_thread import Heard, SyncThread
from fidpos.sync.status import SyncState, SyncStatus
from tests.helpers.centre_parent import wait_until
from tests.helpers.served_centre import OnlineTill, ServedCentre

LIMIT_S = 60.0


@pytest.fixture
def served() -> Iterator[ServedCentre]:
    with ServedCentre() as centre:
        yield centre


class Threaded:
    """A till in memory whose conversations fail as often as it is told."""

    def __init__(self, served: ServedCentre, *, failures: int = 0) -> None:
        self._served = served
        self._failures = failures
        self.said: list[SyncStatus] = []
        self.failed = 0
        self.till: OnlineTill | None = None
        self.thread = SyncThread(
            self._converse, SystemClock(), tell=self.said.append, failed=self._on_failure
        )

    @property
    def state(self) -> SyncState | None:
        return self.said[-1].state if self.said else None

    def _on_failure(self) -> None:
        self.failed += 1

    @contextmanager
    def _converse(self) -> Iterator[Conversation]:
        if self._failures:
            self._failures -= 1
            raise RuntimeError("nobody foresaw this")
        with self._served.till(100) as till:
            self.till = till
            yield Conversation(line=till.line, centre=till.centre, session=till.session, store=till.store)


def test_it_speaks_until_it_is_stopped_and_then_ends_in_the_middle_of_a_wait(served: ServedCentre) -> None:
    threaded = Threaded(served)
    threaded.thread.start()
    served.await_waiting(1)

    assert threaded.state is SyncState.UP_TO_DATE
    assert threaded.thread.heard.offset is not None
    assert threaded.thread.stop(LIMIT_S)


def test_what_is_recorded_leaves_at_once(served: ServedCentre) -> None:
    threaded = Threaded(served)
    threaded.thread.start()
    served.await_waiting(1)
    till = threaded.till
    assert till is not None
    served.counter.buy(till.store)
    threaded.thread.recorded()
    wait_until(lambda: served.data.accounts == till.store.accounts)

    assert threaded.thread.stop(LIMIT_S)


def test_a_fault_that_nobody_foresaw_is_told_and_the_next_conversation_begins_when_asked_for(
    served: ServedCentre,
) -> None:
    threaded = Threaded(served, failures=1)
    threaded.thread.start()
    wait_until(lambda: threaded.failed == 1)
    said_before = list(threaded.said)
    threaded.thread.try_now()
    wait_until(lambda: threaded.state is SyncState.UP_TO_DATE)

    assert said_before == []
    assert threaded.thread.stop(LIMIT_S)


def test_after_a_fault_it_begins_again_by_itself(
    served: ServedCentre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sync_thread, "AGAIN_S", 0.01)
    threaded = Threaded(served, failures=3)
    threaded.thread.start()
    wait_until(lambda: threaded.state is SyncState.UP_TO_DATE)

    assert threaded.failed == 3
    assert threaded.thread.stop(LIMIT_S)


def test_it_can_be_stopped_while_it_rests_after_a_fault(served: ServedCentre) -> None:
    threaded = Threaded(served, failures=1)
    threaded.thread.start()
    wait_until(lambda: threaded.failed == 1)

    assert threaded.thread.stop(LIMIT_S)
    assert threaded.thread.heard == Heard()


def test_one_that_never_began_is_stopped_already(served: ServedCentre) -> None:
    threaded = Threaded(served)
    threaded.thread.recorded()
    threaded.thread.try_now()

    assert threaded.thread.stop(LIMIT_S)
