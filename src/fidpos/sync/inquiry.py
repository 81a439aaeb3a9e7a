"""Questions of the counter to the centre, one after the other: each has one answer, in time or not at all."""

import logging
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

import msgspec

from fidpos.sync.lane import STOP_LIMIT_S, Lane, OnWorker
from fidpos.sync.ports import Centre, CentreAway, CentreRefused, WaitEnded

_log = logging.getLogger(__name__)

Answer = TypeVar("Answer", bound=msgspec.Struct)


class Inquiries:
    """A thread that asks; `stop` once.

    Args:
        centre: the way there.
        on_worker: on which answers are told.
        limit_s: after which a question counts as unanswered.
    """

    def __init__(self, centre: Centre, *, on_worker: OnWorker, limit_s: float) -> None:
        self._centre = centre
        self._on_worker = on_worker
        self._limit_s = limit_s
        self._lane = Lane("finding")

    def ask(
        self,
        path: str,
        request: msgspec.Struct,
        answer: type[Answer],
        told: Callable[[Answer | None], None],
    ) -> None:
        """Ask; a time-out is told by a timer, however the thread that asks may hang."""
        tell = _Once[Answer](lambda given: self._on_worker(lambda: told(given)))
        timer = threading.Timer(self._limit_s, lambda: tell(None))
        timer.daemon = True
        timer.start()

        def ask() -> None:
            if not tell.is_told:
                tell(self._ask(path, request, answer))
            timer.cancel()

        self._lane.send(ask)

    def stop(self) -> bool:
        """Nothing more is asked; whether the thread ended in time."""
        return self._lane.stop(STOP_LIMIT_S)

    def _ask(self, path: str, request: msgspec.Struct, answer: type[Answer]) -> Answer | None:
        try:
            return self._centre.ask(path, request, answer)
        except (CentreAway, CentreRefused, WaitEnded) as fault:
            _log.info("no answer to %s: %s", path, fault)
            return None


class _Once(Generic[Answer]):
    """Tells the first answer, or that there is none, and nothing after it."""

    def __init__(self, tell: Callable[[Answer | None], None]) -> None:
        self.is_told = False
        self._tell = tell
        self._lock = threading.Lock()

    def __call__(self, answer: Answer | None) -> None:
        with self._lock:
            if self.is_told:
                return
            self.is_told = True
        self._tell(answer)
