"""office.members: the list of members at 100,000 of them: whatever is filtered or searched, with its count.

Measured is what the page reads, statement by statement, in one transaction: fifty lines, and how many there
are. The 95th percentile over all filters counts; each filter's median is told by name.
"""

import os
import statistics
import time
from collections.abc import Mapping
from datetime import date

from psycopg import connect

from benchmarks.cases.office_town import Town, settle, shop_id
from benchmarks.cases.populace import member_id
from benchmarks.report import Emit, Figure
from fidpos.domain.member import MemberStatus
from fidpos.server.db.member_list import MemberFilter, count_members, list_members
from tests.helpers.centre_office import MASTER_KEY, MERCHANT, found_merchant, served
from tests.helpers.fake_clock import FakeClock
from tests.helpers.postgres import lent_database

TODAY = date(2026, 11, 20)
ROUNDS = 8
_ONE_SHOP = frozenset({shop_id(3)})

FILTERS: Mapping[str, MemberFilter] = {
    "everybody": MemberFilter(),
    "of_one_shop": MemberFilter(scope=_ONE_SHOP),
    "name": MemberFilter(text="mart"),
    "two_names": MemberFilter(text="mar du"),
    "nobody": MemberFilter(text="xyzzy"),
    "phone": MemberFilter(text="06 12 34 56 78"),
    "card": MemberFilter(text="2047110000017"),
    "email": MemberFilter(text="somebody@example.org"),
    "blocked": MemberFilter(status=MemberStatus.BLOCKED),
    "in_a_shop": MemberFilter(shop_id=shop_id(3)),
    "gold": MemberFilter(tier="gold"),
    "label": MemberFilter(label="vip"),
    "this_month": MemberFilter(enrolled_from=date(2026, 11, 1)),
    "all_at_once": MemberFilter(
        text="mar",
        status=MemberStatus.ACTIVE,
        shop_id=shop_id(3),
        enrolled_from=date(2025, 1, 1),
        scope=_ONE_SHOP,
    ),
}


def run(emit: Emit, *, members: int = int(os.environ.get("FIDPOS_BENCH_MEMBERS", "100000"))) -> None:
    """A town of its own, then each filter in turn, and a page in the middle of the list."""
    with lent_database() as made, served(made, FakeClock()) as store:
        found_merchant(made)
        settle(made.superuser, Town(members=members, today=TODAY), master_key=MASTER_KEY)
        with connect(made.superuser, autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")
        middle = member_id(members // 2)
        times: dict[str, list[float]] = {name: [] for name in (*FILTERS, "in_the_middle")}
        for _ in range(ROUNDS):
            for name, taken in times.items():
                asked = FILTERS.get(name, MemberFilter())
                begun = time.perf_counter()
                with store.reading(MERCHANT) as work:
                    list_members(work, asked, "points", after=middle if name == "in_the_middle" else None)
                    count_members(work, asked)
                taken.append((time.perf_counter() - begun) * 1000)
    everything = sorted(each for taken in times.values() for each in taken)
    emit(_figure("office.members.p95", everything[round(len(everything) * 0.95) - 1], "<= 500"))
    emit(_figure("office.members.median", statistics.median(everything)))
    for name, taken in times.items():
        emit(_figure(f"office.members.{name}", statistics.median(taken)))


def _figure(name: str, value: float, target: str = "") -> Figure:
    return Figure(name=name, value=value, unit="ms", target=target)
