"""till.under_pull: closing a visit while the states of members arrive from the centre.

The limit is the same visits, paced alike, with nothing arriving. Quiet and busy stretches take turns in one
store, so that a noisy machine disturbs them alike; the medians of the stretches count. Members arrive who are
new to the till, and then the same ones again with a visit more, as both happen in a working shop.
"""

import gc
import statistics
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from random import Random

from benchmarks.cases.members import NOW, members
from benchmarks.cases.store import WallClock, store_of
from benchmarks.report import Emit, Figure
from benchmarks.till_checkout import MEMBERS, Shop, percentile
from fidpos.domain.ids import VisitId, uuid7
from fidpos.localdb.snapshot import changes_of
from fidpos.localdb.state_rows import rows_of
from fidpos.localdb.store import LocalStore
from fidpos.localdb.sync_store import LocalSyncStore
from fidpos.wire.sync.pull import PULL_CHANGES_MAX, Change, SumState, VisitState

STRETCHES = 6
CLOSES = 250
PAUSE_S = 0.01
"""Between two visits: a hundred a second would be a busy shop indeed."""
PAGES = 40
"""Of those who are new and those who are known, half each; what was heard comes again when all were."""


def run(emit: Emit) -> None:
    """A quiet stretch, then a busy one, and so on."""
    with store_of(MEMBERS) as store:
        shop, arriving = Shop(store), _Arriving(store)
        quiet, busy = [], []
        for number in range(STRETCHES):
            quiet.append(_stretch(shop, Random(number)))
            with arriving:
                busy.append(_stretch(shop, Random(number)))
        arriving.close()
    for name, share in (("p50", 50), ("p99", 99)):
        value = statistics.median(percentile(each, share) for each in busy)
        limit = statistics.median(percentile(each, share) for each in quiet)
        target = "<= 1.3" if name == "p99" else ""
        emit(Figure(name=f"till.under_pull.{name}", value=value, unit="us", limit=limit, target=target))
    emit(Figure(name="till.under_pull.rate", value=arriving.rate, unit="rows/s", target=">= 15000"))


def _stretch(shop: Shop, random: Random) -> list[float]:
    gc.collect()
    times = []
    for _ in range(CLOSES):
        time.sleep(PAUSE_S)
        times.append(shop.close(random))
    return times


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """What one pull brings, and how many rows its states have."""

    changes: Sequence[Change]
    rows: int


class _Arriving:
    """A sync's thread that applies one page after the other while the context lasts."""

    def __init__(self, store: LocalStore) -> None:
        self._sync = LocalSyncStore(store.database, store.origin, WallClock())
        self._pages = cycle(_pages())
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._rows = 0
        self._spent_s = 0.0

    @property
    def rate(self) -> float:
        """Rows a second, so far."""
        return self._rows / self._spent_s

    def __enter__(self) -> None:
        self._stop.clear()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        assert self._thread is not None
        self._stop.set()
        self._thread.join()

    def close(self) -> None:
        """Give the store's connection back."""
        self._sync.close()

    def _run(self) -> None:
        have = self._sync.head().anchor
        while not self._stop.is_set():
            page = next(self._pages)
            started = time.perf_counter()
            self._sync.apply(page.changes, have=have, cursor=None, echo=False)
            self._spent_s += time.perf_counter() - started
            self._rows += page.rows


def _pages() -> list[_Page]:
    """Newcomers by the page, and between them members who are known, each with a visit more."""
    random = Random(5)
    everybody = list(changes_of(members(MEMBERS + PAGES * PULL_CHANGES_MAX // 2)))
    known, new = everybody[: MEMBERS * 2], iter(everybody[MEMBERS * 2 :])
    pages = []
    for _ in range(PAGES // 2):
        pages.append(_page(list(islice(new, PULL_CHANGES_MAX))))
        pages.append(_page([_came_again(change) for change in random.sample(known, PULL_CHANGES_MAX)]))
    return pages


def _page(changes: Sequence[Change]) -> _Page:
    return _Page(changes=changes, rows=sum(len(some) for some in rows_of(changes).values()))


def _came_again(change: Change) -> Change:
    state = change.member
    if state is None:
        return change
    visit = VisitState(
        id=VisitId(uuid7(NOW)),
        closed_at=NOW,
        business_day=NOW.date(),
        currency="EUR",
        amount_minor=900,
        points=9,
    )
    day = SumState(NOW.date(), "", 1, 900, 9, 0)
    return Change(member=state.but(visits=(visit, *state.visits), days=(*state.days, day)))
