"""office.filter: counting segments at 100,000 members with 2 million visits, as the builder does.

Each segment is counted several times; the 95th percentile over all counts is the figure, and the slowest
kinds are told by name.
"""

import statistics
import time
from collections.abc import Mapping
from datetime import date
from typing import LiteralString

from psycopg import connect

from benchmarks.cases.office_town import Town, settle
from benchmarks.report import Emit, Figure
from fidpos.server.db.segment_query import Asking
from fidpos.server.db.segments import count
from fidpos.server.services.segments.segment import (
    Among,
    Between,
    Bought,
    Condition,
    FlagField,
    Group,
    Join,
    ListField,
    Marked,
    Measure,
    NumberField,
    Visiting,
    Ware,
    When,
)
from tests.helpers.centre_office import MASTER_KEY, MERCHANT, SHOP, found_merchant, served
from tests.helpers.fake_clock import FakeClock
from tests.helpers.postgres import lent_database

TODAY = date(2026, 11, 20)
ROUNDS = 8

_BOUGHT: LiteralString = """
    INSERT INTO bought (merchant_id, ware, code, business_day, visit_id)
    SELECT merchant_id, ware, ware || abs(hashtext(id::text || ware) % kinds), business_day, id
    FROM visits CROSS JOIN (VALUES ('article', 400), ('category', 10), ('brand', 60)) w (ware, kinds)
"""


def _of(*conditions: Condition, join: Join = Join.ALL) -> Group:
    return Group(join=join, parts=conditions)


_SATURDAYS = When(last_days=365, weekdays=(6,), from_hour=8, until_hour=12)
SEGMENTS: Mapping[str, Group] = {
    "everybody": Group(),
    "reachable_by_email": _of(
        Among(field=ListField.CONSENT, values=("email",)), Marked(field=FlagField.EMAIL)
    ),
    "birthday_soon": _of(Between(field=NumberField.DAYS_TO_BIRTHDAY, most=15)),
    "families": _of(Between(field=NumberField.CHILDREN, least=1), Between(field=NumberField.AGE, most=45)),
    "gold": _of(Among(field=ListField.TIER, values=("gold",))),
    "good_lifetime": _of(Between(field=NumberField.REVENUE, least=100_000)),
    "often_in_90_days": _of(Visiting(measure=Measure.VISITS, least=3, when=When(last_days=90))),
    "spent_in_a_year": _of(Visiting(measure=Measure.REVENUE, least=20_000, when=When(last_days=365))),
    "in_one_shop": _of(Visiting(measure=Measure.VISITS, least=1, when=When(last_days=180, shops=(SHOP,)))),
    "dormant": _of(Among(field=ListField.LIFECYCLE, values=("dormant",))),
    "lost_with_points": _of(
        Among(field=ListField.LIFECYCLE, values=("lost",)), Between(field=NumberField.POINTS, least=100)
    ),
    "points_ending": _of(Between(field=NumberField.POINTS_ENDING, least=50, within_days=30)),
    "saturday_mornings": _of(Visiting(measure=Measure.VISITS, least=3, when=_SATURDAYS)),
    "bought_article": _of(Bought(ware=Ware.ARTICLE, codes=("article7",), when=When(last_days=365))),
    "bought_category": _of(Bought(ware=Ware.CATEGORY, codes=("category3",), when=When(last_days=90))),
    "one_or_the_other": _of(
        Visiting(measure=Measure.AVERAGE_BASKET, least=4_000, when=When(last_days=180)),
        Between(field=NumberField.VOUCHERS, least=1),
        join=Join.ANY,
    ),
}


def run(emit: Emit, *, members: int = 100_000) -> None:
    """A town of its own, then each segment in turn."""
    asking = Asking(today=TODAY, counter="points")
    with lent_database() as made, served(made, FakeClock()) as store:
        found_merchant(made)
        settle(made.superuser, Town(members=members, today=TODAY), master_key=MASTER_KEY)
        with connect(made.superuser, autocommit=True) as connection:
            connection.execute(_BOUGHT.encode())
            connection.execute("VACUUM ANALYZE")
        times: dict[str, list[float]] = {name: [] for name in SEGMENTS}
        for _ in range(ROUNDS):
            for name, segment in SEGMENTS.items():
                begun = time.perf_counter()
                with store.reading(MERCHANT) as work:
                    count(work, segment, asking)
                times[name].append((time.perf_counter() - begun) * 1000)
    everything = sorted(each for counts in times.values() for each in counts)
    emit(_figure("office.filter.p95", everything[round(len(everything) * 0.95) - 1], "<= 500"))
    emit(_figure("office.filter.median", statistics.median(everything)))
    for name, counts in times.items():
        emit(_figure(f"office.filter.{name}", statistics.median(counts)))


def _figure(name: str, value: float, target: str = "") -> Figure:
    return Figure(name=name, value=value, unit="ms", target=target)
