"""rules.hostile: how long a till or a centre is held up by what nobody should send, once it is read.

The bytes are in memory; the time is that until the refusal, with the garbage collector at work as ever.
"""

import gc
import time

from benchmarks.cases.hostile import Attack, attacks
from benchmarks.report import Emit, Figure
from fidpos.domain.errors import InvalidValue, ProgrammeError

TRIES = 3


def run(emit: Emit) -> None:
    """Each attack's best time of three, then the slowest of all."""
    slowest_ms = 0.0
    for attack in attacks():
        took_ms = min(_refusal_ms(attack) for _ in range(TRIES))
        slowest_ms = max(slowest_ms, took_ms)
        emit(Figure(name=f"rules.hostile.{attack.name}", value=took_ms, unit="ms"))
    emit(Figure(name="rules.hostile", value=slowest_ms, unit="ms", target="<= 100"))


def _refusal_ms(attack: Attack) -> float:
    gc.collect()
    started = time.perf_counter()
    try:
        attack.read(attack.raw)
    except (ProgrammeError, InvalidValue) as refused:
        if refused.params["path"]:
            return (time.perf_counter() - started) * 1e3
    raise AssertionError(f"{attack.name} was let in, or refused without a path")
