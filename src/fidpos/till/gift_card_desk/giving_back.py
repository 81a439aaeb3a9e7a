"""What a gift card paid for somebody who is no member goes back onto it, once F8 is too late for that.

A member's purchase is refunded as a visit, with its points; here there is only the payment, found by the
ticket that it carries. Never cash: what the card paid, the card gets.
"""

from datetime import date

from fidpos.domain.gift_card import GiftMove
from fidpos.domain.ids import VisitId
from fidpos.domain.money import Money
from fidpos.till.announce import Said
from fidpos.till.gift_card_desk.amount import amount_field
from fidpos.till.gift_card_desk.by_ticket import day_field, typed_in
from fidpos.till.gift_card_desk.form import Form
from fidpos.till.gift_card_desk.paying import ticket_field
from fidpos.till.gift_card_desk.undoing import reason_field
from fidpos.till.gift_card_desk.walk import Page, Walk
from fidpos.till.gift_cards import GiftCardRefusal, GiftCardWork, tidy_ticket
from fidpos.till.payment.give_back import GivingBack, cards_that_paid, given_back
from fidpos.till.task.acts import TaskAct
from fidpos.till.task.view import FormBody, TaskView
from fidpos.till.view import Message, Tone
from fidpos.wire.gift_card_events import GiftCardMoved

REASONS = ("changed_mind", "faulty", "mistake")
"""As the journal has them."""

_TITLE = Message(key="task.gift.give_back.title")


def open_giving_back(walk: Walk) -> Page:
    """Which payment is it?"""
    return PaidTicketPage(walk)


class PaidTicketPage(Page):
    """The number of the ticket that the card paid, and its day unless it is of today."""

    def __init__(self, walk: Walk) -> None:
        self._walk = walk
        self._place = walk.place("paid_ticket")
        self._form = Form(keys=("ticket", "day"))

    def view(self) -> TaskView:
        """As it stands."""
        return TaskView(
            place=self._place,
            title=_TITLE,
            lead=Message(key="task.gift.give_back.lead"),
            body=FormBody(fields=(ticket_field(self._form), day_field(self._form)), at=self._form.at),
            enter=Message(key="task.gift.go_on"),
            help="task.gift.give_back.help",
        )

    def act(self, act: TaskAct) -> None:
        """What was typed."""
        if not self._form.fill(act):
            return
        ticket = self._form.ticket("ticket")
        day = typed_in(self._walk, self._form)
        if ticket is None or day is None:
            return
        walk = self._walk
        visits = paid_under(walk, ticket, day)
        if not visits:
            walk.object_to("task.gift.ticket_unknown")
        elif any(walk.bench.station.store.visit(visit_id) is not None for visit_id in visits):
            walk.object_to("task.gift.give_back.of_member")
        elif not left_of(walk, visits):
            walk.refuse(GiftCardRefusal.WRONG_AMOUNT)
        else:
            walk.go(GiveBackPage(walk, visits))


class GiveBackPage(Page):
    """How much, why, and the register's document of the refund; the ids of the payment make it once."""

    def __init__(self, walk: Walk, visits: tuple[VisitId, ...]) -> None:
        self._walk = walk
        self._visits = visits
        self._left_minor = left_of(walk, visits)
        self._place = walk.place("give_back")
        self._form = Form(keys=("amount", "reason", "ticket"), texts={"amount": str(self._left_minor)})

    def view(self) -> TaskView:
        """As it stands."""
        form = self._form
        return TaskView(
            place=self._place,
            title=_TITLE,
            lead=Message(key="task.gift.give_back.left.lead", params={"amount": self._left}),
            body=FormBody(
                fields=(amount_field(form), reason_field(form, REASONS), ticket_field(form)), at=form.at
            ),
            enter=Message(key="task.gift.give_back.enter"),
            help="task.gift.give_back.help",
        )

    def act(self, act: TaskAct) -> None:
        """What was typed."""
        form = self._form
        if not form.fill(act):
            return
        amount = form.money("amount", self._walk.bench.station.identity.currency)
        reason = form.choice("reason", REASONS)
        ticket = form.ticket("ticket")
        if amount is None or reason is None or ticket is None:
            return
        if amount.minor > self._left_minor:
            form.object_to("amount", Message(key="gift_card.wrong_amount"))
            return
        asked = GivingBack(visits=self._visits, minor=amount.minor, ticket=ticket, reason=reason)
        self._walk.attempt(
            lambda work: _give_back(work, asked),
            lambda _: self._given(amount),
            why=Message(key="task.gift.why.give_back", params={"amount": amount}),
        )

    def _given(self, amount: Money) -> None:
        message = Message(key="task.gift.given_back", params={"amount": amount})
        self._walk.finish(Said(tone=Tone.SUCCESS, message=message))

    @property
    def _left(self) -> Money:
        return Money(self._left_minor, self._walk.bench.station.identity.currency)


def paid_under(walk: Walk, ticket: str, day: date) -> tuple[VisitId, ...]:
    """The purchases that gift cards paid at this till on that ticket."""
    store = walk.bench.station.store
    entries = store.gift_entries_of_day(day, tidy_ticket(ticket))
    spent = [entry for entry in entries if entry.move is GiftMove.SPENT and entry.hold_id is not None]
    holds = (store.gift_hold(entry.hold_id) for entry in spent if entry.hold_id is not None)
    return tuple(dict.fromkeys(hold.visit_id for hold in holds if hold is not None))


def left_of(walk: Walk, visits: tuple[VisitId, ...]) -> int:
    """What of these payments has not come back."""
    return sum(paid.left_minor for paid in cards_that_paid(walk.work(), visits))


def _give_back(work: GiftCardWork, asked: GivingBack) -> tuple[GiftCardMoved, ...] | GiftCardRefusal:
    events = given_back(work, asked)
    if not isinstance(events, GiftCardRefusal):
        for event in events:
            work.store.commit(event)
    return events
