"""Asking the centre for holds, beside the pump: a long poll that waits delays no customer.

Two lanes, each a thread with a line of its own: what is let go never makes a question wait. Nothing is tried
twice here: a question is answered in time or not at all, and what is not let go ends by itself at the centre.
"""

import logging
import threading

from fidpos.domain.clock import Clock
from fidpos.sync.client import CentreAddress, HttpCentre, HttpLine
from fidpos.sync.lane import STOP_LIMIT_S, Lane, OnWorker
from fidpos.sync.ports import Centre, CentreAway, CentreRefused, WaitEnded
from fidpos.till.stored_value import Answered
from fidpos.wire.sync.hold import (
    HOLD_PATH,
    HOLD_WAIT_S,
    RELEASE_PATH,
    Hold,
    HoldAnswer,
    Release,
    ReleaseAnswer,
)
from fidpos.wire.sync.signature import Signer

_log = logging.getLogger(__name__)


class CentreAsker:
    """A `till.stored_value.Asker` over two ways to the centre; `stop` once.

    Args:
        asking: for holds.
        releasing: for what is let go.
        on_worker: on which answers are told.
        limit_s: after which a question counts as unanswered.
    """

    def __init__(
        self, asking: Centre, releasing: Centre, *, on_worker: OnWorker, limit_s: float = HOLD_WAIT_S
    ) -> None:
        self._asking = asking
        self._releasing = releasing
        self._on_worker = on_worker
        self._limit_s = limit_s
        self._holds = Lane("holds")
        self._releases = Lane("releases")

    def hold(self, request: Hold, answered: Answered) -> None:
        """Ask; a time-out is told by a timer, however the thread that asks may hang."""
        question = _Question(lambda answer: self._on_worker(lambda: answered(answer)))
        timer = threading.Timer(self._limit_s, question.time_out)
        timer.daemon = True
        timer.start()

        def ask() -> None:
            if not question.is_late:
                question.answer(self._answer_to(request))
            timer.cancel()

        self._holds.send(ask)

    def release(self, request: Release) -> None:
        """Say it once."""
        self._releases.send(lambda: self._let_go(request))

    def stop(self) -> bool:
        """Nothing more is asked; whether both threads ended in time. What hangs ends with the program."""
        has_asked, has_released = self._holds.stop(STOP_LIMIT_S), self._releases.stop(STOP_LIMIT_S)
        return has_asked and has_released

    def _answer_to(self, request: Hold) -> HoldAnswer | None:
        try:
            answer = self._asking.ask(HOLD_PATH, request, HoldAnswer)
        except (CentreAway, CentreRefused, WaitEnded) as fault:
            _log.info("no hold: %s", fault)
            return None
        if [held.hold_id for held in answer.held] != [claim.hold_id for claim in request.claims]:
            _log.warning("an answer about other holds")
            return None
        return answer

    def _let_go(self, request: Release) -> None:
        try:
            self._releasing.ask(RELEASE_PATH, request, ReleaseAnswer)
        except (CentreAway, CentreRefused, WaitEnded) as fault:
            _log.info("not let go at the centre, where it ends by itself: %s", fault)


class Holding:
    """An asker with its lines; made by `open_holding`, closed once."""

    def __init__(self, asker: CentreAsker, lines: tuple[HttpLine, ...]) -> None:
        self.asker = asker
        self._lines = lines

    def close(self) -> bool:
        """Break off what is on its way; whether every thread ended in time."""
        for line in self._lines:
            line.leave()
        if not self.asker.stop():
            return False
        for line in self._lines:
            line.close()
        return True


def open_holding(address: CentreAddress, signer: Signer, clock: Clock, *, on_worker: OnWorker) -> Holding:
    """Ask that centre with the till's key, over connections apart from the pump's."""
    lines = tuple(HttpLine(address, whole_s=HOLD_WAIT_S) for _ in range(2))
    asking, releasing = (HttpCentre(line, address, signer, clock) for line in lines)
    return Holding(CentreAsker(asking, releasing, on_worker=on_worker), lines)


class _Question:
    """Tells that nobody answered at most once, and an answer at most once."""

    def __init__(self, tell: Answered) -> None:
        self.is_late = False
        self._is_told = False
        self._tell = tell
        self._lock = threading.Lock()

    def time_out(self) -> None:
        self.answer(None)

    def answer(self, answer: HoldAnswer | None) -> None:
        with self._lock:
            if self._is_told and (answer is None or not self.is_late):
                return
            self._is_told, self.is_late = True, answer is None
        self._tell(answer)
