"""The printer's own thread: tickets wait here, and nobody waits for them."""

import logging
import queue
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from fidpos.printing.printing_job import Closing, PrintingJob
from fidpos.till.ticket.printer import JobState, PrinterState

log = logging.getLogger(__name__)

WAITING_MAX = 5
"""Tickets that may wait; more are refused, since whoever asked for them has gone."""
REMEMBERED_MAX = 50
LOOK_AGAIN_S = 10.0
"""How often a printer in trouble is asked whether it is well again."""

Pieces = Sequence[bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    number: int
    pieces: Pieces = field(repr=False)


class PrintQueue:
    """Begins with `start`; `close` once.

    Args:
        job: prints one ticket, and asks; given the callable that says whether the thread is to end.
        on_change: called on the thread when a ticket or the printer's state changes; returns at once.
    """

    def __init__(
        self,
        job: Callable[[Callable[[], bool]], PrintingJob],
        on_change: Callable[[], None],
        *,
        look_again_s: float = LOOK_AGAIN_S,
    ) -> None:
        self._closing = threading.Event()
        self._printing = job(self._closing.is_set)
        self._on_change = on_change
        self._look_again_s = look_again_s
        self._state = PrinterState.UNKNOWN
        self._waiting: queue.Queue[_Job | None] = queue.Queue(maxsize=WAITING_MAX + 1)
        self._outcomes: OrderedDict[int, JobState] = OrderedDict()
        self._lock = threading.Lock()
        self._numbers = 0
        self._thread = threading.Thread(target=self._run, name="printer", daemon=True)

    @property
    def state(self) -> PrinterState:
        """As last heard of; from any thread."""
        return self._state

    def start(self) -> None:
        """Ask the printer how it is, then wait for tickets."""
        self._thread.start()

    def put(self, pieces: Pieces) -> int | None:
        """Have it printed after those that wait: its number, or None when too many do, or nobody prints."""
        with self._lock:
            if self._waiting.qsize() >= WAITING_MAX or not self._thread.is_alive():
                return None
            self._numbers += 1
            self._remember(self._numbers, JobState.WAITING)
            self._waiting.put_nowait(_Job(number=self._numbers, pieces=pieces))
            return self._numbers

    def outcome(self, number: int) -> JobState:
        """What became of a ticket; one that is forgotten failed."""
        with self._lock:
            return self._outcomes.get(number, JobState.FAILED)

    def close(self, timeout_s: float) -> bool:
        """Give up what waits; whether the thread ended in time."""
        self._closing.set()
        if not self._thread.is_alive():
            return True
        self._waiting.put(None)
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        try:
            self._become(self._printing.ask())
            while not self._closing.is_set():
                self._next()
        except Closing:
            return
        except Exception:
            log.exception("the printer's thread failed")
            self._become(PrinterState.FAULTY)

    def _next(self) -> None:
        """The next ticket, or a look at a printer that was in trouble."""
        patience_s = self._look_again_s if self._state.is_trouble else None
        try:
            job = self._waiting.get(timeout=patience_s)
        except queue.Empty:
            self._become(self._printing.ask())
            return
        if job is None or self._closing.is_set():
            return
        self._become(PrinterState.PRINTING)
        state = self._printing.print_ticket(job.pieces)
        with self._lock:
            self._remember(job.number, JobState.FAILED if state.is_trouble else JobState.PRINTED)
        self._become(state, is_news=True)

    def _remember(self, number: int, state: JobState) -> None:
        self._outcomes[number] = state
        while len(self._outcomes) > REMEMBERED_MAX:
            self._outcomes.popitem(last=False)

    def _become(self, state: PrinterState, *, is_news: bool = False) -> None:
        is_news = is_news or state is not self._state
        self._state = state
        if is_news:
            self._on_change()
