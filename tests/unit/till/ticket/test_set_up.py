"""The choice of a printer: a manager's, from what is plugged in or by its address, and tried at once."""

import pytest

from fidpos.domain.errors import StoreFull
from fidpos.domain.staff import Staff
from fidpos.settings.till_settings import PaperRoll, PrinterKind
from fidpos.till.task.acts import Approve, ChooseLine, FillIn, NameApprover, OpenTask, PressKey, TaskKind
from fidpos.till.task.view import FormBody, ListBody, TaskView
from fidpos.till.ticket.printer import PrinterChoice, PrinterState
from fidpos.till.ticket.ticket import TestTicket
from fidpos.till.view import Message
from fidpos.till.workplace import Workplace
from fidpos.wire.events import StaffActed, StaffActKind
from tests.helpers.counter import BERENICE, INES, PAUL, PIN, Counter, counter
from tests.helpers.desk_printer import ChosenByHand, DeskPrinter

PRINT = OpenTask(TaskKind.PRINT)


def till_with(printer: DeskPrinter, set_up: ChosenByHand, staff: Staff = PAUL) -> Counter:
    """The page of the printer, opened by a manager on a till that has printed nothing yet."""
    made = counter()
    made.workplace = Workplace(printer=printer, printer_set_up=set_up)
    made.start()
    made.sign_in(staff)
    made.session.in_task(PRINT)
    return made


def task(till: Counter) -> TaskView:
    view = till.view.task
    assert view is not None
    return view


def chosen_lines(till: Counter) -> list[int]:
    body = task(till).body
    assert isinstance(body, ListBody)
    return [number for number, line in enumerate(body.lines, 1) if line.is_chosen]


@pytest.mark.parametrize(
    ("number", "kind", "address"),
    [
        (1, PrinterKind.NONE, ""),
        (2, PrinterKind.USB, "/dev/usb/lp0"),
        (3, PrinterKind.SERIAL, "/dev/ttyUSB0"),
    ],
)
def test_a_digit_chooses_what_is_plugged_in(number: int, kind: PrinterKind, address: str) -> None:
    set_up = ChosenByHand(PrinterChoice(kind=PrinterKind.NETWORK, address="10.0.0.9"))
    till = till_with(DeskPrinter(), set_up)

    till.session.in_task(ChooseLine(number))

    assert (set_up.choice.kind, set_up.choice.address) == (kind, address)
    assert chosen_lines(till) == [number]
    assert till.said == "task.printer.saved"


def test_a_printer_on_the_network_is_named_by_its_address() -> None:
    set_up = ChosenByHand()
    till = till_with(DeskPrinter(), set_up)

    till.session.in_task(ChooseLine(4))
    assert isinstance(task(till).body, FormBody)
    till.session.in_task(FillIn("address", "192.168.1.50:9101", 1))

    assert set_up.choice == PrinterChoice(kind=PrinterKind.NETWORK, address="192.168.1.50:9101")
    assert chosen_lines(till) == [4]


@pytest.mark.parametrize(
    "typed", ["", "   ", "two words", "x" * 10_000, "tab\there", "nul\0", "\u202eevil", "'; DROP TABLE\n"]
)
def test_what_is_no_address_is_refused_with_a_sentence(typed: str) -> None:
    set_up = ChosenByHand()
    till = till_with(DeskPrinter(), set_up)
    till.session.in_task(ChooseLine(4))

    till.session.in_task(FillIn("address", typed, 1))

    body = task(till).body
    assert isinstance(body, FormBody)
    assert body.fields[0].fault is not None
    assert set_up.choice == PrinterChoice()


def test_esc_leads_from_the_address_to_the_list_and_out() -> None:
    till = till_with(DeskPrinter(), ChosenByHand())
    till.session.in_task(ChooseLine(4))

    till.session.back()
    is_list = isinstance(task(till).body, ListBody)
    till.session.back()

    assert is_list
    assert till.view.task is None


def test_a_test_ticket_names_the_printer() -> None:
    printer = DeskPrinter()
    till = till_with(printer, ChosenByHand(PrinterChoice(kind=PrinterKind.USB, address="/dev/usb/lp0")))

    till.session.in_task(PressKey("f5"))

    (ticket,) = printer.sent
    assert isinstance(ticket, TestTicket)
    assert ticket.printer == "/dev/usb/lp0"
    assert till.said == "task.printer.tried"


def test_a_test_without_a_printer_is_a_file() -> None:
    till = till_with(DeskPrinter(PrinterState.NONE), ChosenByHand())

    till.session.in_task(PressKey("f5"))

    assert till.view.document == "/ticket-1.pdf"


def test_the_paper_turns_between_its_two_widths() -> None:
    set_up = ChosenByHand()
    till = till_with(DeskPrinter(), set_up)

    till.session.in_task(PressKey("f6"))
    narrow = set_up.choice.paper
    till.session.in_task(PressKey("f6"))

    assert (narrow, set_up.choice.paper) == (PaperRoll.NARROW, PaperRoll.WIDE)


def test_a_choice_that_cannot_be_kept_is_said() -> None:
    set_up = ChosenByHand(refuses=Message(key="error.setting_refused", params={"place": "x", "reason": "y"}))
    till = till_with(DeskPrinter(), set_up)

    till.session.in_task(ChooseLine(2))

    assert till.said == "error.setting_refused"
    assert set_up.choice == PrinterChoice()


def test_a_change_leaves_a_trace_and_without_one_nothing_changes() -> None:
    set_up = ChosenByHand()
    till = till_with(DeskPrinter(), set_up)
    till.session.in_task(ChooseLine(2))
    acts = [event for event in till.store.events if isinstance(event, StaffActed)]
    till.break_disk(StoreFull("no room"))

    till.session.in_task(ChooseLine(3))

    assert (acts[-1].act, acts[-1].detail) == (StaffActKind.SETTINGS_SAVED, "printer usb")
    assert set_up.choice.kind is PrinterKind.USB


def test_the_state_of_the_printer_is_followed() -> None:
    printer = DeskPrinter()
    till = till_with(printer, ChosenByHand(PrinterChoice(kind=PrinterKind.USB, address="/dev/usb/lp0")))
    before = len(till.views)
    printer.state = PrinterState.NO_PAPER

    till.session.tick()

    assert len(till.views) > before
    body = task(till).body
    assert isinstance(body, ListBody)
    assert body.lines[1].aside == Message(key="light.printer.no_paper")


def test_a_cashier_needs_a_managers_word() -> None:
    till = till_with(DeskPrinter(), ChosenByHand(), staff=INES)
    assert till.said == "task.print.no_visit"
    till.buy(BERENICE, 1_000)
    till.session.in_task(PRINT)

    till.session.in_task(PressKey("f4"))
    asked = task(till).place
    till.session.in_task(NameApprover(PAUL.id))
    till.session.in_task(Approve(PIN, PAUL.id))

    assert asked == "approval"
    assert task(till).place == "print.printer"
    till.session.back()
    assert task(till).place == "print"


def test_whoever_comes_after_the_manager_changes_no_printer() -> None:
    set_up = ChosenByHand(PrinterChoice(kind=PrinterKind.NETWORK, address="10.0.0.9"))
    till = till_with(DeskPrinter(), set_up)
    till.session.lock()
    till.sign_in(INES)

    till.session.in_task(ChooseLine(1))

    assert task(till).place == "approval"
    assert set_up.choice.address == "10.0.0.9"
