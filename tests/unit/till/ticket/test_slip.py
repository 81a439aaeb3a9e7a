"""Tickets beside a task's own work: what is on them, and what the printer's word comes to."""

from datetime import date

import pytest

from fidpos.domain.member import Channel
from fidpos.till.task.acts import ChooseLine, FillIn, GoOn, OpenTask, PressKey, TaskKind
from fidpos.till.ticket.closing_ticket import shown_hash
from fidpos.till.ticket.printer import JobState, PrinterState
from fidpos.till.ticket.ticket import ClosingTicket, ConsentLine, ConsentTicket, GiftCardTicket
from fidpos.till.view import Message
from fidpos.till.workplace import Workplace
from fidpos.wire.day_events import DayClosed
from tests.helpers.counter import BERENICE, IDENTITY, Counter, counter
from tests.helpers.desk_printer import DeskPrinter
from tests.helpers.enrolling_till import LINA, enrolling_till
from tests.helpers.gift_desk import GiftDesk, gift_desk

A_DAY_S = 86_400
PRINT = PressKey("f5")


def till_with(printer: DeskPrinter) -> Counter:
    made = counter()
    made.workplace = Workplace(printer=printer)
    made.start()
    made.sign_in()
    return made


def close_day(at: Counter) -> DayClosed:
    """The first line of the list: a forgotten day before today."""
    at.session.in_task(OpenTask(TaskKind.SHOP))
    at.session.in_task(ChooseLine(1))
    at.session.in_task(GoOn())
    for key, text in (
        ("sales_minor", "10000"),
        ("tickets", "9"),
        ("gift_sold_minor", "0"),
        ("gift_spent_minor", ""),
    ):
        at.session.in_task(FillIn(key, text, 1))
    at.session.in_task(GoOn())
    return [event for event in at.store.events if isinstance(event, DayClosed)][-1]


def test_a_closing_is_printed_with_its_figures_and_the_head_of_the_journal() -> None:
    printer = DeskPrinter()
    at = till_with(printer)
    at.buy(BERENICE, 2_500)
    closed = close_day(at)
    at.session.in_task(PRINT)

    (ticket,) = printer.sent
    assert isinstance(ticket, ClosingTicket)
    assert (ticket.day, ticket.made_up) == (date(2026, 11, 20), False)
    assert (ticket.journal_seq, ticket.journal_hash) == (closed.head_seq, shown_hash(closed.head_hash))
    values = [line.value for line in ticket.figures if isinstance(line.value, Message)]
    assert values[0].params == {"count": 1, "members": 1, "new": 0}
    labels = [line.label.key for line in ticket.register if isinstance(line.label, Message)]
    assert labels == ["task.day.share", "task.day.gift_sold.difference"]
    assert not ticket.head.is_practice


def test_a_closing_that_was_made_up_says_so_on_paper() -> None:
    printer = DeskPrinter()
    at = till_with(printer)
    at.session.lock()
    at.clock.advance(A_DAY_S)
    at.sign_in()
    close_day(at)
    at.session.in_task(PRINT)

    (ticket,) = printer.sent
    assert isinstance(ticket, ClosingTicket)
    assert ticket.made_up


def test_nothing_is_printed_before_the_day_is_closed() -> None:
    printer = DeskPrinter()
    at = till_with(printer)
    at.session.in_task(OpenTask(TaskKind.SHOP))
    at.session.in_task(ChooseLine(1))
    at.session.in_task(PRINT)

    assert printer.sent == []


def test_the_banner_says_when_the_closing_is_out() -> None:
    printer = DeskPrinter()
    at = till_with(printer)
    close_day(at)
    at.session.in_task(PRINT)
    said = [at.said]
    at.session.tick()
    said.append(at.said)
    printer.outcomes[1] = JobState.PRINTED
    at.session.tick()

    assert [*said, at.said] == ["task.print.working", "task.print.working", "task.print.printed"]


def test_a_printer_without_paper_undoes_no_closing_and_prints_on_the_same_key_again() -> None:
    printer = DeskPrinter()
    at = till_with(printer)
    close_day(at)
    at.session.in_task(PRINT)
    printer.state, printer.outcomes[1] = PrinterState.NO_PAPER, JobState.FAILED
    at.session.tick()
    said = at.said
    printer.state = PrinterState.READY
    at.session.in_task(PRINT)

    assert said == "printer.no_paper"
    assert len(printer.sent) == 2
    assert [event for event in at.store.events if isinstance(event, DayClosed)]


def test_without_a_printer_the_closing_becomes_a_file() -> None:
    printer = DeskPrinter(PrinterState.NONE)
    at = till_with(printer)
    close_day(at)
    at.session.in_task(PRINT)

    assert at.said == "task.print.made"
    assert at.view.document == "/ticket-1.pdf"


def test_a_till_that_makes_no_tickets_says_so() -> None:
    at = counter()
    close_day(at)
    at.session.in_task(PRINT)

    assert at.said == "task.print.nothing"


def test_a_printer_with_too_much_to_do_says_so() -> None:
    printer = DeskPrinter()
    printer.is_full = True
    at = till_with(printer)
    close_day(at)
    at.session.in_task(PRINT)

    assert at.said == "task.print.too_many"


def test_a_new_member_is_given_a_copy_of_what_they_agreed_to() -> None:
    till = enrolling_till()
    till.open()
    till.to_check(**LINA, consent_sms="1", consent_telephone="2")
    till.press("f5")

    (ticket,) = till.printer.sent
    assert isinstance(ticket, ConsentTicket)
    assert ticket.holder.given_name == LINA["given_name"]
    wording = till.policy.wording
    assert ticket.consents == (
        ConsentLine(channel=Channel.SMS, granted=True, wording=wording),
        ConsentLine(channel=Channel.TELEPHONE, granted=False, wording=wording),
    )


def test_there_is_no_copy_where_nothing_was_asked() -> None:
    till = enrolling_till()
    till.open()
    till.to_check(**LINA)

    assert "f5" not in {key.key for key in till.task.keys}
    till.press("f5")
    assert till.printer.sent == []


@pytest.fixture
def printer() -> DeskPrinter:
    """At the gift-card desk."""
    return DeskPrinter()


@pytest.fixture
def desk(printer: DeskPrinter) -> GiftDesk:
    """With that printer."""
    at = counter()
    at.workplace = Workplace(printer=printer)
    return gift_desk(at=at)


def test_a_gift_card_on_the_screen_is_worth_its_money_on_the_ticket(
    desk: GiftDesk, printer: DeskPrinter
) -> None:
    card = desk.sell(5_000, "screen")
    desk.key("f5")

    (ticket,) = printer.sent
    assert isinstance(ticket, GiftCardTicket)
    assert ticket.number == desk.number_of(card)
    assert (ticket.paid, ticket.balance) == (card.balance, card.balance)
    assert ticket.number not in repr(ticket)


def test_the_ticket_of_a_card_in_the_hand_names_its_end_alone(desk: GiftDesk, printer: DeskPrinter) -> None:
    card = desk.sell(5_000, "paper")
    desk.key("f5")

    (ticket,) = printer.sent
    assert isinstance(ticket, GiftCardTicket)
    assert (ticket.number, ticket.ending) == ("", card.masked)
    assert ticket.head.merchant_name == IDENTITY.merchant_name


def test_the_gift_card_desk_says_when_the_ticket_is_out(desk: GiftDesk, printer: DeskPrinter) -> None:
    desk.sell()
    desk.key("f5")
    printer.outcomes[1] = JobState.PRINTED
    desk.at.session.tick()

    assert desk.at.said == "task.print.printed"
