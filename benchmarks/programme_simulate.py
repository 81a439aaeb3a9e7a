"""programme.simulate: a draft of fifteen rules beside the current programme, over a till's visits.

`.anonymous` is a store of which only amounts are known, `.itemised` one with one to seven lines a visit. Each
visit is read once and judged twice, by the draft and by the current programme; `.replays` counts both. Times
are a core's own. The limit reads and decodes the same rows and judges nothing.
"""

import statistics
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import process_time

from benchmarks.cases.past_visits import programme, store_with_visits
from benchmarks.cases.store import KEY
from benchmarks.report import Emit, Figure
from fidpos.localdb.visit_stream import open_visit_stream
from fidpos.rules.engine import CompiledProgramme, compile_programme
from fidpos.rules.replay.simulation import simulate

PEOPLE = 1_200
VISITS = 14
"""Of each, on average."""
ROUNDS = 5
PROGRAMMES = 2


def run(emit: Emit) -> None:
    """Both kinds of store; reading and simulating take turns, the medians count."""
    current = compile_programme(programme())
    draft = compile_programme(replace(programme(), version=2))
    for kind, itemised in (("anonymous", False), ("itemised", True)):
        with store_with_visits(people=PEOPLE, each=VISITS, itemised=itemised) as store:
            visits_a_s, read_a_s = _measure(store.database.path, draft, current)
        name = f"programme.simulate.{kind}"
        emit(Figure(name=name, value=visits_a_s, unit="visits/s", limit=read_a_s))
        replays = f"{name}.replays"
        emit(Figure(name=replays, value=PROGRAMMES * visits_a_s, unit="visits/s", target=">= 20000"))


def _measure(path: Path, draft: CompiledProgramme, current: CompiledProgramme) -> tuple[float, float]:
    """Visits a second, simulated and merely read."""

    def simulated() -> int:
        with open_visit_stream(path, KEY) as stream:
            return simulate(draft, current, stream.accounts()).visits

    def read() -> int:
        with open_visit_stream(path, KEY) as stream:
            return sum(len(account.visits) for account in stream.accounts())

    read()
    pairs = [(_timed_s(simulated), _timed_s(read)) for _ in range(ROUNDS)]
    simulated_s, read_s = (statistics.median(times) for times in zip(*pairs, strict=True))
    return PEOPLE * VISITS / simulated_s, PEOPLE * VISITS / read_s


def _timed_s(work: Callable[[], int]) -> float:
    started = process_time()
    assert work() == PEOPLE * VISITS
    return process_time() - started
