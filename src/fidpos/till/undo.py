"""F8: the visit closed last is undone; by a cashier alone for a while, then only by a manager."""

from fidpos.domain.ids import VisitId
from fidpos.domain.staff import Staff
from fidpos.till.correction import CorrectionRefusal
from fidpos.till.ports import RecordedVisit
from fidpos.till.station import Station
from fidpos.till.void_visit import Voided, check_void, void_visit


class Undo:
    """Which visit F8 undoes, and until when without a manager."""

    def __init__(self, station: Station, *, alone_s: float) -> None:
        self._station = station
        self._alone_s = alone_s
        self._last: VisitId | None = station.store.last_visit_id()
        self._until_s = float("-inf")

    @property
    def is_fresh(self) -> bool:
        """Whether a cashier may undo it alone."""
        return self._station.clock.monotonic_s() <= self._until_s

    def closed(self, visit_id: VisitId) -> None:
        """This is the last visit now."""
        self._last = visit_id
        self._until_s = self._station.clock.monotonic_s() + self._alone_s

    def expire(self) -> None:
        """The next member is there, or it is done: from now on a manager is needed."""
        self._until_s = float("-inf")

    def check(self, by: Staff) -> RecordedVisit | CorrectionRefusal:
        """The last visit, if this person may undo it now."""
        return check_void(self._station.store, self._last, by=by, fresh=self.is_fresh)

    def void(self, visit: RecordedVisit, by: Staff) -> Voided:
        """Undo it.

        Raises:
            StoreError: nothing was changed.
        """
        station = self._station
        voided = void_visit(
            station.store,
            visit,
            by=by,
            reason="cashier",
            at=station.clock.now(),
            new_id=station.new_id,
        )
        self.expire()
        return voided
