"""F12: a ticket is printed when somebody asks, waited for by nobody, and never twice by itself."""

from dataclasses import replace

import pytest

from fidpos.domain.errors import StoreFull
from fidpos.domain.ids import VisitId
from fidpos.rules.effect import Phase
from fidpos.rules.effects.amount_off import AmountOff
from fidpos.rules.effects.voucher import Voucher
from fidpos.rules.policy import Policies, VoucherBound
from fidpos.till.task.acts import Approve, GoOn, NameApprover, OpenTask, PressKey, TaskKind
from fidpos.till.task.view import PresentBody, ReviewBody, TaskView
from fidpos.till.ticket.printer import JobState, PrinterState
from fidpos.till.ticket.ticket import VisitTicket
from fidpos.till.workplace import Workplace
from tests.helpers.counter import BERENICE, MALO, PAUL, PIN, Counter, counter, programme
from tests.helpers.desk_printer import DeskPrinter
from tests.unit.rules.build import TITLE, rule

PRINT = OpenTask(TaskKind.PRINT)
QUARTER_S = 15 * 60


def till_with(printer: DeskPrinter) -> Counter:
    made = counter()
    made.workplace = Workplace(printer=printer)
    made.start()
    made.sign_in()
    return made


def task(till: Counter) -> TaskView:
    view = till.view.task
    assert view is not None
    return view


def test_the_last_visit_is_shown_as_it_will_be_printed() -> None:
    printer = DeskPrinter()
    till = till_with(printer)
    till.buy(BERENICE, 4_550)

    till.session.in_task(PRINT)

    body = task(till).body
    assert isinstance(body, ReviewBody)
    assert body.picture == "/preview-1.png"
    (shown,) = printer.shown
    assert isinstance(shown, VisitTicket)
    assert shown.holder.given_name == "Bérénice"
    assert shown.amount.minor == 4_550
    assert printer.sent == []


def test_a_close_prints_nothing_by_itself() -> None:
    printer = DeskPrinter()
    till_with(printer).buy(BERENICE, 4_550)

    assert printer.sent == printer.files == printer.shown == []


def test_enter_prints_and_the_task_ends_when_the_ticket_is_out() -> None:
    printer = DeskPrinter()
    till = till_with(printer)
    till.buy(BERENICE, 4_550)
    till.session.in_task(PRINT)
    till.session.in_task(GoOn())

    waiting = task(till)
    till.session.tick()
    still_waiting = till.view.task
    printer.outcomes[1] = JobState.PRINTED
    till.session.tick()

    assert isinstance(waiting.body, PresentBody)
    assert waiting.enter is None
    assert still_waiting is not None
    assert till.view.task is None
    assert till.said == "task.print.printed"
    assert len(printer.sent) == 1


def test_enter_twice_prints_once() -> None:
    printer = DeskPrinter()
    till = till_with(printer)
    till.buy(BERENICE, 4_550)
    till.session.in_task(PRINT)

    till.session.in_task(GoOn())
    till.session.in_task(GoOn())

    assert len(printer.sent) == 1


def test_the_next_member_is_served_while_the_printer_works() -> None:
    printer = DeskPrinter()
    till = till_with(printer)
    till.buy(BERENICE, 4_550)
    till.session.in_task(PRINT)
    till.session.in_task(GoOn())
    till.session.back()

    till.buy(MALO, 1_000)

    assert till.points(MALO) == 530
    assert printer.forgotten == ["/preview-1.png"]


@pytest.mark.parametrize(
    "state", [PrinterState.NO_PAPER, PrinterState.COVER_OPEN, PrinterState.STALLED, PrinterState.UNREACHABLE]
)
def test_trouble_is_said_calmly_and_enter_tries_again(state: PrinterState) -> None:
    printer = DeskPrinter()
    till = till_with(printer)
    till.buy(BERENICE, 4_550)
    till.session.in_task(PRINT)
    till.session.in_task(GoOn())
    printer.state = state
    printer.outcomes[1] = JobState.FAILED
    till.session.tick()

    failed = task(till)
    till.session.in_task(GoOn())

    assert failed.problem is not None
    assert failed.problem.key == f"printer.{state.value}"
    assert failed.hint is not None
    assert failed.hint.key == f"hint.printer.{state.value}"
    assert len(printer.sent) == 2
    assert till.points(BERENICE) == 165


