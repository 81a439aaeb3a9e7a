"""The thread on which a till speaks with its centre. Whatever happens on it, the till goes on.

The pump lives through every fault of line, centre and store by itself. What it does not foresee ends the
conversation; a new one begins after a pause, or at once when somebody asks for it.
"""

import logging
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from fidpos.bootstrap.conversation import Conversation
from fidpos.domain.clock import Clock
from fidpos.sync.pump import Pump
from fidpos.sync.status import SyncStatus

log = logging.getLogger(__name__)

AGAIN_S = 30.0
"""Pause after a fault that nobody foresaw."""
STOP_LIMIT_S = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What is known of the centre beside the status; None until it was heard."""

    at: datetime | None = None
    offset: timedelta | None = None


class SyncThread:
    """`start` once, `stop` once; all methods from any thread.

    Args:
        converse: begins a conversation, on the thread.
        clock: for the pump.
        tell: hears of each new status, on the thread.
        failed: hears of a fault that nobody foresaw, on the thread.
    """

    def __init__(
        self,
        converse: Callable[[], AbstractContextManager[Conversation]],
        clock: Clock,
        *,
        tell: Callable[[SyncStatus], None],
        failed: Callable[[], None],
    ) -> None:
        self._converse = converse
        self._clock = clock
        self._tell = tell
        self._failed = failed
        self._lock = threading.Lock()
        self._awake = threading.Event()
        self._is_stopping = False
        self._talk: Conversation | None = None
        self._pump: Pump | None = None
        self._thread = threading.Thread(target=self._run, name="sync", daemon=True)

    def start(self) -> None:
        """Begin to speak."""
        self._thread.start()

    def stop(self, timeout_s: float = STOP_LIMIT_S) -> bool:
        """Break off whatever is being said; whether the thread ended in time.

        What the centre heard and the till does not know it did is found out by the next hello.
        """
        with self._lock:
            self._is_stopping = True
            pump, talk = self._pump, self._talk
        self._awake.set()
        if pump is not None:
            pump.stop()
        if talk is not None:
            talk.line.leave()
        if self._thread.is_alive():
            self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def recorded(self) -> None:
        """The journal grew."""
        pump = self._pump
        if pump is not None:
            pump.recorded()

    def try_now(self) -> None:
        """Somebody asks for it."""
        self._awake.set()
        pump = self._pump
        if pump is not None:
            pump.try_now()

    @property
    def heard(self) -> Heard:
        """As it is now."""
        talk = self._talk
        return Heard() if talk is None else Heard(at=talk.centre.heard_at, offset=talk.session.offset)

    def _run(self) -> None:
        while not self._is_stopping:
            self._awake.clear()
            try:
                self._speak()
            except Exception:
                log.exception("the sync failed")
                self._say_failed()
            if not self._is_stopping:
                self._awake.wait(AGAIN_S)

    def _speak(self) -> None:
        with self._converse() as talk:
            pump = Pump(
                talk.session,
                talk.store,
                clock=self._clock,
                random=Random(),  # noqa: S311 - spreads tills over time, guards nothing
                interrupt=talk.line.interrupt,
                tell=self._tell,
            )
            with self._lock:
                if self._is_stopping:
                    return
                self._talk, self._pump = talk, pump
            try:
                pump.run()
            finally:
                with self._lock:
                    self._pump = None

    def _say_failed(self) -> None:
        try:
            self._failed()
        except Exception:
            log.exception("that the sync failed cannot be told")
