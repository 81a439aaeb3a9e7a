"""The printer's thread: whoever asks for a ticket goes on at once, whatever the printer does."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from fidpos.printing.print_queue import WAITING_MAX, PrintQueue
from fidpos.printing.printing_job import PrintingJob
from fidpos.till.ticket.printer import JobState, PrinterState

_WAIT_S = 60.0
AT_ONCE_S = 60.0
"""On a machine that does ten other things; the printer hangs until the test lets it go."""
PIECES = (b"one", b"two")


class Scripted(PrintingJob):
    """A job that answers what it is told to, and waits where it is told to.

    Attributes:
        begun: a ticket is being printed.
        may_end: it may come out.
    """

    def __init__(self, *states: PrinterState) -> None:
        self.states = list(states)
        self.health = PrinterState.READY
        self.printed: list[Sequence[bytes]] = []
        self.begun = threading.Semaphore(0)
        self.may_end = threading.Event()
        self.may_end.set()

    def ask(self) -> PrinterState:
        return self.health

    def print_ticket(self, pieces: Sequence[bytes]) -> PrinterState:
        self.begun.release()
        assert self.may_end.wait(_WAIT_S)
        self.printed.append(pieces)
        return self.states.pop(0) if self.states else PrinterState.READY


class Changes:
    """Counts what the queue tells, and lets a test wait for something to be so."""

    def __init__(self) -> None:
        self._told = threading.Condition()

    def __call__(self) -> None:
        with self._told:
            self._told.notify_all()

    def wait_for(self, what: Callable[[], bool]) -> None:
        with self._told:
            assert self._told.wait_for(what, _WAIT_S)


@contextmanager
def running(scripted: Scripted, *, look_again_s: float = 60.0) -> Iterator[tuple[PrintQueue, Changes]]:
    changes = Changes()
    queue = PrintQueue(lambda _closing: scripted, changes, look_again_s=look_again_s)
    queue.start()
    try:
        yield queue, changes
    finally:
        scripted.may_end.set()
        assert queue.close(_WAIT_S)


def put(queue: PrintQueue) -> int:
    number = queue.put(PIECES)
    assert number is not None
    return number


def test_a_ticket_is_waiting_then_printed() -> None:
    scripted = Scripted()
    scripted.may_end.clear()
    with running(scripted) as (queue, changes):
        number = put(queue)
        scripted.begun.acquire()
        waiting = queue.outcome(number)
        scripted.may_end.set()
        changes.wait_for(lambda: queue.outcome(number) is JobState.PRINTED)

        assert waiting is JobState.WAITING
        assert scripted.printed == [PIECES]


def test_nobody_waits_for_a_printer_that_hangs() -> None:
    scripted = Scripted()
    scripted.may_end.clear()
    with running(scripted) as (queue, _changes):
        put(queue)
        scripted.begun.acquire()
        began_s = time.monotonic()

        numbers = [queue.put(PIECES) for _ in range(WAITING_MAX + 3)]

        assert time.monotonic() - began_s < AT_ONCE_S
        assert numbers[WAITING_MAX:] == [None] * 3


def test_a_ticket_that_failed_is_not_printed_later_by_itself() -> None:
    scripted = Scripted(PrinterState.NO_PAPER, PrinterState.READY)
    with running(scripted) as (queue, changes):
        first = put(queue)
        changes.wait_for(lambda: queue.outcome(first) is JobState.FAILED)
        state = queue.state
        second = put(queue)
        changes.wait_for(lambda: queue.outcome(second) is JobState.PRINTED)

        assert state is PrinterState.NO_PAPER
        assert queue.outcome(first) is JobState.FAILED
        assert len(scripted.printed) == 2


def test_a_printer_in_trouble_is_asked_until_it_is_well() -> None:
    scripted = Scripted(PrinterState.UNREACHABLE)
    with running(scripted, look_again_s=0.01) as (queue, changes):
        number = put(queue)
        changes.wait_for(lambda: queue.outcome(number) is JobState.FAILED)

        changes.wait_for(lambda: queue.state is PrinterState.READY)


def test_the_printer_is_asked_how_it_is_when_the_till_opens() -> None:
    scripted = Scripted()
    scripted.health = PrinterState.COVER_OPEN
    with running(scripted) as (queue, changes):
        changes.wait_for(lambda: queue.state is PrinterState.COVER_OPEN)


def test_a_ticket_that_nobody_remembers_failed() -> None:
    with running(Scripted()) as (queue, _changes):
        assert queue.outcome(99) is JobState.FAILED


def test_a_queue_whose_thread_has_ended_takes_no_ticket() -> None:
    queue = PrintQueue(lambda _closing: Scripted(), lambda: None)
    queue.start()
    assert queue.close(_WAIT_S)

    assert queue.put(PIECES) is None
