"""Whether gift cards paid a visit."""

from typing import LiteralString

from fidpos.domain.ids import VisitId
from fidpos.server.db.work import Work

_PAID: LiteralString = """
    SELECT coalesce(sum(amount_minor), 0) < 0 FROM gift_entries
    WHERE visit_id = %s AND move IN ('spent', 'refunded')
"""


def is_paid_by_gift_card(work: Work, visit_id: VisitId) -> bool:
    """What a gift card paid has to come back to it: the counter does that with the visit."""
    row = work.run(_PAID, [visit_id]).fetchone()
    return row is not None and bool(row[0])
