"""Commands: what support asks of one till, under the centre's identity key, and what became of it.

A command can be obeyed twice without harm, and nothing in it is code: a till knows these kinds and no others.
"""

from enum import StrEnum
from uuid import UUID

import msgspec

from fidpos.domain.ids import MerchantId, TillId
from fidpos.wire.instant import Instant
from fidpos.wire.sync.statement import Statement, state, stated

REPORT_PATH = "/sync/report"
ATTACHED_BYTES_MAX = 4 * 1024 * 1024

_PREFIX = b"fidpos command 1"


class CommandKind(StrEnum):
    """What a till can be asked for."""

    SEND_DIAGNOSTICS = "send_diagnostics"
    """The bundle that `fidpos doctor` writes, which names nobody."""
    RESYNC = "resync"
    """Hear everything from the beginning, and trust nothing that is there of others."""


class Command(msgspec.Struct, frozen=True, kw_only=True):
    """For one till, until it expires; a kind that the till does not know is reported as such."""

    id: UUID
    merchant_id: MerchantId
    till_id: TillId
    kind: str
    issued_at: Instant
    expires_at: Instant


class ReportOutcome(StrEnum):
    """What became of a command."""

    DONE = "done"
    FAILED = "failed"
    UNKNOWN = "unknown"
    """The till's program does not know this kind."""


class Report(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """From the till that obeyed.

    Attributes:
        detail: a stable code of why it failed.
        attached: what was asked for, such as the bundle; at most `ATTACHED_BYTES_MAX`.
    """

    command_id: UUID
    outcome: ReportOutcome
    detail: str = ""
    attached: bytes = b""


class ReportAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The report is kept; one of a command that is not known, or was reported before, changes nothing."""

    kept: bool


def sign_command(command: Command, identity_key: bytes) -> Statement:
    """The command as the centre gives it; the key is the centre's private one."""
    return state(command, _PREFIX, identity_key)


def open_command(statement: Statement, identity: bytes) -> Command:
    """What the centre commands; whether it is for this till and this time, the caller looks.

    Raises:
        NotStated: not by this centre, or changed.
    """
    return stated(statement, Command, _PREFIX, identity)
