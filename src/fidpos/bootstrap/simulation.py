"""Simulating a draft programme over the visits that a store keeps; only reads."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Protocol

from fidpos.bootstrap.store import load_keys
from fidpos.localdb.visit_stream import open_visit_stream
from fidpos.paths import TillFolder
from fidpos.rules.engine import CompiledProgramme, compile_programme
from fidpos.rules.programme import Programme
from fidpos.rules.replay.report import SimulationReport
from fidpos.rules.replay.simulation import ALWAYS, Period, simulate
from fidpos.rules.replay.stored import AccountPast

Progress = Callable[[int, int], None]
"""Is told how many visits were replayed, and of how many."""


def _in_silence(_done: int, _total: int) -> None:
    """For those who watch nothing."""


class VisitSource(Protocol):
    """A store of visits: a till's, or the centre's."""

    def programme(self) -> Programme:
        """The programme in force there.

        Raises:
            StoreError: it cannot be read.
        """
        ...

    def count(self) -> int:
        """How many visits it holds.

        Raises:
            StoreError: it cannot be read.
        """
        ...

    def accounts(self) -> Iterable[AccountPast]:
        """Each account with its visits, oldest first, one account at a time.

        Raises:
            StoreError: it cannot be read.
        """
        ...


def simulate_on(
    source: VisitSource,
    draft: CompiledProgramme,
    current: CompiledProgramme | None,
    *,
    period: Period = ALWAYS,
    progress: Progress = _in_silence,
) -> SimulationReport:
    """Replay a draft beside the current programme over the visits of a source.

    Args:
        source: of the visits.
        draft: the programme in question.
        current: what it is compared with; None for the programme in force there.
        period: whose visits count.
        progress: told after each account.

    Raises:
        StoreError: the source cannot be read.
        ProgrammeError: the two programmes speak of different currencies.
    """
    compared = current if current is not None else compile_programme(source.programme())
    total, done = source.count(), 0

    def count(visits: int) -> None:
        nonlocal done
        done += visits
        progress(done, total)

    return simulate(draft, compared, source.accounts(), period=period, on_visits=count)


def simulate_on_till(
    store: Path,
    draft: CompiledProgramme,
    current: CompiledProgramme | None,
    *,
    period: Period = ALWAYS,
    progress: Progress = _in_silence,
) -> SimulationReport:
    """The same over the store of a till, which may be at work.

    Args:
        store: the till's data folder, or the store in it.
        draft: see `simulate_on`, as for the others.
        current: None for the programme in force at the till.
        period: whose visits count.
        progress: told after each account.

    Raises:
        StoreError: missing, refused, damaged, or of another version of the program.
        KeyStoreError: its key cannot be read.
        ProgrammeError: the two programmes speak of different currencies.
    """
    folder = TillFolder(store.parent if store.is_file() else store)
    key = load_keys(folder).keys.store_key
    with open_visit_stream(folder.store, key) as source:
        return simulate_on(source, draft, current, period=period, progress=progress)
