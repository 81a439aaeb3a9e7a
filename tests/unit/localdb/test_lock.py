"""The write lock: one holder, checkouts first, and nobody waits for ever."""

import threading
from collections.abc import Callable

import pytest

from fidpos.domain.errors import StoreError
from fidpos.localdb import lock as lock_module
from fidpos.localdb.lock import Priority, WriteLock

CHECKOUT, BACKGROUND = Priority.CHECKOUT, Priority.BACKGROUND


class Line:
    """People waiting for a lock, each a thread; `order` is how they were let in."""

    def __init__(self, lock: WriteLock) -> None:
        self.lock = lock
        self.order: list[str] = []
        self._threads: list[threading.Thread] = []

    def join(self, name: str, priority: Priority) -> None:
        waiting = self.lock.waiting(priority)
        self._threads.append(threading.Thread(target=self._wait, args=(name, priority)))
        self._threads[-1].start()
        until(lambda: self.lock.waiting(priority) == waiting + 1)

    def finish(self) -> list[str]:
        for thread in self._threads:
            thread.join(timeout=5)
            assert not thread.is_alive()
        return self.order

    def _wait(self, name: str, priority: Priority) -> None:
        with self.lock.held(priority):
            self.order.append(name)


def until(holds: Callable[[], bool]) -> None:
    deadline = threading.Event()
    timer = threading.Timer(5, deadline.set)
    timer.start()
    while not holds():
        assert not deadline.is_set(), "it never came to pass"
    timer.cancel()


def test_a_checkout_goes_before_all_others_that_wait() -> None:
    line = Line(WriteLock())
    line.lock.acquire(BACKGROUND)
    line.join("pull", BACKGROUND)
    line.join("seed", BACKGROUND)
    line.join("checkout", CHECKOUT)

    line.lock.release()

    assert line.finish()[0] == "checkout"
    assert sorted(line.order) == ["checkout", "pull", "seed"]


def test_every_checkout_that_waits_goes_before_the_pull() -> None:
    line = Line(WriteLock())
    line.lock.acquire(CHECKOUT)
    line.join("pull", BACKGROUND)
    line.join("first", CHECKOUT)
    line.join("second", CHECKOUT)

    line.lock.release()

    assert line.finish()[-1] == "pull"


def test_it_is_free_again_after_an_error() -> None:
    lock = WriteLock()

    with pytest.raises(ValueError, match="broken"), lock.held(CHECKOUT):
        raise ValueError("broken")

    with lock.held(BACKGROUND):
        pass


def test_nobody_waits_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock_module, "WAIT_MAX_S", 0.01)
    lock = WriteLock()
    lock.acquire(BACKGROUND)
    refused: list[StoreError] = []

    def try_it() -> None:
        try:
            lock.acquire(CHECKOUT)
        except StoreError as error:
            refused.append(error)

    thread = threading.Thread(target=try_it)
    thread.start()
    thread.join(timeout=5)

    assert len(refused) == 1
    assert lock.waiting(CHECKOUT) == 0


def test_taking_it_twice_is_a_mistake_that_shows() -> None:
    lock = WriteLock()
    lock.acquire(CHECKOUT)

    with pytest.raises(AssertionError, match="re-entrant"):
        lock.acquire(CHECKOUT)
