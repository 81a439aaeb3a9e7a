"""The write lock: one holder, checkouts first, and nobody waits for ever."""

import threading
import time
from collections.abc import Callable
from typing import Any

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
            thread.join(timeout=60)
            assert not thread.is_alive()
        return self.order

    def _wait(self, name: str, priority: Priority) -> None:
        with self.lock.held(priority):
            self.order.append(name)


def until(holds: Callable[[], bool]) -> None:
    deadline_s = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline_s, "it never came to pass"


def test_a_checkout_goes_before_all_others_that_wait() -> None:
    line = Line(WriteLock())
    line.lock.acquire(BACKGROUND)
    line.join("pull", BACKGROUND)
    line.join("seed", BACKGROUND)
    line.join("checkout", CHECKOUT)

    line.lock.release()

    assert line.finish() == ["checkout", "pull", "seed"]


def test_every_checkout_that_waits_goes_before_the_pull() -> None:
    line = Line(WriteLock())
    line.lock.acquire(CHECKOUT)
    line.join("pull", BACKGROUND)
    line.join("first", CHECKOUT)
    line.join("second", CHECKOUT)

    line.lock.release()

    assert line.finish() == ["first", "second", "pull"]


def test_whoever_waits_is_next_however_quickly_checkouts_follow_each_other() -> None:
    line = Line(WriteLock())
    line.lock.acquire(CHECKOUT)
    line.join("pull", BACKGROUND)

    line.lock.release()
    with line.lock.held(CHECKOUT):
        line.order.append("next checkout")

    assert line.finish() == ["pull", "next checkout"]


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
    thread.join(timeout=60)

    assert len(refused) == 1
    assert lock.waiting(CHECKOUT) == 0


def test_a_lock_that_is_handed_over_at_the_last_moment_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between giving up and saying so, the holder may have let go."""
    monkeypatch.setattr(lock_module, "WAIT_MAX_S", 0.0)
    lock = WriteLock()
    lock.acquire(BACKGROUND)
    leave = lock._leave

    def released_meanwhile(ticket: Any, priority: Priority) -> None:
        lock.release()
        leave(ticket, priority)

    monkeypatch.setattr(lock, "_leave", released_meanwhile)
    thread = threading.Thread(target=lock.acquire, args=(CHECKOUT,))
    thread.start()
    thread.join(60)

    assert lock._holder == thread.ident


def test_taking_it_twice_is_a_mistake_that_shows() -> None:
    lock = WriteLock()
    lock.acquire(CHECKOUT)

    with pytest.raises(AssertionError, match="re-entrant"):
        lock.acquire(CHECKOUT)


def test_there_is_never_more_than_one_inside() -> None:
    lock, inside, most = WriteLock(), [0], [0]

    def work() -> None:
        for _ in range(50):
            with lock.held(BACKGROUND):
                inside[0] += 1
                most[0] = max(most[0], inside[0])
                inside[0] -= 1

    threads = [threading.Thread(target=work) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert most == [1]
    with lock.held(CHECKOUT):
        pass
