"""When an operator may look into a merchant's data, and why: open for a while, and written down."""

from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from fidpos.domain.ids import uuid7
from fidpos.server.db.work import Work

_OPEN: LiteralString = """
    INSERT INTO support_accesses (merchant_id, id, operator_id, reason, begins_at, ends_at)
    VALUES (%s, %s, %s, %s, %s, %s)
"""
_IS_OPEN: LiteralString = """
    SELECT EXISTS (
        SELECT FROM support_accesses
        WHERE operator_id = %s AND begins_at <= %s AND ends_at > %s AND ended_at IS NULL
    )
"""
_CLOSE: LiteralString = """
    UPDATE support_accesses SET ended_at = %s WHERE operator_id = %s AND ended_at IS NULL AND ends_at > %s
"""
_ALL: LiteralString = """
    SELECT operator_id, reason, begins_at, ends_at, ended_at FROM support_accesses
    ORDER BY begins_at DESC, id DESC
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """One time for which an operator may look.

    Attributes:
        ended_at: when they said they were done; None where the time ran out, or runs.
    """

    operator_id: UUID
    reason: str
    begins_at: datetime
    ends_at: datetime
    ended_at: datetime | None


def begin_access(work: Work, operator_id: UUID, reason: str, ends_at: datetime) -> None:
    """From now to that instant."""
    now = work.clock.now()
    work.run(_OPEN, [work.merchant_id, uuid7(now), operator_id, reason, now, ends_at])


def may_look(work: Work, operator_id: UUID) -> bool:
    """Whether the operator may look at this moment."""
    now = work.clock.now()
    row = work.run(_IS_OPEN, [operator_id, now, now]).fetchone()
    return row is not None and bool(row[0])


def end_access(work: Work, operator_id: UUID) -> int:
    """The operator is done; returns how many accesses that ended."""
    now = work.clock.now()
    return work.changed(_CLOSE, [now, operator_id, now])


def accesses(work: Work) -> list[Access]:
    """All there ever were, the latest first."""
    return [
        Access(operator_id=row[0], reason=row[1], begins_at=row[2], ends_at=row[3], ended_at=row[4])
        for row in work.run(_ALL)
    ]
