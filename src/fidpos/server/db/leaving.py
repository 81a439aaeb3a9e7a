"""Members leave the shops that have not seen them for long; a shop keeps those whom it enrolled itself."""

from datetime import timedelta
from typing import LiteralString

from fidpos.server.db.work import Work

LEAVE_MAX = 1_000
"""Members in one transaction."""

_LEAVE: LiteralString = """
    WITH gone AS (
        DELETE FROM member_shops s USING (
            SELECT shop_id, member_id FROM member_shops
            WHERE NOT own AND seen_on < %(before)s LIMIT %(at_most)s FOR UPDATE SKIP LOCKED
        ) old
        WHERE s.shop_id = old.shop_id AND s.member_id = old.member_id
        RETURNING s.shop_id, s.member_id
    )
    INSERT INTO feed (merchant_id, shop_id, kind, key)
    SELECT %(merchant)s, shop_id, 'member', member_id FROM gone
"""
_SCOPE: LiteralString = "SELECT scope_days FROM merchants"


def leave(work: Work) -> int:
    """Let shops go of whom they have not seen for the merchant's `scope_days`; returns how many.

    Their tills are told with the next pull. As long as it returns `LEAVE_MAX`, there are more.
    """
    row = work.run(_SCOPE).fetchone()
    assert row is not None
    before = work.clock.now().date() - timedelta(days=row[0])
    return work.changed(_LEAVE, {"merchant": work.merchant_id, "before": before, "at_most": LEAVE_MAX})
