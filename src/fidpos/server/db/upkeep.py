"""What is done every night: what nothing can bring back is no longer looked at for a till."""

from typing import LiteralString

from fidpos.server.db.states import UNDONE_WITHIN
from fidpos.server.db.work import Work

CLOSE_MAX = 10_000
"""Lots in one transaction."""

_CLOSE: LiteralString = """
    UPDATE lots SET open = false WHERE id = ANY(ARRAY(
        SELECT id FROM lots WHERE open AND remaining = 0 AND touched_on < %s LIMIT %s FOR UPDATE SKIP LOCKED
    ))
"""


def close_lots(work: Work) -> int:
    """Close the lots that hold nothing since so long that no visit can give back to them; returns how many.

    As long as it returns `CLOSE_MAX`, there are more.

    One that is given something all the same is open again. What the office withholds stays open: it holds
    something.
    """
    return work.changed(_CLOSE, [work.clock.now().date() - UNDONE_WITHIN, CLOSE_MAX])
