"""office.dashboard: the pages of figures, and the first page, at a merchant of 100,000 members and 2M visits.

Measured is a request from a browser's side, over the loopback: session, permission, every statement, the page
rendered. The 95th percentile counts; the limit is what the pages are allowed, in milliseconds. The lists of
members behind figures are those that the pages lead to, one of each kind, and one of each rule. That the sums
which all of it is read from are right is measured by `office.sums`.

`FIDPOS_BENCH_MEMBERS` names another number of members.
"""

import os
import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from time import perf_counter
from urllib.parse import parse_qs, urlsplit

from benchmarks.cases.centre import cluster, merchant
from benchmarks.cases.office_town import Town, settle, shop_id
from benchmarks.report import Emit, Figure
from fidpos.server.backoffice.permission import OfficeRole
from fidpos.server.jobs.figures import KEEP_MONTHS
from fidpos.server.services.figures.period import month_after, month_of
from tests.helpers.centre_office import MASTER_KEY, MERCHANT
from tests.helpers.fake_clock import FakeClock
from tests.helpers.office_place import Client, OfficePlace, office_place

ROUNDS = 20
PAGES = {
    "overview": "/figures",
    "loyalty": "/figures/loyalty",
    "cohorts": "/figures/cohorts",
    "customers": "/figures/customers",
    "scheme": "/figures/scheme",
    "promises": "/figures/promises",
    "behind": "/figures/retention/formula",
}
LISTED = re.compile(r'href="/office(/figures/members[?][^"]+)"')
PERIODS = {"month": (-1, -1), "two_years": (-23, 0), "long_ago": (-20, -15)}
"""The first and the last month, from this one on; pages show twelve months unless they are asked."""
PAGE_MS = 1_000.0
LIST_MS = 500.0
FIRST_PAGE_MS = 300.0


def run(emit: Emit) -> None:
    """Each page in turn, of all shops and of one, and of other periods; then the lists."""
    clock = FakeClock()
    town = Town(members=int(os.environ.get("FIDPOS_BENCH_MEMBERS", "100000")), today=clock.now().date())
    with cluster() as running, merchant(running) as made:
        settle(made.superuser, town, master_key=MASTER_KEY)
        with office_place(clock, made) as place, place.client(OfficeRole.OWNER) as client:
            _do(place, KEEP_MONTHS.name)
            _emit_page(emit, "first_page", client, "/", FIRST_PAGE_MS)
            for name, path in PAGES.items():
                _emit_page(emit, name, client, path, PAGE_MS)
                _emit_page(emit, f"{name}.shop", client, f"{path}?shop={shop_id(1)}", PAGE_MS)
                for period, (first, last) in PERIODS.items():
                    asked = f"from={_month(town.today, first)}&to={_month(town.today, last)}"
                    _emit_page(emit, f"{name}.{period}", client, f"{path}?{asked}", PAGE_MS)
            for name, path in dict(_lists(client)).items():
                _emit_page(emit, f"members.{name}", client, path, LIST_MS)


def _month(today: date, count: int) -> str:
    return f"{month_after(month_of(today), count):%Y-%m}"


def _lists(client: Client) -> Iterator[tuple[str, str]]:
    """Each list's name, and where a page of figures leads to it."""
    for page in PAGES.values():
        for path in map(unescape, LISTED.findall(client.get(page).text)):
            asked = parse_qs(urlsplit(path).query)
            yield ".".join((*asked["of"], *asked.get("source", ()))), path


def _emit_page(emit: Emit, name: str, client: Client, path: str, limit_ms: float) -> None:
    times = sorted(_timed_ms(client, path) for _ in range(ROUNDS))
    p95 = times[ROUNDS * 95 // 100 - 1]
    emit(Figure(name=f"office.dashboard.{name}", value=p95, unit="ms", limit=limit_ms, target="<= 1.0"))


def _timed_ms(client: Client, path: str) -> float:
    started = perf_counter()
    answer = client.get(path)
    assert answer.status_code == 200, path
    return (perf_counter() - started) * 1e3


def _do(place: OfficePlace, kind: str) -> None:
    with place.books.store.work(MERCHANT) as work:
        place.books.jobs.ask(work, kind, {}, None)
    place.run_jobs()
