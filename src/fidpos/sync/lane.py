"""A thread that does one thing after the other for the counter, which never waits for it."""

import logging
import queue
import threading
from collections.abc import Callable

_log = logging.getLogger(__name__)

STOP_LIMIT_S = 0.5

Work = Callable[[], None]
OnWorker = Callable[[Work], None]
"""Has something done on the till's worker, after all that was asked before; from any thread."""


class Lane:
    """One thread that does what it is sent, in order; begins with the first."""

    def __init__(self, name: str) -> None:
        self._waiting: queue.SimpleQueue[Work | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._has_begun = False

    def send(self, work: Work) -> None:
        """After what was sent before."""
        if not self._has_begun:
            self._has_begun = True
            self._thread.start()
        self._waiting.put(work)

    def stop(self, timeout_s: float) -> bool:
        """What was sent is still done; whether the thread ended in time."""
        if self._has_begun:
            self._waiting.put(None)
            self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while (work := self._waiting.get()) is not None:
            try:
                work()
            except Exception:  # noqa: BLE001 - the top of a thread: it logs, and goes on
                _log.exception("a question to the centre failed")
