"""Simulating a draft programme over the visits that a store keeps; only reads.

Which store: see `till_visits` and `centre_visits`.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Protocol

from fidpos.paths import ServerFolder
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
            FidposError: it cannot be read.
        """
        ...

    def count(self) -> int:
        """How many visits it holds.

        Raises:
            FidposError: it cannot be read.
        """
        ...

    def accounts(self) -> Iterable[AccountPast]:
        """Each account with its visits, oldest first, one account at a time.

        Raises:
            FidposError: it cannot be read.
        """
        ...


def is_address(store: str) -> bool:
    """Whether this is the address of a database, and no folder."""
    return store.startswith(("postgresql://", "postgres://"))


def is_centre(store: str) -> bool:
    """Whether this is a centre's database or data folder, and not a till's."""
    return is_address(store) or ServerFolder(Path(store).expanduser()).keys.exists()


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
        FidposError: the source cannot be read.
        ProgrammeError: the two programmes speak of different currencies.
    """
    compared = current if current is not None else compile_programme(source.programme())
    total, done = source.count(), 0

    def count(visits: int) -> None:
        nonlocal done
        done += visits
        progress(done, total)

    return simulate(draft, compared, source.accounts(), period=period, on_visits=count)
