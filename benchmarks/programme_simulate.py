"""programme.simulate: a draft of fifteen rules beside the current programme, over visits that are kept.

`.anonymous` is a store of which only amounts are known, `.itemised` one with one to seven lines a visit; they
are a till's, and with `.centre` the database of a centre. Each visit is read once and judged twice, by the
draft and by the current programme; `.replays` counts both. Times are a core's own; what PostgreSQL does
meanwhile is another's. The limit reads and decodes the same rows and judges nothing.

`.waited` is what somebody waits at the till, with as many processes as there are processors, by the clock on
the wall and with the start of the processes; beside it, the same in one process.
"""

import os
import statistics
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from time import perf_counter, process_time

from benchmarks.cases.centre_visits import centre_with_visits
from benchmarks.cases.past_visits import programme, store_with_visits
from benchmarks.cases.store import KEY, WallClock
from benchmarks.report import Emit, Figure
from fidpos.bootstrap.simulation import simulate_on
from fidpos.bootstrap.visit_source import OpenVisits
from fidpos.localdb.visit_stream import open_visit_stream
from fidpos.rules.engine import CompiledProgramme, compile_programme
from fidpos.rules.replay.simulation import simulate
from fidpos.server.db.past_visits import open_past_visits
from tests.helpers.centre_office import MERCHANT

PEOPLE = 1_200
VISITS = 14
"""Of each, on average."""
ROUNDS = 5
PROGRAMMES = 2
WAITED_PEOPLE = 6_000


def run(emit: Emit) -> None:
    """Both kinds of visits in both kinds of store; reading and simulating take turns, the medians count."""
    for kind, itemised in (("anonymous", False), ("itemised", True)):
        with store_with_visits(people=PEOPLE, each=VISITS, itemised=itemised) as store:
            _tell(emit, kind, partial(open_visit_stream, store.database.path, KEY))
        with centre_with_visits(people=PEOPLE, each=VISITS, itemised=itemised) as conninfo:
            _tell(emit, f"{kind}.centre", partial(open_past_visits, conninfo, MERCHANT, WallClock().now()))
    with store_with_visits(people=WAITED_PEOPLE, each=VISITS, itemised=False) as store:
        _tell_waited(emit, partial(open_visit_stream, store.database.path, KEY))


def _tell(emit: Emit, kind: str, source: OpenVisits) -> None:
    current = compile_programme(programme())
    draft = compile_programme(replace(programme(), version=2))
    visits_a_s, read_a_s = _measure(source, draft, current)
    name = f"programme.simulate.{kind}"
    emit(Figure(name=name, value=visits_a_s, unit="visits/s", limit=read_a_s))
    replays = f"{name}.replays"
    emit(Figure(name=replays, value=PROGRAMMES * visits_a_s, unit="visits/s", target=">= 20000"))


def _tell_waited(emit: Emit, source: OpenVisits) -> None:
    current = compile_programme(programme())
    draft = compile_programme(replace(programme(), version=2))

    def waited_s(processes: int) -> float:
        started = perf_counter()
        report = simulate_on(source, draft, current, processes=processes)
        assert report.visits == WAITED_PEOPLE * VISITS
        return perf_counter() - started

    pairs = [(waited_s(os.cpu_count() or 1), waited_s(1)) for _ in range(ROUNDS)]
    shared_s, alone_s = (statistics.median(times) for times in zip(*pairs, strict=True))
    visits, name = WAITED_PEOPLE * VISITS, "programme.simulate.waited"
    emit(Figure(name=name, value=visits / shared_s, unit="visits/s", target=">= 20000"))
    emit(Figure(name=f"{name}.alone", value=visits / alone_s, unit="visits/s"))


def _measure(source: OpenVisits, draft: CompiledProgramme, current: CompiledProgramme) -> tuple[float, float]:
    """Visits a second, simulated and merely read."""

    def simulated() -> int:
        with source() as visits:
            return simulate(draft, current, visits.accounts()).visits

    def read() -> int:
        with source() as visits:
            return sum(len(account.visits) for account in visits.accounts())

    read()
    pairs = [(_timed_s(simulated), _timed_s(read)) for _ in range(ROUNDS)]
    simulated_s, read_s = (statistics.median(times) for times in zip(*pairs, strict=True))
    return PEOPLE * VISITS / simulated_s, PEOPLE * VISITS / read_s


def _timed_s(work: Callable[[], int]) -> float:
    started = process_time()
    assert work() == PEOPLE * VISITS
    return process_time() - started
