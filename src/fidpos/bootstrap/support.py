"""What support does at a centre: look for a while, with a reason, and ask a till for something."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

from fidpos.bootstrap.centre import OpenCentre, open_centre
from fidpos.bootstrap.registrar import CONSOLE, Registrar
from fidpos.domain.errors import FidposError
from fidpos.domain.ids import TillId, uuid7
from fidpos.paths import ServerFolder
from fidpos.server.db import commanding
from fidpos.server.db.access import Access, accesses, begin_access, end_access, may_look
from fidpos.server.db.audit import Act, write_down
from fidpos.server.db.commanding import Asked
from fidpos.server.db.store import PostgresCentre
from fidpos.server.db.work import Work
from fidpos.wire.sync.command import Command, CommandKind

HOURS_MAX = 72
COMMAND_LASTS = timedelta(days=7)
"""A till of a shop that is closed for a week still hears it."""


class AccessNotOpen(FidposError):
    """The operator has no access to this merchant's data at this moment."""

    code = "access_not_open"


class NothingAttached(FidposError):
    """No till has sent anything for this command."""

    code = "nothing_attached"


@contextmanager
def support(folder: ServerFolder, environment: Mapping[str, str]) -> Iterator["Support"]:
    """Of a centre, beside the program that serves it or without.

    Raises:
        FidposError: see `open_centre`.
    """
    with open_centre(folder, environment) as centre:
        yield Support(centre)


class Support:
    """An operator at work; each method is one transaction, and written down where the merchant reads it."""

    def __init__(self, centre: OpenCentre) -> None:
        self._centre = centre
        self._store = PostgresCentre(centre.database, clock=centre.clock, master_key=centre.keyring.master)
        self._registrar = Registrar(centre)
        self._operator = centre.register.operator(CONSOLE)

    def begin(self, number: int, reason: str, hours: int) -> None:
        """May look, and ask, from now on for some hours, at most `HOURS_MAX`."""
        with self._work(number) as work:
            begin_access(work, self._operator, reason, work.clock.now() + timedelta(hours=hours))
            self._write_down(work, "support_access_begun", None, {"hours": str(hours), "reason": reason})

    def end(self, number: int) -> None:
        """Is done."""
        with self._work(number) as work:
            end_access(work, self._operator)
            self._write_down(work, "support_access_ended", None, {})

    def accesses(self, number: int) -> Sequence[Access]:
        """All there ever were, the latest first."""
        with self._work(number) as work:
            return accesses(work)

    def ask(self, number: int, till: str, kind: CommandKind) -> Command:
        """Ask a till for something; it hears of it with its next pull.

        Raises:
            AccessNotOpen: see `begin`.
            NotRegistered: there is no such till.
        """
        found = self._registrar.till(number, till)
        with self._looking(number) as work:
            now = work.clock.now()
            command = Command(
                id=uuid7(now),
                merchant_id=work.merchant_id,
                till_id=TillId(found.id),
                kind=kind,
                issued_at=now,
                expires_at=now + COMMAND_LASTS,
            )
            commanding.issue(work, command, self._centre.keyring.command(command), self._operator)
            self._write_down(work, "till_asked", found.id, {"kind": kind})
        return command

    def asked(self, number: int) -> Sequence[Asked]:
        """What was asked of tills, and what became of it; the latest first."""
        with self._work(number) as work:
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
            self._write_down(work, "attachment_fetched", ids[0], {})
        return attached

    @contextmanager
    def _looking(self, number: int) -> Iterator[Work]:
        with self._work(number) as work:
            if not may_look(work, self._operator):
                raise AccessNotOpen("no access is open")
            yield work

    @contextmanager
    def _work(self, number: int) -> Iterator[Work]:
        with self._store.work(self._registrar.merchant(number).id) as work:
            yield work

    def _write_down(self, work: Work, act: str, subject: UUID | None, detail: Mapping[str, str]) -> None:
        at = work.clock.now()
        done = Act(name=act, actor=self._operator, at=at, subject=subject, detail=detail)
        write_down(work.connection, work.merchant_id, done)
