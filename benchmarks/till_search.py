"""till.search: what one key of F2 costs among 100,000 members: names, telephones and card numbers.

Every text is typed sign by sign, and each sign is searched for, as the till does it.
"""

import statistics
from collections.abc import Iterator
from random import Random
from time import perf_counter

from benchmarks.cases.members import token_of
from benchmarks.cases.store import store_of
from benchmarks.report import Emit, Figure
from fidpos.localdb.reading import StoreReader

MEMBERS = 100_000
SHOWN = 8
TYPED = 60
_NAMES = ("martin marie", "dupont lea", "zoe corbert", "renaud", "valreau hugo", "ma", "berlin ines")


def run(emit: Emit) -> None:
    """The slowest key of twenty, then the slowest of all."""
    with store_of(MEMBERS, visits=0) as store:
        reader = store.database.reader()
        try:
            reads = StoreReader(reader)
            list(_keys(reads, Random(1)))
            times_ms = sorted(_keys(reads, Random(2)))
        finally:
            reader.close()
    emit(Figure(name="till.search.p95", value=_at(times_ms, 0.95), unit="ms", limit=None, target="<= 150"))
    emit(Figure(name="till.search.median", value=statistics.median(times_ms), unit="ms", limit=None))


def _keys(reads: StoreReader, random: Random) -> Iterator[float]:
    for _ in range(TYPED):
        number = random.randrange(MEMBERS)
        for text in (random.choice(_NAMES), f"06{number:08d}", token_of(number).value):
            for length in range(2, len(text) + 1):
                started = perf_counter()
                reads.find_members(text[:length], SHOWN)
                yield (perf_counter() - started) * 1e3


def _at(ordered: list[float], share: float) -> float:
    return ordered[int(len(ordered) * share)]
