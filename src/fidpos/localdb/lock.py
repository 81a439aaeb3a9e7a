"""Who may write next: one writer at a time, and a checkout goes before everything else.

SQLite's own busy timeout lets writers poll; during a pull that made a checkout wait for seconds (decision 3).
Here the checkout waits for the one batch that is being written, never for the next.
"""

import threading
from collections.abc import Generator
from contextlib import contextmanager
from enum import IntEnum

from fidpos.domain.errors import StoreError

WAIT_MAX_S = 30.0
"""Longer than any batch or backup step; whoever waits that long is told so instead of waiting for ever."""


class Priority(IntEnum):
    """Who goes first when several wait."""

    CHECKOUT = 0
    BACKGROUND = 1


class WriteLock:
    """A lock that is handed to waiting checkouts before anyone else. Not re-entrant."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._holder: int | None = None
        self._waiting = {Priority.CHECKOUT: 0, Priority.BACKGROUND: 0}

    def waiting(self, priority: Priority) -> int:
        """How many wait at that priority, now."""
        return self._waiting[priority]

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
        with self._changed:
            assert self._holder != me, "the write lock is not re-entrant"
            self._waiting[priority] += 1
            try:
                if not self._changed.wait_for(lambda: self._is_free_for(priority), WAIT_MAX_S):
                    raise StoreError("another writer holds the store for too long")
            finally:
                self._waiting[priority] -= 1
            self._holder = me

    def release(self) -> None:
        """Let the next one write."""
        with self._changed:
            self._holder = None
            self._changed.notify_all()

    def _is_free_for(self, priority: Priority) -> bool:
        if self._holder is not None:
            return False
        return priority is Priority.CHECKOUT or not self._waiting[Priority.CHECKOUT]
