"""The door between the checkout and the technician's desk: who may pass, what is recorded, what is shown."""

from collections.abc import Callable

from fidpos.domain.card import CardRead, CardToken, RefusedRead
from fidpos.domain.errors import StoreError
from fidpos.domain.ids import EventId, StaffId
from fidpos.domain.staff import Role, Staff
from fidpos.till.allowance import AllowanceStanding, allowance_standings
from fidpos.till.centre_link import LinkNews
from fidpos.till.identify import Identified, identify_staff
from fidpos.till.reads import Answer, answer
from fidpos.till.station import Station
from fidpos.till.technician.acts import GoBack, OpenDesk, TechnicianAct
from fidpos.till.technician.desk import DeskContext, TechnicianDesk
from fidpos.till.technician.ports import News
from fidpos.till.ticket.choosing import PrinterChoosing
from fidpos.till.ticket.visit_ticket import ticket_head
from fidpos.till.view import CheckoutView, TillState
from fidpos.till.workplace import Workplace
from fidpos.wire.events import StaffActed, StaffActKind


class DeskDoor:
    """A technician's place is the desk; a manager goes there and comes back; nobody else is let in."""

    def __init__(self, station: Station, workplace: Workplace, publish: Callable[[], None]) -> None:
        self._station = station
        self._stored_value = workplace.stored_value
        self._publish = publish
        context = DeskContext(
            now=station.clock.now,
            is_known=self._is_known,
            audit=self._audit,
            till_name=lambda: station.store.identity().till_name,
            allowances=self._allowances,
            is_staff_list_old=lambda: station.contact.is_staff_list_old,
            printers=_printers(station, workplace, self._audit),
        )
        self._desk = TechnicianDesk(workplace.bench, workplace.link, context)

    @property
    def is_open(self) -> bool:
        """Whether the desk lies in place of the checkout."""
        return self._desk.is_open

    def may_pass(self, staff: Staff | None) -> bool:
        """Whether what this person does at the desk is heard."""
        return staff is not None and staff.role in {Role.TECHNICIAN, Role.MANAGER}

    def go_to_work(self) -> None:
        """Somebody signed in: a technician's place is the desk, everybody else serves."""
        staff = self._station.access.signed_in
        if staff is not None and staff.role is Role.TECHNICIAN:
            self._desk.open(self._hear)

    def act(self, act: TechnicianAct) -> None:
        """What somebody who may pass does."""
        staff = self._station.access.signed_in
        if isinstance(act, OpenDesk):
            self._desk.open(self._hear)
        elif (
            isinstance(act, GoBack)
            and self._desk.is_at_rest
            and staff is not None
            and staff.role is Role.MANAGER
        ):
            self._desk.close()
        elif self._desk.is_open:
            self._desk.perform(act)

    def take_read(self, read: CardRead | RefusedRead) -> Identified | None:
        """The desk shows it; a colleague's badge takes over the till and is given back."""
        found = identify_staff(self._station.store, read)
        if answer(TillState.TECHNICIAN, found.seen) is not Answer.SHOW:
            return found
        self._desk.read(read)
        return None

    def tick(self) -> None:
        """About once a second."""
        if self._desk.tick():
            self._publish()

    def close(self) -> None:
        """Sweep the desk and leave it."""
        self._desk.close()

    def view(self) -> CheckoutView:
        """Nothing of a member or of the visit in progress is on the technician's screen."""
        station = self._station
        return CheckoutView(
            state=TillState.TECHNICIAN,
            staff=station.access.staff_view,
            banner=station.dialogue.banner,
            technician=self._desk.view(),
            at=station.clock.now(),
        )

    def _hear(self, news: News | LinkNews) -> None:
        """News of bench and link, on the till's worker; nobody touched anything."""
        if self._desk.is_open:
            self._desk.hear(news)
            self._publish()

    def _is_known(self, token: CardToken) -> bool:
        return self._station.store.card(token) is not None

    def _allowances(self) -> tuple[AllowanceStanding, ...]:
        """None is shown of a store that cannot be read: whatever is done with it says so."""
        try:
            return allowance_standings(self._stored_value, self._station.identity)
        except StoreError:
            return ()

    def _audit(self, act: StaffActKind, detail: str) -> StaffId:
        staff = self._station.access.staff
        assert staff is not None
        self._station.store.commit(
            StaffActed(
                id=EventId(self._station.new_id()),
                at=self._station.clock.now(),
                staff_id=staff.id,
                act=act,
                detail=detail,
            )
        )
        return staff.id


def _printers(
    station: Station, workplace: Workplace, audit: Callable[[StaffActKind, str], StaffId]
) -> PrinterChoosing | None:
    if workplace.printer_set_up is None:
        return None
    return PrinterChoosing(
        workplace.printer_set_up,
        workplace.printer,
        head=lambda: ticket_head(station),
        audit=lambda detail: audit(StaffActKind.SETTINGS_SAVED, detail),
    )