def test_a_till_without_a_printer_makes_a_file() -> None:
    printer = DeskPrinter(PrinterState.NONE)
    till = till_with(printer)
    till.buy(BERENICE, 4_550)
    till.session.in_task(PRINT)

    assert task(till).enter is not None
    till.session.in_task(GoOn())

    assert till.view.task is None
    assert till.view.document == "/ticket-1.pdf"
    assert till.said == "task.print.made"


def test_a_file_is_made_beside_a_printer_that_fails() -> None:
    printer = DeskPrinter(PrinterState.UNREACHABLE)
    till = till_with(printer)
    till.buy(BERENICE, 4_550)
    till.session.in_task(PRINT)

    till.session.in_task(PressKey("f5"))

    assert till.view.document == "/ticket-1.pdf"


def test_a_printer_that_many_wait_for_takes_no_more() -> None:
    printer = DeskPrinter()
    printer.is_full = True
    till = till_with(printer)
    till.buy(BERENICE, 4_550)
    till.session.in_task(PRINT)

    till.session.in_task(GoOn())

    problem = task(till).problem
    assert problem is not None
    assert problem.key == "task.print.too_many"


def test_the_visit_that_is_looked_at_is_printed() -> None:
    printer = DeskPrinter()
    till = till_with(printer)
    till.buy(BERENICE, 4_550)
    first = till.store.last_visit_id()
    till.buy(MALO, 1_000)

    till.session.in_task(replace(PRINT, visit_id=first))

    (shown,) = printer.shown
    assert isinstance(shown, VisitTicket)
    assert shown.holder.given_name == "Bérénice"


@pytest.mark.parametrize("asked", [PRINT, replace(PRINT, visit_id=VisitId(BERENICE.member.id))])
def test_without_a_visit_there_is_nothing_to_print(asked: OpenTask) -> None:
    till = till_with(DeskPrinter())

    till.session.in_task(asked)

    assert till.view.task is None
    assert till.said == "task.print.no_visit"


def test_the_ticket_stays_while_colleagues_change() -> None:
    printer = DeskPrinter()
    till = till_with(printer)
    till.buy(BERENICE, 4_550)
    till.session.in_task(PRINT)

    till.session.lock()
    locked = till.view.task
    till.sign_in(PAUL)

    assert locked is None
    assert isinstance(task(till).body, ReviewBody)


def test_the_numbers_of_vouchers_are_shown_later_on_a_managers_word_only() -> None:
    printer = DeskPrinter()
    gives = Voucher(title=TITLE, effect=AmountOff(amount_minor=300))
    made = programme()
    bearer = replace(
        made,
        rules=(*made.rules, rule("thanks", gives, phase=Phase.AFTER)),
        policies=Policies(voucher_bound=VoucherBound.BEARER),
    )
    till = counter(under=bearer)
    till.workplace = Workplace(printer=printer)
    till.start()
    till.sign_in()
    till.buy(BERENICE, 1_000)
    till.clock.advance(QUARTER_S + 1)
    till.sign_in()
    till.session.in_task(PRINT)
    till.session.in_task(PressKey("f6"))
    till.session.in_task(NameApprover(PAUL.id))
    till.session.in_task(Approve(PIN, PAUL.id))

    short, whole = (ticket.vouchers[0].number for ticket in printer.shown if isinstance(ticket, VisitTicket))
    assert short == f"…{whole[-4:]}"
    assert len(whole) == 20


def test_a_full_disk_makes_no_file_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_ticket: object) -> str:
        raise StoreFull("no room")

    printer = DeskPrinter(PrinterState.NONE)
    monkeypatch.setattr(printer, "make_file", refuse)
    till = till_with(printer)
    till.buy(BERENICE, 4_550)
    till.session.in_task(PRINT)

    till.session.in_task(GoOn())

    assert till.view.task is not None
    assert till.said == "error.store_full"
    assert till.points(BERENICE) == 165
