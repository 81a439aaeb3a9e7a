"""A step in which one amount is typed."""

from collections.abc import Callable
from dataclasses import dataclass

from fidpos.domain.money import Currency, Money
from fidpos.till.correcting.act import Refusal
from fidpos.till.correcting.flow import Flow
from fidpos.till.correcting.form import Form, typed_minor
from fidpos.till.correcting.step import KeysOnly
from fidpos.till.task.acts import GoOn, TaskAct
from fidpos.till.task.view import Field, FieldKind, TaskView
from fidpos.till.view import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked for, in words; `note` is what was recorded, or what is left."""

    place: str
    title: Message
    lead: Message
    label: Message
    note: Message
    currency: Currency


class AskAmount(KeysOnly):
    """One field.

    Args:
        flow: of the correction.
        asked: what it shows.
        take: goes on with the amount, None for nothing typed, or says why not.
    """

    def __init__(self, flow: Flow, asked: Asked, take: Callable[[Money | None], Refusal | None]) -> None:
        self._flow = flow
        self._asked = asked
        self._take = take
        self._form = Form(["amount"])

    def view(self) -> TaskView:
        """The field, with its note."""
        asked = self._asked
        amount = Field(
            key="amount",
            label=asked.label,
            kind=FieldKind.AMOUNT,
            text=self._form["amount"],
            note=asked.note,
        )
        return TaskView(
            place=asked.place,
            title=asked.title,
            lead=asked.lead,
            body=self._form.body([amount]),
            enter=Message(key="task.correct.enter.go_on"),
            help="task.correct.help",
        )

    def act(self, act: TaskAct) -> None:
        """Enter goes on."""
        if not self._form.fill(act) and not isinstance(act, GoOn):
            return
        minor = typed_minor(self._form["amount"])
        refused = self._take(Money(minor, self._asked.currency) if minor is not None else None)
        if refused is not None:
            self._flow.refuse(refused)


def goods_asked(place: str, left: Money) -> Asked:
    """The price of what comes back, of what is left."""
    return Asked(
        place=place,
        title=Message(key="task.correct.refund.title"),
        lead=Message(key="task.correct.lead.goods"),
        label=Message(key="task.correct.field.goods"),
        note=Message(key="task.correct.left", params={"amount": left}),
        currency=left.currency,
    )
