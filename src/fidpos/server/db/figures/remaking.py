"""The sums of the figures made again from nothing: from the visits that stand and the days that were closed.

For a database that comes from before there were sums, and to prove that those which are kept are right. A
month of a shop is one transaction, and so is a day: tills hear of nothing while one lasts. Whatever was begun
is begun again from the start, and tills go on meanwhile.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import LiteralString
from uuid import UUID

from fidpos.server.db.contention import once_more
from fidpos.server.db.figures.keeping import CLOSINGS
from fidpos.server.db.work import Work
from fidpos.server.services.figures.period import last_day_of

CLOSINGS_AT_ONCE = 1_000

_MONTHS: LiteralString = """
    SELECT month, shop_id FROM member_months
    UNION SELECT date_trunc('month', business_day::timestamp)::date, shop_id FROM visits ORDER BY 1, 2
"""
_DAYS: LiteralString = """
    SELECT day FROM shop_days UNION SELECT day FROM rule_days UNION SELECT business_day FROM visits ORDER BY 1
"""
MAKE_MONTHS: LiteralString = """
    INSERT INTO member_months
        (merchant_id, month, member_id, shop_id, visits, revenue_minor, discount_minor, first_on, last_on)
    SELECT merchant_id, month, member_id, shop_id, count(*), sum(revenue_minor), sum(discount_minor),
        min(business_day), max(business_day)
    FROM standing_visits
    WHERE business_day BETWEEN %(first)s AND %(last)s AND (%(only)s::uuid IS NULL OR shop_id = %(only)s)
    GROUP BY merchant_id, month, member_id, shop_id
"""
MAKE_DAYS: tuple[LiteralString, ...] = (
    """
    INSERT INTO shop_days (merchant_id, day, shop_id, till_id, visits, revenue_minor, discount_minor)
    SELECT merchant_id, business_day, shop_id, till_id, count(*), sum(revenue_minor), sum(discount_minor)
    FROM standing_visits WHERE business_day BETWEEN %(first)s AND %(last)s
    GROUP BY merchant_id, business_day, shop_id, till_id
    """,
    """
    INSERT INTO rule_days (
        merchant_id, day, shop_id, till_id, source, counter, visits, revenue_minor, points, discount_minor,
        vouchers
    )
    SELECT merchant_id, business_day, shop_id, till_id, f ->> 0, f ->> 1, count(*), sum(revenue_minor),
        sum((f ->> 2)::bigint), sum((f ->> 3)::bigint), sum((f ->> 4)::int)
    FROM standing_visits CROSS JOIN jsonb_array_elements(fired) f
    WHERE business_day BETWEEN %(first)s AND %(last)s
    GROUP BY merchant_id, business_day, shop_id, till_id, f ->> 0, f ->> 1
    """,
)
"""From nothing that is there of these days, by whoever sees the merchant's rows."""
_SAID: LiteralString = """
    SELECT DISTINCT ON (j.till_id, told ->> 'business_day')
        j.till_id, (told ->> 'business_day')::date, (told -> 'register' ->> 'sales_minor')::bigint,
        (told -> 'register' ->> 'tickets')::int, (told ->> 'at')::timestamptz
    FROM journal_rows j CROSS JOIN LATERAL (SELECT convert_from(j.body, 'UTF8')::jsonb AS told) t
    WHERE j.body LIKE '{"type":"day_closed"%%'::bytea AND NOT j.repeats
        AND (j.fate IS NULL OR j.fate NOT IN ('quarantined', 'rejected'))
    ORDER BY j.till_id, told ->> 'business_day', (told ->> 'at')::timestamptz DESC, j.seq DESC
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What is made again at once: a month of a shop for its members, or a day of all tills."""

    first: date
    last: date
    shop_id: UUID | None = None

    @property
    def values(self) -> dict[str, object]:
        """For the statements."""
        return {"first": self.first, "last": self.last, "only": self.shop_id}

    def make(self, work: Work) -> None:
        """Forget it and make it again; nobody books a visit meanwhile.

        The lock conflicts with what booking takes on these tables, and is let go with the transaction.
        """
        if self.shop_id is not None:
            work.run("LOCK TABLE member_months IN SHARE ROW EXCLUSIVE MODE")
            work.run("DELETE FROM member_months WHERE month = %(first)s AND shop_id = %(only)s", self.values)
            work.run(MAKE_MONTHS, self.values)
            return
        work.run("LOCK TABLE shop_days, rule_days IN SHARE ROW EXCLUSIVE MODE")
        work.run("DELETE FROM shop_days WHERE day = %(first)s", self.values)
        work.run("DELETE FROM rule_days WHERE day = %(first)s", self.values)
        for statement in MAKE_DAYS:
            work.run(statement, self.values)


def remake(
    transaction: Callable[[], AbstractContextManager[Work]],
    reading: Callable[[], AbstractContextManager[Work]],
    report: Callable[[int, int], None] = lambda _done, _total: None,
) -> None:
    """Make all of the merchant's sums again.

    What registers said of their days comes last: it stands in the journals, not beside the visits.

    Args:
        transaction: begins one that writes.
        reading: begins one that reads, however long.
        report: told after each of them how far it is.
    """
    with reading() as work:
        parts = _parts(work)
    for number, part in enumerate(parts):
        report(number, len(parts))
        once_more(partial(_made, transaction, part))
    with reading() as work:
        said = work.run(_SAID).fetchall()
    for first in range(0, len(said), CLOSINGS_AT_ONCE):
        with transaction() as work:
            CLOSINGS.write(work, said[first : first + CLOSINGS_AT_ONCE])


def _made(transaction: Callable[[], AbstractContextManager[Work]], part: Part) -> None:
    with transaction() as work:
        part.make(work)


def _parts(work: Work) -> list[Part]:
    months = [
        Part(first=month, last=last_day_of(month), shop_id=shop_id) for month, shop_id in work.run(_MONTHS)
    ]
    return [*months, *(Part(first=day, last=day) for (day,) in work.run(_DAYS))]
