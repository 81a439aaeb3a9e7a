"""A simulation in several processes: each replays the accounts of its own part, and the sums are added up.

What an account gets hangs on nothing of other accounts. Each is replayed whole by one process, as it stood
when that one opened the visits.
"""

import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait

from fidpos.bootstrap.visit_source import OpenVisits
from fidpos.domain.errors import FidposError
from fidpos.rules.engine import compile_programme
from fidpos.rules.programme import Programme
from fidpos.rules.replay.simulation import Period, sums_of
from fidpos.rules.replay.stored import Part
from fidpos.rules.replay.sums import Sums

TELL_EVERY = 500
"""Visits."""


class ProcessEnded(FidposError):
    """One of the processes ended before it had told its sums."""

    code = "process_ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What one process is given to do."""

    open_visits: OpenVisits
    draft: Programme
    current: Programme
    period: Period
    part: Part


def sums_of_shares(shares: Sequence[Share], on_visits: Callable[[int], None]) -> Sums:
    """The sums of all shares together, each made by a process of its own; none of them is left behind.

    Args:
        shares: one part each.
        on_visits: told now and then how many more visits were replayed.

    Raises:
        FidposError: what one of them met.
        ProcessEnded: one of them was ended.
    """
    with ExitStack() as stack:
        ends = [stack.enter_context(_begun(share)) for share in shares]
        found: dict[Connection, Sums] = {}
        while len(found) < len(ends):
            for end in wait([each for each in ends if each not in found]):
                assert isinstance(end, Connection)
                match _heard(end):
                    case int(visits):
                        on_visits(visits)
                    case Sums() as sums:
                        found[end] = sums
                    case fault:
                        raise fault
    whole, *others = (found[end] for end in ends)
    for other in others:
        whole.merge(other)
    return whole


Word = int | Sums | FidposError
"""What a process says: visits it has replayed, and at its end its sums or what it met."""


def _heard(end: Connection) -> Word:
    try:
        word: Word = end.recv()
    except EOFError:
        raise ProcessEnded("a process of the simulation ended") from None
    return word


@contextmanager
def _begun(share: Share) -> Iterator[Connection]:
    """A process at work on it, and where its words are heard; a fresh one, which shares no connection."""
    context = get_context("spawn")
    mine, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_replay, args=(share, theirs), daemon=True)
    process.start()
    theirs.close()
    try:
        yield mine
    finally:
        process.terminate()
        process.join()
        mine.close()


def _replay(share: Share, to: Connection) -> None:
    """The whole life of such a process. Who interrupts the program has it ended by its parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    tell = _Teller(to)
    try:
        draft, current = (compile_programme(each) for each in (share.draft, share.current))
        with share.open_visits() as visits:
            accounts = visits.accounts(share.part)
            sums = sums_of(draft, current, accounts, period=share.period, on_visits=tell.count)
    except FidposError as fault:
        to.send(fault)
    else:
        tell.rest()
        to.send(sums)


class _Teller:
    """Tells of visits, some hundred at once."""

    def __init__(self, to: Connection) -> None:
        self._to = to
        self._untold = 0

    def count(self, visits: int) -> None:
        self._untold += visits
        if self._untold >= TELL_EVERY:
            self.rest()

    def rest(self) -> None:
        self._to.send(self._untold)
        self._untold = 0
