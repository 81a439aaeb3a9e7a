"""What support does at a centre: look for a while, with a reason, and ask a till for something."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta

from fidpos.bootstrap.entered import check_said
from fidpos.bootstrap.operator import Operator
from fidpos.bootstrap.registrar import Registrar
from fidpos.domain.errors import FidposError
from fidpos.domain.ids import TillId
from fidpos.server.db import commanding
from fidpos.server.db.access import Access, accesses, begin_access, end_access, may_look
from fidpos.server.db.announcing import announce
from fidpos.server.db.commanding import Asked
from fidpos.server.db.work import Work
from fidpos.wire.sync.command import Command, CommandKind

HOURS_MAX = 72


class AccessNotOpen(FidposError):
    """The operator has no access to this merchant's data at this moment."""

    code = "access_not_open"


class NothingAttached(FidposError):
    """No till has sent anything for this command."""

    code = "nothing_attached"


class Support:
    """An operator at work; each method is one transaction, and written down where the merchant reads it."""

    def __init__(self, operator: Operator) -> None:
        self._operator = operator
        self._registrar = Registrar(operator)

    def begin(self, number: int, reason: str, hours: int) -> None:
        """May look, and ask, from now on for some hours, at most `HOURS_MAX`.

        Raises:
            NothingSaid: the merchant is to read why.
        """
        check_said(reason)
        with self._operator.work(number) as work:
            begin_access(work, self._operator.id, reason, work.clock.now() + timedelta(hours=hours))
            detail = {"hours": str(hours), "reason": reason}
            self._operator.write_down(work, "support_access_begun", None, detail)

    def end(self, number: int) -> None:
        """Is done."""
        with self._operator.work(number) as work:
            end_access(work, self._operator.id)
            self._operator.write_down(work, "support_access_ended", None, {})

    def accesses(self, number: int) -> Sequence[Access]:
        """All there ever were, the latest first."""
        with self._operator.work(number) as work:
            return accesses(work)

    def ask(self, number: int, till: str, kind: CommandKind) -> Command:
        """Ask a till for something; it hears of it with its next pull.

        Raises:
            AccessNotOpen: see `begin`.
            NotRegistered: there is no such till.
        """
        found = self._registrar.till(number, till)
        with self._looking(number) as work:
            keyring = self._operator.centre.keyring
            command = commanding.ask(work, TillId(found.id), kind, keyring, self._operator.id)
            self._operator.write_down(work, "till_asked", found.id, {"kind": kind})
            announce(work.connection, work.merchant_id)
        return command

    def asked(self, number: int) -> Sequence[Asked]:
        """What was asked of tills, and what became of it; the latest first."""
        with self._operator.work(number) as work:
            return commanding.asked(work)

    def fetch(self, number: int, said: str) -> bytes:
        """What a till sent along.

        Args:
            number: of the merchant.
            said: the beginning of the command's id.

        Raises:
            AccessNotOpen: see `begin`.
            NothingAttached: it sent nothing, or has not reported.
        """
        with self._looking(number) as work:
            ids = [each.id for each in commanding.asked(work) if str(each.id).startswith(said.lower())]
            attached = commanding.attached(work, ids[0]) if len(ids) == 1 else None
            if attached is None:
                raise NothingAttached(f"{len(ids)} begin with {said}")
            self._operator.write_down(work, "attachment_fetched", ids[0], {})
        return attached

    @contextmanager
    def _looking(self, number: int) -> Iterator[Work]:
        with self._operator.work(number) as work:
            if not may_look(work, self._operator.id):
                raise AccessNotOpen("no access is open")
            yield work
