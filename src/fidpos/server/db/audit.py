"""Acts of operators and of the office, written down where the merchant can read them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What was done.

    Attributes:
        name: a stable code.
        actor: who did it.
        subject: to whom or what.
        detail: never personal data.
    """

    name: str
    actor: UUID
    at: datetime
    subject: UUID | None = None
    detail: Mapping[str, str] = field(default_factory=dict)


def write_down(connection: Connection[TupleRow], merchant_id: MerchantId, act: Act) -> None:
    """In the transaction of the act itself: both stand, or neither."""
    values = [uuid7(act.at), act.at, act.actor, act.name, act.subject, Jsonb(dict(act.detail))]
    connection.execute(_WRITE, [merchant_id, *values])
