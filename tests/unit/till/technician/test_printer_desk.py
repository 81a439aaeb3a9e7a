"""The ticket printer on the technician's desk, inside a real session: chosen, tried, and looked at."""

import pytest

from fidpos.domain.errors import StoreFull
from fidpos.domain.staff import Staff
from fidpos.settings.till_settings import PaperRoll, PrinterKind
from fidpos.till.technician.acts import (
    GoBack,
    GoOn,
    Pick,
    ShowPrinter,
    TechnicianAct,
    TryPrinter,
    TurnPaper,
)
from fidpos.till.technician.view import Page, TechnicianView
from fidpos.till.ticket.printer import PrinterChoice, PrinterState
from fidpos.till.ticket.ticket import TestTicket
from fidpos.till.view import Lamp, Message
from fidpos.till.workplace import Workplace
from fidpos.wire.events import StaffActed
from tests.helpers.counter import INES, TAREK, Counter, counter
from tests.helpers.desk_printer import ChosenByHand, DeskPrinter


class AtDesk:
    """A technician on the printer's page."""

    def __init__(self, state: PrinterState = PrinterState.READY, *, staff: Staff = TAREK) -> None:
        self.printer, self.set_up = DeskPrinter(state), ChosenByHand()
        self.at: Counter = counter(signed_in=False)
        self.at.workplace = Workplace(printer=self.printer, printer_set_up=self.set_up)
        self.at.start()
        self.at.sign_in(staff)
        self.do(ShowPrinter())

    @property
    def view(self) -> TechnicianView:
        shown = self.at.view.technician
        assert shown is not None
        return shown

    @property
    def notice(self) -> str:
        return self.view.notice.key if self.view.notice is not None else ""

    def do(self, *acts: TechnicianAct) -> None:
        for act in acts:
            self.at.session.at_desk(act)


def test_what_is_plugged_in_is_listed_with_the_one_in_use() -> None:
    desk = AtDesk()
    desk.set_up.choice = PrinterChoice(kind=PrinterKind.SERIAL, address="/dev/ttyUSB0")

    assert [line.address for line in desk.view.printers] == ["", "/dev/usb/lp0", "/dev/ttyUSB0", ""]
    assert [line.lamp for line in desk.view.printers] == [Lamp.OFF, Lamp.OFF, Lamp.OK, Lamp.OFF]


def test_enter_uses_the_chosen_one_and_leaves_a_trace() -> None:
    desk = AtDesk()

    desk.do(Pick(2), GoOn())

    assert (desk.set_up.choice.kind, desk.set_up.choice.address) == (PrinterKind.USB, "/dev/usb/lp0")
    assert desk.notice == "task.printer.saved"
    acts = [event for event in desk.at.store.events if isinstance(event, StaffActed)]
    assert (acts[-1].detail, acts[-1].staff_id) == ("printer usb", TAREK.id)


def test_a_printer_that_was_unplugged_since_stays_on_the_list_with_its_trouble() -> None:
    desk = AtDesk(PrinterState.UNREACHABLE)
    desk.set_up.choice = PrinterChoice(kind=PrinterKind.USB, address="/dev/usb/lp7")

    used = [line for line in desk.view.printers if line.state is not None]

    assert [(line.address, line.lamp) for line in used] == [("/dev/usb/lp7", Lamp.WARNING)]


def test_a_printer_on_the_network_is_used_only_where_an_address_is_known() -> None:
    desk = AtDesk()
    desk.do(Pick(4), GoOn())
    refused = desk.notice
    desk.set_up.choice = PrinterChoice(kind=PrinterKind.NETWORK, address="10.0.0.9")
    desk.do(Pick(4), GoOn())

    assert refused == "desk.printer.address"
    assert desk.notice == "task.printer.saved"


def test_a_test_ticket_is_printed_or_made_a_file() -> None:
    desk, fileless = AtDesk(), AtDesk(PrinterState.NONE)

    desk.do(TryPrinter())
    fileless.do(TryPrinter())

    assert isinstance(desk.printer.sent[0], TestTicket)
    assert desk.notice == "task.printer.tried"
    assert fileless.notice == "hint.task.print.made"


def test_a_printer_that_many_wait_for_is_said() -> None:
    desk = AtDesk()
    desk.printer.is_full = True

    desk.do(TryPrinter())

    assert desk.notice == "task.print.too_many"


def test_the_width_of_the_paper_turns() -> None:
    desk = AtDesk()

    desk.do(TurnPaper())

    assert desk.set_up.choice.paper is PaperRoll.NARROW
    assert desk.view.paper == "58mm"


def test_what_cannot_be_kept_is_said() -> None:
    desk = AtDesk()
    desk.set_up.refuses = Message(key="error.setting_refused", params={"place": "x", "reason": "y"})

    desk.do(Pick(2), GoOn())

    assert desk.notice == "error.setting_refused"


@pytest.mark.parametrize("act", [GoOn(), TurnPaper()])
def test_without_a_trace_nothing_is_changed(act: TechnicianAct) -> None:
    desk = AtDesk()
    desk.do(Pick(2))
    desk.at.break_disk(StoreFull("no room"))

    desk.do(act)

    assert desk.set_up.choice == PrinterChoice()


def test_the_printers_state_is_followed_while_the_page_is_open() -> None:
    desk = AtDesk()
    before = len(desk.at.views)
    desk.printer.state = PrinterState.NO_PAPER

    desk.at.session.tick()
    desk.at.session.tick()

    assert len(desk.at.views) == before + 1


def test_esc_leads_back_to_the_readers() -> None:
    desk = AtDesk()

    desk.do(GoBack())

    assert desk.view.page is Page.DEVICES


def test_a_till_that_makes_no_tickets_has_an_empty_page() -> None:
    at = counter(signed_in=False)
    at.sign_in(TAREK)
    for act in (ShowPrinter(), GoOn(), TurnPaper(), TryPrinter()):
        at.session.at_desk(act)
    at.session.tick()

    shown = at.view.technician
    assert shown is not None
    assert (shown.page, shown.printers, shown.paper) == (Page.PRINTER, (), "")


def test_a_cashier_changes_nothing_here() -> None:
    desk = AtDesk(staff=INES)

    desk.do(Pick(2), GoOn())

    assert desk.at.view.technician is None
    assert desk.set_up.choice == PrinterChoice()
