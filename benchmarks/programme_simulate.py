"""programme.simulate: a draft of fifteen rules beside the current programme, over visits that are kept.

`.anonymous` is a store of which only amounts are known, `.itemised` one with one to seven lines a visit; they
are a till's, and with `.centre` the database of a centre. Each visit is read once and judged twice, by the
draft and by the current programme; `.replays` counts both. Times are a core's own; what PostgreSQL does
meanwhile is another's. The limit reads and decodes the same rows and judges nothing.
"""

import statistics
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from time import process_time

from benchmarks.cases.centre_visits import centre_with_visits
from benchmarks.cases.past_visits import programme, store_with_visits
from benchmarks.cases.store import KEY
from benchmarks.report import Emit, Figure
from fidpos.bootstrap.simulation import VisitSource
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

Open = Callable[[], AbstractContextManager[VisitSource]]


def run(emit: Emit) -> None:
    """Both kinds of visits in both kinds of store; reading and simulating take turns, the medians count."""
    for kind, itemised in (("anonymous", False), ("itemised", True)):
        with store_with_visits(people=PEOPLE, each=VISITS, itemised=itemised) as store:
            _tell(emit, kind, partial(open_visit_stream, store.database.path, KEY))
        with centre_with_visits(people=PEOPLE, each=VISITS, itemised=itemised) as conninfo:
            _tell(emit, f"{kind}.centre", partial(open_past_visits, conninfo, MERCHANT))


def _tell(emit: Emit, kind: str, source: Open) -> None:
    current = compile_programme(programme())
    draft = compile_programme(replace(programme(), version=2))
    visits_a_s, read_a_s = _measure(source, draft, current)
    name = f"programme.simulate.{kind}"
    emit(Figure(name=name, value=visits_a_s, unit="visits/s", limit=read_a_s))
    replays = f"{name}.replays"
    emit(Figure(name=replays, value=PROGRAMMES * visits_a_s, unit="visits/s", target=">= 20000"))


def _measure(source: Open, draft: CompiledProgramme, current: CompiledProgramme) -> tuple[float, float]:
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
