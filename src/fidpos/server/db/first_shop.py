"""The first shop: its zone gives their days to what belongs to the merchant and to no shop.

It is the one that opened first of those that are still open; of all of them where none is.
"""

from datetime import tzinfo
from typing import LiteralString
from zoneinfo import ZoneInfo

from fidpos.server.db.work import Work

FIRST_ZONE: LiteralString = (
    "coalesce((SELECT zone FROM shops ORDER BY closed_at IS NOT NULL, opens_on, id LIMIT 1), 'UTC')"
)
"""Its IANA name, as an expression; UTC before there is any shop."""


def first_zone(work: Work) -> tzinfo:
    """The same, of the transaction's merchant."""
    row = work.run("SELECT " + FIRST_ZONE).fetchone()
    assert row is not None
    return ZoneInfo(row[0])
