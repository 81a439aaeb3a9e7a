"""What stays on screen for a while once a visit is closed or undone: the member, as stored by now."""

from dataclasses import dataclass, replace

from fidpos.domain.errors import StoreError
from fidpos.till.identify import Recognised
from fidpos.till.panel import member_view
from fidpos.till.ports import PastVisit
from fidpos.till.station import Station
from fidpos.till.view import MemberView
from fidpos.till.visit_in_progress import VisitInProgress
from fidpos.till.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class _Result:
    recognised: Recognised
    member: MemberView
    visits: tuple[PastVisit, ...]
    until_s: float


class Aftermath:
    """At most one result is shown."""

    def __init__(self, station: Station, visit: VisitInProgress, *, shown_s: float) -> None:
        self._station = station
        self._visit = visit
        self._shown_s = shown_s
        self._result: _Result | None = None

    @property
    def recognised(self) -> Recognised | None:
        """Whose visit it was."""
        return self._result.recognised if self._result is not None else None

    @property
    def member(self) -> MemberView | None:
        """The member panel."""
        return self._result.member if self._result is not None else None

    @property
    def visits(self) -> tuple[PastVisit, ...]:
        """The member's history, the visit included."""
        return self._result.visits if self._result is not None else ()

    @property
    def is_stale(self) -> bool:
        """Whether it has been seen long enough."""
        return self._result is not None and self._station.clock.monotonic_s() > self._result.until_s

    def show(self, recognised: Recognised, counter: str, *, is_there: bool = True) -> int | None:
        """Show the result, give the balance; a store that cannot be read unsays nothing that is durable.

        Args:
            recognised: whose visit it was.
            counter: whose balance is given.
            is_there: whether the member stands at the counter, as far as anybody knows.
        """
        try:
            return self._show(recognised, counter, is_there=is_there)
        except StoreError:
            self._result = None
            return None

    def clear(self) -> None:
        """Something new begins."""
        self._result = None

    def _show(self, recognised: Recognised, counter: str, *, is_there: bool) -> int:
        station = self._station
        member = station.store.member(recognised.member.id) or recognised.member
        file = station.read_file(replace(recognised, member=member))
        shown = Work(draft=self._visit.fresh_draft(), file=file).evaluated(station.around())
        assert shown.ready is not None
        hides = station.contact.hides_members
        panel = member_view(shown.ready, station.programme, station.language, hides_members=hides)
        self._result = _Result(
            recognised=recognised,
            member=replace(panel, is_there=is_there),
            visits=file.visits,
            until_s=station.clock.monotonic_s() + self._shown_s,
        )
        return file.points(counter)
