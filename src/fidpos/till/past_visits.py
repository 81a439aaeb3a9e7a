"""Past visits with why each earned what it did, in the words of the programme of its day."""

from collections.abc import Iterable

from fidpos.domain.errors import StoreError
from fidpos.till.ports import PastVisit
from fidpos.till.reasons import Reasons
from fidpos.till.station import Station
from fidpos.till.view import HistoryLine, Message


class PastVisits:
    """Reads each version of the programme once; one that cannot be read leaves its visits unexplained."""

    def __init__(self, station: Station) -> None:
        self._station = station
        self._known: dict[int, Reasons] = {
            station.programme.version: Reasons(station.programme, station.language)
        }

    def lines(self, visits: Iterable[PastVisit]) -> tuple[HistoryLine, ...]:
        """The visits in their order."""
        return tuple(HistoryLine(past=past, reasons=self._reasons(past)) for past in visits)

    def _reasons(self, past: PastVisit) -> tuple[Message, ...]:
        words = self._words(past.programme_version) if past.gains else None
        if words is None:
            return _marks(past)
        found = (words.of(gain.counter, gain.cause, gain.amount) for gain in past.gains)
        return (*_marks(past), *(reason for reason in found if reason is not None))

    def _words(self, version: int) -> Reasons | None:
        if version not in self._known:
            try:
                programme = self._station.store.programme_of(version)
            except StoreError:
                return None
            self._known[version] = Reasons(programme, self._station.language)
        return self._known[version]


def _marks(past: PastVisit) -> tuple[Message, ...]:
    """What was done to it since, or because of it; that it was undone, its line says."""
    marks = (("task.correct.mark.corrects", past.corrects), ("task.correct.mark.refunded", past.refunded))
    return tuple(Message(key=key) for key, is_so in marks if is_so)
