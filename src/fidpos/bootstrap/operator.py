"""An operator at work at a centre: the merchants they name, a transaction an act, and that it is noted.

What they do stands beside this, each trade by itself: `registrar`, `publisher`, `reviewer`, `support` and
`member_office`.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fidpos.bootstrap.centre import OpenCentre, open_centre
from fidpos.paths import ServerFolder
from fidpos.server.db.audit import Act, write_down
from fidpos.server.db.store import PostgresCentre
from fidpos.server.db.work import Work
from fidpos.server.register import Merchant, NotRegistered, Pages

CONSOLE = "console"
"""The operator that whoever can read the centre's folder acts as."""


@contextmanager
def operator_at(folder: ServerFolder, environment: Mapping[str, str]) -> Iterator["Operator"]:
    """An operator of a centre, beside the program that serves it or without.

    Raises:
        FidposError: see `open_centre`.
    """
    with open_centre(folder, environment) as centre:
        yield Operator(centre=centre, store=centre.store(), id=centre.register.operator(CONSOLE))


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """Somebody who acts for merchants, each known by the number it was given.

    Attributes:
        centre: where they work.
        store: its books.
        id: of the operator.

    Raises:
        NotRegistered: by every method that takes a number; no merchant has it.
        DatabaseError: the database is away.
    """

    centre: OpenCentre
    store: PostgresCentre
    id: UUID

    def now(self) -> datetime:
        """By the centre's clock."""
        return self.centre.clock.now()

    def merchants(self) -> Sequence[Merchant]:
        """All of them, by number."""
        return self.centre.register.merchants()

    def merchant(self, number: int) -> Merchant:
        """The one with this number."""
        found = next((each for each in self.merchants() if each.number == number), None)
        if found is None:
            raise NotRegistered(f"no merchant {number}", what="merchant")
        return found

    def pages(self, number: int) -> AbstractContextManager[Pages]:
        """A merchant's pages of the register, in one transaction."""
        return self.centre.register.pages(self.merchant(number).id)

    def work(self, number: int) -> AbstractContextManager[Work]:
        """A transaction in a merchant's books."""
        return self.store.work(self.merchant(number).id)

    def write_down(self, work: Work, act: str, subject: UUID | None, detail: Mapping[str, str]) -> None:
        """That they did this, in the transaction of the act itself."""
        done = Act(name=act, actor=self.id, at=work.clock.now(), subject=subject, detail=detail)
        write_down(work.connection, work.merchant_id, done)
