"""visit.cost: what taking in a visit costs the centre, however many members the merchant has.

Two databases stand side by side: one with ten thousand members, the limit, and one with more. Pushes of fifty
visits, of members drawn from all of them, are taken in by turns.

`FIDPOS_BENCH_MEMBERS` names other sizes than 100,000, 1,000,000 and 5,000,000, with commas between. A million
takes some minutes to write down.
"""

import os
import statistics
from collections.abc import Sequence
from functools import partial
from random import Random
from time import perf_counter

from benchmarks.cases.centre import Enrolled, Journal, Served, cluster, merchant
from benchmarks.cases.populace import account_id, member_id, settle
from benchmarks.report import Emit, Figure
from fidpos.wire.sync.push import Push
from tests.helpers.centre_office import MASTER_KEY
from tests.helpers.postgres import CentreDatabase

FEW = 10_000
SIZES = "100000,1000000,5000000"
DRAWN = 20_000
"""Members who come, at most: all others lie between them."""
PUSHES = 80
VISITS = 50
VISITS_BEFORE = 2
WARM_UP = 10


def run(emit: Emit) -> None:
    """Each size beside the small one, in the same cluster."""
    sizes = [int(size) for size in os.environ.get("FIDPOS_BENCH_MEMBERS", SIZES).split(",")]
    with cluster() as running, merchant(running) as small:
        settle(small.superuser, FEW, master_key=MASTER_KEY, visits=VISITS_BEFORE)
        few = _Merchant(small, FEW)
        for size in sizes:
            with merchant(running) as large:
                settle(large.superuser, size, master_key=MASTER_KEY, visits=VISITS_BEFORE)
                many = _Merchant(large, size)
                value_s, limit_s = _in_turn(many, few)
                many.served.close()
            emit(
                Figure(
                    name=f"visit.cost.{_short(size)}",
                    value=value_s / VISITS * 1e6,
                    unit="us",
                    limit=limit_s / VISITS * 1e6,
                    target="<= 1.3",
                )
            )
        few.served.close()


class _Merchant:
    """A till of a merchant with so many members, and the centre that takes its visits in."""

    def __init__(self, made: CentreDatabase, members: int) -> None:
        self.served = Served(made)
        self._journal = Journal()
        drawn = Random(members).sample(range(members), min(members, DRAWN))
        self._journal.members = [Enrolled(member_id(number), account_id(number)) for number in drawn]

    def pushes(self, count: int) -> Sequence[Push]:
        """Of visits that nobody has taken in."""
        return [self._journal.visits(VISITS) for _ in range(count)]


def _in_turn(many: _Merchant, few: _Merchant) -> tuple[float, float]:
    """Median seconds of a push, of each."""
    times: tuple[list[float], list[float]] = ([], [])
    pairs = zip(many.pushes(PUSHES + WARM_UP), few.pushes(PUSHES + WARM_UP), strict=True)
    for number, (large, small) in enumerate(pairs):
        acts = [(0, partial(many.served.take, large)), (1, partial(few.served.take, small))]
        for side, act in acts if number % 2 else reversed(acts):
            begun = perf_counter()
            act()
            times[side].append(perf_counter() - begun)
    value_s, limit_s = (statistics.median(each[WARM_UP:]) for each in times)
    return value_s, limit_s


def _short(size: int) -> str:
    return f"{size // 1_000_000}M" if size >= 1_000_000 else f"{size // 1_000}k"
