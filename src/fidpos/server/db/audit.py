"""Acts of operators and of the office, written down where the merchant can read them."""

from collections.abc import Mapping
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from psycopg import Connection
from psycopg.rows import TupleRow
from psycopg.types.json import Jsonb

from fidpos.domain.ids import MerchantId, uuid7

_WRITE: LiteralString = """
    INSERT INTO audit (merchant_id, id, at, actor_id, act, subject_id, detail)
    VALUES (%s, %s, %s, %s, %s, %s, %s)
"""


def write_down(
    connection: Connection[TupleRow],
    merchant_id: MerchantId,
    act: str,
    *,
    actor: UUID,
    at: datetime,
    subject: UUID | None = None,
    detail: Mapping[str, str] | None = None,
) -> None:
    """In the transaction of the act itself: both stand, or neither.

    Args:
        connection: in the merchant's transaction.
        merchant_id: whose.
        act: what was done, a stable code.
        actor: who did it.
        at: when.
        subject: to whom or what.
        detail: never personal data.
    """
    connection.execute(_WRITE, [merchant_id, uuid7(at), at, actor, act, subject, Jsonb(dict(detail or {}))])
