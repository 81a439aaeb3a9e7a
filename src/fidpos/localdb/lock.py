"""Who may write next: one writer at a time, and a checkout goes before everything else.

SQLite's own busy timeout lets writers poll; during a pull that made a checkout wait for seconds (decision 3).
Here the checkout waits for the one batch that is being written, never for the next. The lock is handed over,
not let go: who waits is next, and a pull gets its turn between two checkouts, however quickly they follow.
"""

import threading
from collections import deque
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import IntEnum
from math import inf
from time import perf_counter

from fidpos.domain.errors import StoreError

WAIT_MAX_S = 30.0
"""Longer than any batch; whoever waits that long is told so instead of waiting for ever."""


class Priority(IntEnum):
    """Who goes first when several wait."""

    CHECKOUT = 0
    BACKGROUND = 1


@dataclass(slots=True, eq=False)
class _Ticket:
    """A place in the line; `turn` is locked until the lock is handed to its thread."""

    thread: int
    turn: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.turn.acquire()


class WriteLock:
    """A lock that is handed to waiting checkouts first, otherwise in the order they came. Not re-entrant."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._holder: int | None = None
        self._lines: dict[Priority, deque[_Ticket]] = {priority: deque() for priority in Priority}
        self._checkout_at_s = -inf

    def waiting(self, priority: Priority) -> int:
        """How many wait at that priority, now."""
        return len(self._lines[priority])

    @property
    def quiet_s(self) -> float:
        """For how long no checkout has asked for the lock."""
        return perf_counter() - self._checkout_at_s

    @contextmanager
    def held(self, priority: Priority) -> Generator[None]:
        """Hold the lock.

        Raises:
            StoreError: it was not free in time.
        """
        self.acquire(priority)
        try:
            yield
        finally:
            self.release()

    def acquire(self, priority: Priority) -> None:
        """Wait for the lock; see `held`."""
        me = threading.get_ident()
        if priority is Priority.CHECKOUT:
            self._checkout_at_s = perf_counter()
        with self._guard:
            assert self._holder != me, "the write lock is not re-entrant"
            if self._holder is None:
                self._holder = me
                return
            ticket = _Ticket(me)
            self._lines[priority].append(ticket)
        if not ticket.turn.acquire(timeout=WAIT_MAX_S):
            self._leave(ticket, priority)

    def release(self) -> None:
        """Hand the lock to the next one, or let it go."""
        with self._guard:
            line = self._lines[Priority.CHECKOUT] or self._lines[Priority.BACKGROUND]
            if not line:
                self._holder = None
                return
            ticket = line.popleft()
            self._holder = ticket.thread
            ticket.turn.release()

    def _leave(self, ticket: _Ticket, priority: Priority) -> None:
        """Give up waiting, unless the lock was handed over at the last moment."""
        with self._guard:
            if ticket not in self._lines[priority]:
                return
            self._lines[priority].remove(ticket)
        raise StoreError("another writer holds the store for too long")
