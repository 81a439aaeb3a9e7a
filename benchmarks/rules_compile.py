"""rules.compile: two hundred rules from the bytes of their file to closures that are ready to run.

Reading checks every field; compiling checks the programme as a whole and resolves its names. Both happen when
a programme arrives and when the till starts, never at a visit.
"""

import statistics
import time
from collections.abc import Callable

from benchmarks.cases.two_hundred_rules import RULES, programme_json
from benchmarks.report import Emit, Figure
from fidpos.rules.codec import programme_from_json
from fidpos.rules.engine import compile_programme

ROUNDS = 31


def run(emit: Emit) -> None:
    """Read and compile, then the compiling alone; the first round warms up."""
    raw = programme_json()
    programme = programme_from_json(raw)
    assert len(programme.rules) == RULES
    whole = _median_ms(lambda: compile_programme(programme_from_json(raw)))
    alone = _median_ms(lambda: compile_programme(programme))
    emit(Figure(name="rules.compile", value=whole, unit="ms", target="<= 50"))
    emit(Figure(name="rules.compile.alone", value=alone, unit="ms"))


def _median_ms(call: Callable[[], object]) -> float:
    call()
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        call()
        times.append((time.perf_counter() - started) * 1e3)
    return statistics.median(times)
