"""The only way off the GUI thread: one worker that does what it is given, in order, and answers back.

The till's store has one writing connection, and it lives on this thread. What is posted waits its turn; its
result or its error comes back on the GUI thread.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from queue import SimpleQueue

from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot

log = logging.getLogger(__name__)

STOP_LIMIT_S = 2.0


@dataclass(frozen=True, slots=True)
class Done:
    """The work came to an end."""

    result: object


@dataclass(frozen=True, slots=True)
class Failed:
    """The work raised; nothing else of it is known."""

    error: Exception


Outcome = Done | Failed
Work = Callable[[], object]
Reply = Callable[[Outcome], None]


@dataclass(frozen=True, slots=True)
class _Job:
    work: Work
    reply: Reply | None


class _Thread(QThread):
    """Runs jobs until it finds None in the queue."""

    def __init__(self, jobs: "SimpleQueue[_Job | None]", answer: Callable[[_Job, Outcome], None]) -> None:
        super().__init__()
        self._jobs = jobs
        self._answer = answer
        self.ident: int | None = None

    def run(self) -> None:
        """Take one job after another."""
        self.ident = threading.get_ident()
        while (job := self._jobs.get()) is not None:
            self._answer(job, _outcome(job.work))


class TillWorker(QObject):
    """The till's worker thread. Lives on the GUI thread; `post` may be called from any thread.

    Signals:
        _answered(object, object): the job and its outcome; crosses to the GUI thread.
    """

    _answered = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._thread = _Thread(self._jobs, self._answered.emit)
        self._is_stopping = False
        # A method of a QObject of the GUI thread: only such a slot is called there (docs/architecture.md).
        self._answered.connect(self._on_answered, Qt.ConnectionType.QueuedConnection)

    def start(self) -> None:
        """Begin to work; called once."""
        self._thread.start()

    def post(self, work: Work, reply: Reply | None = None) -> None:
        """Do the work after all that was posted before; `reply` is called with the outcome on the GUI thread.

        What is posted once the worker is stopping is not done, and not answered.
        """
        if self._is_stopping:
            log.info("work posted while the worker stops is left undone")
            return
        self._jobs.put(_Job(work, reply))

    def assert_on_worker(self) -> None:
        """Assert that the caller is this worker, for what belongs to its thread alone."""
        assert threading.get_ident() == self._thread.ident, "only the till's worker may do this"

    def stop(self, limit_s: float = STOP_LIMIT_S) -> bool:
        """Finish what was posted, then end the thread; whether it ended within the limit.

        A worker that did not end hangs in the system; the program flushes its logs and exits without it.
        """
        if not self._is_stopping:
            self._is_stopping = True
            self._jobs.put(None)
        if not self._thread.isRunning():
            return True
        return self._thread.wait(round(limit_s * 1000))

    @Slot(object, object)
    def _on_answered(self, job: _Job, outcome: Outcome) -> None:
        if job.reply is not None:
            job.reply(outcome)


def _outcome(work: Work) -> Outcome:
    try:
        return Done(work())
    except Exception as error:  # noqa: BLE001 - the top of a thread: whatever it is goes to the one who asked
        return Failed(error)
