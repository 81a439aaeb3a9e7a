"""Who offers the card and what they say: both may be left out. With Enter the draft stands in the journal."""

from dataclasses import replace

from fidpos.domain.gift_card import TEXT_LENGTH_MAX, GiftCard
from fidpos.till.gift_card_desk.checking import CheckPage
from fidpos.till.gift_card_desk.form import Form
from fidpos.till.gift_card_desk.sale import NOT_WRITTEN, Order, put_on_sale
from fidpos.till.gift_card_desk.steps import SALE_STEPS
from fidpos.till.gift_card_desk.walk import Page, Walk
from fidpos.till.gift_card_desk.writing import WritingPage
from fidpos.till.task.acts import TaskAct
from fidpos.till.task.view import Field, FormBody, TaskView
from fidpos.till.view import Message

FIELDS = ("offered_by", "message")


class InscriptionPage(Page):
    """Two texts, sealed wherever they are kept."""

    def __init__(self, walk: Walk, order: Order) -> None:
        self._walk = walk
        self._order = order
        self._place = walk.place("inscription")
        self._form = Form(keys=FIELDS)

    def view(self) -> TaskView:
        """As it stands."""
        return TaskView(
            place=self._place,
            title=Message(key="task.gift.sell.title"),
            lead=Message(key="task.gift.inscription.lead"),
            body=FormBody(fields=inscription_fields(self._form), at=self._form.at),
            steps=SALE_STEPS,
            step=1,
            enter=Message(key="task.gift.go_on"),
            help="task.gift.sell.help",
        )

    def act(self, act: TaskAct) -> None:
        """What was typed; Enter on the second field makes the draft."""
        if not self._form.fill(act):
            return
        offered_by, message = (self._form.words(key) for key in FIELDS)
        if offered_by is None or message is None:
            return
        order = replace(self._order, offered_by=offered_by, message=message)
        self._walk.attempt(
            lambda work: put_on_sale(work, order),
            self._made,
            why=Message(key="task.gift.why.sell", params={"amount": order.face}),
        )

    def _made(self, card: GiftCard) -> None:
        walk, kind = self._walk, self._order.kind
        if kind in NOT_WRITTEN:
            walk.home(CheckPage(walk))
        else:
            walk.home(WritingPage(walk, card.id, kind=kind, then=lambda: walk.home(CheckPage(walk))))


def inscription_fields(form: Form) -> tuple[Field, ...]:
    """Who offers it, and what they say."""
    return tuple(
        Field(
            key=key,
            label=Message(key=f"task.gift.{key}.label"),
            text=form.text(key),
            fault=form.faults.get(key),
            length_max=TEXT_LENGTH_MAX,
            is_optional=True,
        )
        for key in FIELDS
    )
