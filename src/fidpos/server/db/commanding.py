"""Commands to tills: issued by operators, handed out with pulls until they are reported or expire."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import LiteralString
from uuid import UUID

from fidpos.domain.ids import TillId, uuid7
from fidpos.server.db.work import Work
from fidpos.server.keys import Keyring
from fidpos.wire.sync.command import Command, CommandKind, Report
from fidpos.wire.sync.statement import Statement

KEPT = timedelta(days=30)
LASTS = timedelta(days=7)
"""A till of a shop that is closed for a week still hears it."""

_ISSUE: LiteralString = """
    INSERT INTO commands (merchant_id, id, till_id, kind, body, signature, issued_by, issued_at, expires_at)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
_WAITING: LiteralString = """
    SELECT body, signature FROM commands
    WHERE till_id = %s AND taken_at IS NULL AND expires_at > %s ORDER BY issued_at, id
"""
_END: LiteralString = """
    UPDATE commands SET taken_at = %s, outcome = %s, detail = %s, attached = %s
    WHERE id = %s AND till_id = %s AND taken_at IS NULL
"""


def issue(work: Work, command: Command, statement: Statement, by: UUID) -> None:
    """From now on the till is told."""
    values = [command.id, command.till_id, command.kind, statement.body, statement.signature, by]
    work.run(_ISSUE, [work.merchant_id, *values, command.issued_at, command.expires_at])


def ask(work: Work, till_id: TillId, kind: CommandKind, keyring: Keyring, by: UUID) -> Command:
    """A command of this kind, under the centre's name; the till hears of it with its next pull."""
    now = work.clock.now()
    command = Command(
        id=uuid7(now),
        merchant_id=work.merchant_id,
        till_id=till_id,
        kind=kind,
        issued_at=now,
        expires_at=now + LASTS,
    )
    issue(work, command, keyring.command(command), by)
    return command


def waiting(work: Work, till_id: TillId) -> tuple[Statement, ...]:
    """What the till has not reported yet, oldest first."""
    found = work.run(_WAITING, [till_id, work.clock.now()])
    return tuple(Statement(body=body, signature=signature) for body, signature in found)


def end(work: Work, till_id: TillId, report: Report) -> bool:
    """Keep the till's report; False when nothing was waiting for it."""
    values = [work.clock.now(), report.outcome, report.detail, report.attached or None]
    return work.changed(_END, [*values, report.command_id, till_id]) > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A command as operators see it.

    Attributes:
        taken_at: when the till reported; None while it has not.
        detail: why it failed.
        attached_bytes: size of what the till sent along.
    """

    id: UUID
    till_id: TillId
    kind: str
    issued_at: datetime
    expires_at: datetime
    taken_at: datetime | None
    outcome: str
    detail: str
    attached_bytes: int


_ASKED: LiteralString = """
    SELECT id, till_id, kind, issued_at, expires_at, taken_at, coalesce(outcome, ''), coalesce(detail, ''),
        coalesce(octet_length(attached), 0)
    FROM commands ORDER BY issued_at DESC, id DESC LIMIT %s
"""
_ATTACHED: LiteralString = "SELECT attached FROM commands WHERE id = %s AND attached IS NOT NULL"
_FORGET: LiteralString = """
    UPDATE commands SET attached = NULL WHERE attached IS NOT NULL AND expires_at < %s
"""


def asked(work: Work, at_most: int = 200) -> list[Asked]:
    """The latest first."""
    return [
        Asked(
            id=row[0],
            till_id=TillId(row[1]),
            kind=row[2],
            issued_at=row[3],
            expires_at=row[4],
            taken_at=row[5],
            outcome=row[6],
            detail=row[7],
            attached_bytes=row[8],
        )
        for row in work.run(_ASKED, [at_most])
    ]


def attached(work: Work, command_id: UUID) -> bytes | None:
    """What the till sent along; None when it sent nothing, or has not reported."""
    row = work.run(_ATTACHED, [command_id]).fetchone()
    return row[0] if row else None


def forget(work: Work) -> int:
    """Drop what tills sent along, `KEPT` after the command expired; returns for how many commands."""
    return work.changed(_FORGET, [work.clock.now() - KEPT])
