"""Asks the centre now and then what became of the refunds it was asked for, and says it when it could not.

The register has paid the customer back by then: nobody should believe that the points came back as well.
"""

from collections.abc import Callable

from fidpos.domain.errors import StoreError
from fidpos.domain.ids import EventId, StaffId
from fidpos.domain.staff import Role
from fidpos.till.announce import Said
from fidpos.till.centre_link import LinkState
from fidpos.till.station import Station
from fidpos.till.view import Message, Tone
from fidpos.till.workplace import Workplace
from fidpos.wire.sync.refund_fate import REQUESTS_MAX, RefundFatesAnswer

EVERY_S = 30.0


class RefundWatch:
    """Looks now and then, while somebody serves and everything was told.

    Args:
        station: of the till.
        workplace: what stands around it.
        publish: shows the session anew.
    """

    def __init__(self, station: Station, workplace: Workplace, publish: Callable[[], None]) -> None:
        self._station = station
        self._workplace = workplace
        self._publish = publish
        self._next_s = 0.0
        self._is_asking = False
        self._said: tuple[StaffId, frozenset[EventId]] | None = None

    def tick(self) -> None:
        """About once a second; a store that cannot be read now is read later."""
        now_s = self._station.clock.monotonic_s()
        if now_s < self._next_s or self._is_asking or not self._is_attended:
            return
        self._next_s = now_s + EVERY_S
        try:
            self._look()
        except StoreError:
            return

    @property
    def _is_attended(self) -> bool:
        staff = self._station.access.staff
        return staff is not None and staff.role is not Role.TECHNICIAN

    def _look(self) -> None:
        requests = self._station.store.refund_requests.open()
        self._say(frozenset(each.event.id for each in requests if each.is_refused))
        waiting = [each.event.id for each in requests if not each.is_refused]
        asker, link = self._workplace.refund_quotes, self._workplace.link
        if waiting and asker is not None and link.standing().state is LinkState.UP_TO_DATE:
            self._is_asking = True
            asker.fates(tuple(waiting[:REQUESTS_MAX]), self._answered)

    def _answered(self, answer: RefundFatesAnswer | None) -> None:
        self._is_asking = False
        if answer is None or not (answer.done or answer.refused):
            return
        requests = self._station.store.refund_requests
        try:
            requests.settle(done=answer.done, refused=answer.refused)
        except StoreError:
            return
        if answer.refused:
            self._next_s = 0.0

    def _say(self, refused: frozenset[EventId]) -> None:
        """Once to everybody who serves; never over what was said of something else."""
        dialogue = self._station.dialogue
        to_whom = self._station.staff_id, refused
        if not refused or self._said == to_whom:
            return
        if dialogue.banner is not None or dialogue.question is not None:
            self._next_s = 0.0
            return
        self._said = to_whom
        dialogue.say(
            Said(
                tone=Tone.WARNING,
                message=Message(key="banner.refund_refused", params={"count": len(refused)}),
                detail=Message(key="hint.refund_refused"),
            )
        )
        self._publish()
