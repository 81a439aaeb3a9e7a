"""Measuring beside the limit: both take turns in one run, so that a noisy machine disturbs them alike."""

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Median time of one call, of what is measured and of its limit, in microseconds."""

    value_us: float
    limit_us: float


def side_by_side(
    value: Callable[[], object], limit: Callable[[], object], *, rounds: int, calls: int
) -> Pair:
    """Time `calls` of each in turn, `rounds` times, without the garbage collector; the medians count."""
    for warm_up in (value, limit):
        _time_us(warm_up, calls)
    gc.collect()
    gc.disable()
    try:
        times = [(_time_us(value, calls), _time_us(limit, calls)) for _ in range(rounds)]
    finally:
        gc.enable()
    return Pair(
        value_us=statistics.median(pair[0] for pair in times),
        limit_us=statistics.median(pair[1] for pair in times),
    )


def _time_us(call: Callable[[], object], calls: int) -> float:
    started = time.perf_counter()
    for _ in range(calls):
        call()
    return (time.perf_counter() - started) / calls * 1e6
