"""A cash register of the tests: its ticket, what it sells, and what the till answers."""

from datetime import date

from fidpos.domain.basket import Basket, BasketLine
from fidpos.domain.money import EUR, Money
from fidpos.domain.register_ticket import RegisterTicket
from fidpos.till.register.standing import RegisterRefusal, TicketAnswer, TicketRefused, TicketStanding

TICKET = RegisterTicket(register="left", day=date(2026, 11, 20), number="17")
"""On the day on which a `FakeClock` begins."""
BREAD = BasketLine(amount_minor=450, article="BREAD", label="Bread", categories=("food",), quantity=2_000)
JAM = BasketLine(amount_minor=790, article="JAM", label="Jam", categories=("food",), brand="Verger")


def basket(*lines: BasketLine) -> Basket:
    """What the register hands over."""
    return Basket(amount=Money(sum(line.amount_minor for line in lines), EUR), lines=lines)


def stands(answer: TicketAnswer) -> TicketStanding:
    """The till did it."""
    assert isinstance(answer, TicketStanding), answer
    return answer


def refused(answer: TicketAnswer) -> RegisterRefusal:
    """The till did not do it."""
    assert isinstance(answer, TicketRefused), answer
    return answer.refusal
