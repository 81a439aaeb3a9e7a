"""Paid at the register: the number of its ticket makes the drafts active, all at once."""

from fidpos.domain.gift_card import TICKET_LENGTH_MAX
from fidpos.till.gift_card_desk.form import Form
from fidpos.till.gift_card_desk.handing_over import HandOverPage
from fidpos.till.gift_card_desk.sale import OnSale, cards_on_sale, total_of, waiting_cards
from fidpos.till.gift_card_desk.steps import SALE_STEPS
from fidpos.till.gift_card_desk.walk import Page, Walk
from fidpos.till.gift_cards import sell_gift_cards
from fidpos.till.task.acts import TaskAct
from fidpos.till.task.view import Field, FieldKind, FormBody, TaskView
from fidpos.till.view import Message


class TicketPage(Page):
    """One number; Enter pressed twice sells once."""

    def __init__(self, walk: Walk) -> None:
        self._walk = walk
        self._place = walk.place("ticket")
        self._cards: tuple[OnSale, ...] = ()
        self._form = Form(keys=("ticket",))

    def entered(self) -> None:
        """The cards that wait for it."""
        self._cards = waiting_cards(self._walk.bench.station.store)

    def view(self) -> TaskView:
        """As it stands."""
        amount = total_of(self._cards)
        return TaskView(
            place=self._place,
            title=Message(key="task.gift.sell.title"),
            lead=Message(key="task.gift.ticket.lead", params={"amount": amount}),
            body=FormBody(fields=(ticket_field(self._form),)),
            steps=SALE_STEPS,
            step=3,
            enter=Message(key="task.gift.ticket.enter"),
            help="task.gift.ticket.help",
        )

    def act(self, act: TaskAct) -> None:
        """What was typed."""
        ticket = self._form.ticket("ticket") if self._form.fill(act) else None
        if ticket is None:
            return
        walk, cards = self._walk, self._cards
        walk.attempt(
            lambda work: sell_gift_cards(work, [each.card.id for each in cards], ticket),
            lambda _: walk.home(HandOverPage(walk, cards_on_sale(walk.bench.station.store))),
            why=Message(key="task.gift.why.sell", params={"amount": total_of(cards)}),
        )


def ticket_field(form: Form) -> Field:
    """Where the number of a ticket is typed."""
    return Field(
        key="ticket",
        label=Message(key="task.gift.ticket.label"),
        kind=FieldKind.CODE,
        text=form.text("ticket"),
        fault=form.faults.get("ticket"),
        length_max=TICKET_LENGTH_MAX,
    )
