"""What the first page says: today's few figures, and what waits for the visitor."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import LiteralString

from fidpos.domain.ids import ShopId
from fidpos.server.db.arrays import uuids
from fidpos.server.db.suspicions import KIND as CASHIER
from fidpos.server.db.work import Work

_TODAY: LiteralString = """
    SELECT coalesce(sum(d.visits), 0)::bigint, coalesce(sum(d.revenue_minor), 0)::bigint
    FROM shops s JOIN shop_days d ON d.shop_id = s.id
        AND d.day = ((%(now)s AT TIME ZONE s.zone) - s.day_starts_minute * interval '1 minute')::date
    WHERE %(everywhere)s OR s.id = ANY(%(shops)s)
"""
_WAITING: LiteralString = """
    SELECT (SELECT count(*) FROM reviews WHERE settled_at IS NULL AND kind <> %(cashier)s),
        (SELECT count(*) FROM reviews WHERE settled_at IS NULL AND kind = %(cashier)s),
        (SELECT count(*) FROM approvals WHERE decided_at IS NULL),
        (SELECT count(*) FROM office_jobs WHERE state IN ('waiting', 'running'))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """So far, in the visitor's shops."""

    visits: int
    revenue_minor: int


def today(work: Work, shops: frozenset[ShopId] | None) -> Today:
    """Each shop's business day so far: one overseas may still be at yesterday's."""
    values = {"now": work.clock.now(), "everywhere": shops is None, "shops": uuids(sorted(shops or ()))}
    row = work.run(_TODAY, values).fetchone()
    assert row is not None
    return Today(visits=row[0], revenue_minor=row[1])


def waiting(work: Work) -> Mapping[str, int]:
    """How many reviews, cashiers to look at, approvals and jobs are open, by these names."""
    row = work.run(_WAITING, {"cashier": CASHIER}).fetchone()
    assert row is not None
    return dict(zip(("reviews", "losses", "approvals", "jobs"), row, strict=True))
