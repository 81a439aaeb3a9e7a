"""What support asks of this till through its centre: proven, done, reported.

A command that is not the centre's, or for another till, is not answered: whoever made it up learns nothing.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from fidpos.domain.errors import FidposError
from fidpos.domain.ids import MerchantId, TillId
from fidpos.sync.ports import SyncStore
from fidpos.wire.sync.command import ATTACHED_BYTES_MAX, Report, ReportOutcome, open_command
from fidpos.wire.sync.statement import NotStated, Statement

_log = logging.getLogger(__name__)

Act = Callable[[], bytes]
"""Does what is asked, on the sync's thread; returns what is to be sent along.

Raises:
    FidposError: it cannot be done; the code is reported.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Commands:
    """The commands that this till obeys.

    Attributes:
        identity: the centre's public key, as the pairing proved it.
        acts: by kind of command.
    """

    identity: bytes
    merchant_id: MerchantId
    till_id: TillId
    acts: Mapping[str, Act]

    def obey(self, statement: Statement) -> Report | None:
        """Do what is asked; None when it is not for us to answer.

        That a command is still in time the centre sees to: the clock of a till may be wrong.
        """
        try:
            command = open_command(statement, self.identity)
        except NotStated:
            _log.warning("a command that is not of our centre")
            return None
        if (command.merchant_id, command.till_id) != (self.merchant_id, self.till_id):
            _log.warning("a command for another till")
            return None
        act = self.acts.get(command.kind)
        if act is None:
            return Report(command_id=command.id, outcome=ReportOutcome.UNKNOWN)
        _log.info("support asks: %s", command.kind)
        return _done(command.id, act)


def resync(store: SyncStore) -> bytes:
    """Hear everything again, from the beginning: an act."""
    store.remember(replace(store.memory(), feed=None, echo=True, snapshot=None))
    return b""


def _done(command_id: UUID, act: Act) -> Report:
    try:
        attached = act()
    except FidposError as fault:
        _log.warning("it cannot be done", exc_info=fault)
        return Report(command_id=command_id, outcome=ReportOutcome.FAILED, detail=fault.code)
    if len(attached) > ATTACHED_BYTES_MAX:
        return Report(command_id=command_id, outcome=ReportOutcome.FAILED, detail="too_large")
    return Report(command_id=command_id, outcome=ReportOutcome.DONE, attached=attached)
