"""What must be true of a paired till and its centre, whatever was killed between and on them."""

from contextlib import closing
from dataclasses import dataclass, field
from uuid import UUID

from fidpos.bootstrap.clock import SystemClock
from fidpos.bootstrap.store import open_store
from fidpos.bootstrap.upkeep import verify_journal
from fidpos.domain.ids import VisitId
from fidpos.paths import TillFolder
from tests.helpers.announced import Closed, Line
from tests.helpers.centre_process import Network
from tests.helpers.linked_shopper import members_of
from tests.helpers.linked_till import LinkedTill, booked, visits_of


@dataclass(slots=True)
class LinkedWitness:
    """Hears what a till announces, and holds it and the centre to it."""

    folder: TillFolder
    network: Network
    announced: set[UUID] = field(default_factory=set)

    def hear(self, lines: list[Line]) -> None:
        """What was announced until the till was killed."""
        self.announced |= {line.visit for line in lines if isinstance(line, Closed)}

    def examine_till(self) -> None:
        """The chain verifies, and what was announced is there."""
        assert verify_journal(self.folder).holds
        with closing(open_store(self.folder, SystemClock()).store) as store:
            missing = {visit for visit in self.announced if store.visit(VisitId(visit)) is None}
        assert not missing

    def examine_centre(self) -> None:
        """Everything arrives exactly once, and both come to the same balances (I1, I2, I6)."""
        with LinkedTill(self.folder.root) as till:
            till.until(till.is_settled)
            points = sum(till.points(member) for member in members_of(till))
        found = booked(self.network.place, self.network.merchant_id)
        visits = visits_of(self.network.place, self.network.merchant_id)

        assert self.announced <= visits
        assert (found.points, found.quarantined) == (points, 0)
