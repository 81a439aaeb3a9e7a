"""Simulating a draft programme over the visits that a store keeps; only reads.

Which store: see `till_visits` and `centre_visits`.
"""

import os
from collections.abc import Callable
from pathlib import Path

from fidpos.bootstrap.simulation_processes import Share, sums_of_shares
from fidpos.bootstrap.visit_source import OpenVisits
from fidpos.paths import ServerFolder
from fidpos.rules.engine import CompiledProgramme, compile_programme
from fidpos.rules.replay.report import SimulationReport
from fidpos.rules.replay.simulation import ALWAYS, Period, is_of_one_piece, simulate
from fidpos.rules.replay.stored import Part

Progress = Callable[[int, int], None]
"""Is told how many visits were replayed, and of how many."""

VISITS_EACH = 10_000
"""So many make up for the start of another process."""


def _in_silence(_done: int, _total: int) -> None:
    """For those who watch nothing."""


def is_address(store: str) -> bool:
    """Whether this is the address of a database, and no folder."""
    return store.startswith(("postgresql://", "postgres://"))


def is_centre(store: str) -> bool:
    """Whether this is a centre's database or data folder, and not a till's."""
    return is_address(store) or ServerFolder(Path(store).expanduser()).keys.exists()


def simulate_on(
    open_visits: OpenVisits,
    draft: CompiledProgramme,
    current: CompiledProgramme | None,
    *,
    period: Period = ALWAYS,
    processes: int | None = None,
    progress: Progress = _in_silence,
) -> SimulationReport:
    """Replay a draft beside the current programme over the visits of a source.

    Args:
        open_visits: opens the source.
        draft: the programme in question.
        current: what it is compared with; None for the programme in force there.
        period: whose visits count.
        processes: how many share the accounts; None for as many as there are processors, if that pays.
        progress: told now and then.

    Raises:
        FidposError: the source cannot be read, or a process ended.
        ProgrammeError: the two programmes speak of different currencies.
    """
    done = 0

    def count(visits: int) -> None:
        nonlocal done
        done += visits
        progress(done, max(done, total))

    with open_visits() as source:
        compared = current if current is not None else compile_programme(source.programme())
        total = source.count()
        parts = processes if processes is not None else _processes_for(total)
        if parts == 1 or is_of_one_piece(draft, compared):
            return simulate(draft, compared, source.accounts(), period=period, on_visits=count)
    shares = [
        Share(
            open_visits=open_visits,
            draft=draft.programme,
            current=compared.programme,
            period=period,
            part=Part(number, parts),
        )
        for number in range(parts)
    ]
    return sums_of_shares(shares, count).report()


def _processes_for(visits: int) -> int:
    return max(1, min(os.cpu_count() or 1, visits // VISITS_EACH))
