"""What the pages work with: the centre's store, register and keys, its clock, its jobs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol
from uuid import UUID

from fidpos.domain.clock import Clock
from fidpos.domain.ids import MerchantId
from fidpos.server.api.rate import Limiter
from fidpos.server.db.store import PostgresCentre
from fidpos.server.db.work import Work
from fidpos.server.keys import Keyring
from fidpos.server.operations.forget import Remember, nowhere
from fidpos.server.register import Register


class Jobs(Protocol):
    """Who does long work."""

    def ask(self, work: Work, kind: str, args: Mapping[str, object], asked_by: UUID | None) -> UUID:
        """A job, in the transaction of the act that wants it: it is begun once that is committed.

        Args:
            work: the transaction.
            kind: name of a `JobKind`.
            args: ids and choices, never personal data.
            asked_by: who is shown it among theirs; None for the centre itself.

        Returns:
            Its id; its page is `/jobs/<id>`.
        """
        ...

    def resume(self, work: Work, job_id: UUID) -> bool:
        """One that failed or was cancelled goes on, as the same job; False for any other."""
        ...

    def folder(self, merchant_id: MerchantId, job_id: UUID) -> Path:
        """Where the files of a job lie."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """Of one centre.

    Attributes:
        announce: tells a merchant's tills that there is something to hear, once it is committed.
        tries: of whoever asks to come in, by where they ask from.
        address: under which people reach the centre, for links in mails; without a slash at its end.
        remember_erased: writes beside the backups who was forgotten.
    """

    store: PostgresCentre
    register: Register
    keyring: Keyring
    clock: Clock
    jobs: Jobs
    announce: Callable[[MerchantId], None]
    tries: Limiter
    address: str
    remember_erased: Remember = nowhere

    def now(self) -> datetime:
        """By the centre's clock."""
        return self.clock.now()
