"""Looking for members at the centre, beside the pump: a long poll that waits delays no customer.

`open_finding` makes one from what pairing has left; close it once. Whoever is found is written by the pump.
"""

import logging
import threading

from fidpos.domain.clock import Clock
from fidpos.sync.client import CentreAddress, HttpCentre, HttpLine
from fidpos.sync.lane import STOP_LIMIT_S, Lane, OnWorker
from fidpos.sync.ports import Centre, CentreAway, CentreRefused, WaitEnded
from fidpos.till.finding import Found
from fidpos.wire.sync.find import FIND_PATH, FIND_WAIT_S, Find, FindAnswer
from fidpos.wire.sync.signature import Signer

_log = logging.getLogger(__name__)


class CentreFinder:
    """A `till.finding.Finder` over a way to the centre; `stop` once.

    Args:
        centre: the way there.
        on_worker: on which answers are told.
        limit_s: after which a question counts as unanswered.
    """

    def __init__(self, centre: Centre, *, on_worker: OnWorker, limit_s: float = FIND_WAIT_S) -> None:
        self._centre = centre
        self._on_worker = on_worker
        self._limit_s = limit_s
        self._lane = Lane("finding")

    def find(self, asked: Find, found: Found) -> None:
        """Ask; a time-out is told by a timer, however the thread that asks may hang."""
        tell = _Once(lambda count: self._on_worker(lambda: found(count)))
        timer = threading.Timer(self._limit_s, lambda: tell(None))
        timer.daemon = True
        timer.start()

        def ask() -> None:
            if not tell.is_told:
                tell(self._ask(asked))
            timer.cancel()

        self._lane.send(ask)

    def stop(self) -> bool:
        """Nothing more is asked; whether the thread ended in time."""
        return self._lane.stop(STOP_LIMIT_S)

    def _ask(self, asked: Find) -> int | None:
        try:
            return self._centre.ask(FIND_PATH, asked, FindAnswer).found
        except (CentreAway, CentreRefused, WaitEnded) as fault:
            _log.info("not found at the centre: %s", fault)
            return None


class Finding:
    """A finder with its line; made by `open_finding`, closed once."""

    def __init__(self, finder: CentreFinder, line: HttpLine) -> None:
        self.finder = finder
        self._line = line

    def close(self) -> bool:
        """Break off what is on its way; whether the thread ended in time."""
        self._line.leave()
        if not self.finder.stop():
            return False
        self._line.close()
        return True


def open_finding(address: CentreAddress, signer: Signer, clock: Clock, *, on_worker: OnWorker) -> Finding:
    """Ask that centre with the till's key, over a connection apart from the pump's."""
    line = HttpLine(address, whole_s=FIND_WAIT_S)
    return Finding(CentreFinder(HttpCentre(line, address, signer, clock), on_worker=on_worker), line)


class _Once:
    """Tells the first answer, or that there is none, and nothing after it."""

    def __init__(self, tell: Found) -> None:
        self.is_told = False
        self._tell = tell
        self._lock = threading.Lock()

    def __call__(self, count: int | None) -> None:
        with self._lock:
            if self.is_told:
                return
            self.is_told = True
        self._tell(count)
