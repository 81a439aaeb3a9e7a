"""Nonces of signed requests: each is good once, and remembered for longer than its signature is accepted."""

import base64
from datetime import datetime, timedelta
from typing import LiteralString

from fidpos.domain.ids import TillId
from fidpos.server.db.work import Work

REMEMBERED = timedelta(minutes=15)
"""A signature is accepted from five minutes before its time to five minutes after."""

_FIRST_SEEN: LiteralString = """
    WITH forgotten AS (DELETE FROM nonces WHERE till_id = %(till)s AND seen_at < %(until)s)
    INSERT INTO nonces (merchant_id, till_id, nonce, seen_at)
    VALUES (%(merchant)s, %(till)s, %(nonce)s, %(at)s) ON CONFLICT DO NOTHING
"""


def first_seen(work: Work, till_id: TillId, nonce: str, at: datetime) -> bool:
    """Whether the till never used it; those of two requests at once wait for each other."""
    raw = base64.urlsafe_b64decode(f"{nonce}==")
    values = {
        "merchant": work.merchant_id,
        "till": till_id,
        "nonce": raw,
        "at": at,
        "until": at - REMEMBERED,
    }
    return work.changed(_FIRST_SEEN, values) == 1
