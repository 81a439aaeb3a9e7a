"""How much the card is to hold: an amount by its digit, or a typed one up to the owner's ceiling."""

from fidpos.domain.gift_card_number import GiftCardNumber
from fidpos.domain.ids import GiftCardId
from fidpos.domain.money import Money
from fidpos.till.gift_card_desk.form import Form
from fidpos.till.gift_card_desk.inscribing import InscriptionPage
from fidpos.till.gift_card_desk.medium import MediumPage
from fidpos.till.gift_card_desk.sale import Order
from fidpos.till.gift_card_desk.steps import SALE_STEPS
from fidpos.till.gift_card_desk.walk import Page, Walk
from fidpos.till.task.acts import ChooseLine, TaskAct
from fidpos.till.task.view import Field, FieldKind, FormBody, Line, ListBody, TaskView
from fidpos.till.view import Message


class AmountPage(Page):
    """The owner's amounts; the last line is any other."""

    def __init__(self, walk: Walk) -> None:
        self._walk = walk
        self._place = walk.place("amount")

    def view(self) -> TaskView:
        """As it stands."""
        lines = [
            Line(title=Message(key="task.gift.money", params={"amount": amount}))
            for amount in self._presets()
        ]
        return TaskView(
            place=self._place,
            title=Message(key="task.gift.sell.title"),
            lead=Message(key="task.gift.amount.lead", params={"ceiling": ceiling(self._walk)}),
            body=ListBody(lines=(*lines, Line(title=Message(key="task.gift.amount.other")))),
            steps=SALE_STEPS,
            step=0,
            help="task.gift.sell.help",
        )

    def act(self, act: TaskAct) -> None:
        """A line."""
        presets = self._presets()
        if not isinstance(act, ChooseLine) or not 1 <= act.number <= len(presets) + 1:
            return
        if act.number > len(presets):
            self._walk.go(OtherAmountPage(self._walk))
        else:
            _ask_medium(self._walk, presets[act.number - 1])

    def _presets(self) -> list[Money]:
        policy = self._walk.work().policy
        currency = self._walk.bench.station.identity.currency
        return [Money(minor, currency) for minor in policy.presets_minor if minor <= policy.balance_max_minor]


class OtherAmountPage(Page):
    """Any amount that a card may hold."""

    def __init__(self, walk: Walk) -> None:
        self._walk = walk
        self._place = walk.place("other_amount")
        self._form = Form(keys=("amount",))

    def view(self) -> TaskView:
        """As it stands."""
        return TaskView(
            place=self._place,
            title=Message(key="task.gift.sell.title"),
            lead=Message(key="task.gift.amount.other.lead", params={"ceiling": ceiling(self._walk)}),
            body=FormBody(fields=(amount_field(self._form),)),
            steps=SALE_STEPS,
            step=0,
            enter=Message(key="task.gift.go_on"),
            help="task.gift.sell.help",
        )

    def act(self, act: TaskAct) -> None:
        """What was typed."""
        if not self._form.fill(act):
            return
        face = self._form.money("amount", self._walk.bench.station.identity.currency)
        if face is None:
            return
        if face.minor > self._walk.work().policy.balance_max_minor:
            self._form.object_to("amount", Message(key="gift_card.above_ceiling"))
        else:
            _ask_medium(self._walk, face)


def _ask_medium(walk: Walk, face: Money) -> None:
    def chosen(kind: str, number: GiftCardNumber | None) -> None:
        gift_card_id = GiftCardId(walk.bench.station.new_id())
        order = Order(gift_card_id=gift_card_id, face=face, kind=kind, number=number)
        walk.go(InscriptionPage(walk, order))

    walk.go(MediumPage(walk, face, chosen))


def amount_field(form: Form) -> Field:
    """Where an amount is typed."""
    return Field(
        key="amount",
        label=Message(key="task.gift.amount.label"),
        kind=FieldKind.AMOUNT,
        text=form.text("amount"),
        fault=form.faults.get("amount"),
        length_max=9,
    )


def ceiling(walk: Walk) -> Money:
    """What one card may hold."""
    return Money(walk.work().policy.balance_max_minor, walk.bench.station.identity.currency)
