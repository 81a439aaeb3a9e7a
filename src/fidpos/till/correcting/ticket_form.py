"""What is typed from a ticket of the register: its number, an amount, and its day unless it is of today."""

from dataclasses import dataclass
from datetime import date

from fidpos.domain.register_ticket import NUMBER_LENGTH_MAX, ticket_number
from fidpos.till.correcting.form import Form, typed_minor
from fidpos.till.correcting.typed_day import typed_day
from fidpos.till.correction import CorrectionRefusal
from fidpos.till.task.acts import GoOn, TaskAct
from fidpos.till.task.view import Field, FieldKind, FormBody
from fidpos.till.view import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedTicket:
    """The ticket; no day was typed for None."""

    number: str
    minor: int
    day: date | None


class TicketForm:
    """Three fields.

    Args:
        amount: label of the second.
        number: what is known of the first.
    """

    def __init__(self, amount: Message, number: str = "") -> None:
        self._amount = amount
        self._form = Form(["ticket", "amount", "day"], {"ticket": number})

    def fill(self, act: TaskAct) -> bool:
        """Take in what was typed; whether it is to be taken as it is."""
        return self._form.fill(act) or isinstance(act, GoOn)

    def read(self, today: date) -> TypedTicket | CorrectionRefusal:
        """The ticket, or what is wrong with it; the keys go there then."""
        form = self._form
        number = ticket_number(form["ticket"][:NUMBER_LENGTH_MAX])
        minor, day = typed_minor(form["amount"]), typed_day(form["day"], today)
        if not number:
            form.go_to("ticket")
            return CorrectionRefusal.NEEDS_TICKET
        if not minor:
            form.go_to("amount")
            return CorrectionRefusal.WRONG_AMOUNT
        if day is None and form["day"].strip():
            form.go_to("day")
            return CorrectionRefusal.TOO_OLD
        return TypedTicket(number=number, minor=minor, day=day)

    def body(self) -> FormBody:
        """As it is shown."""
        form = self._form
        return form.body(
            [
                Field(
                    key="ticket",
                    label=Message(key="task.correct.field.ticket"),
                    kind=FieldKind.CODE,
                    text=form["ticket"],
                    length_max=NUMBER_LENGTH_MAX,
                ),
                Field(key="amount", label=self._amount, kind=FieldKind.AMOUNT, text=form["amount"]),
                Field(
                    key="day",
                    label=Message(key="task.correct.field.day"),
                    kind=FieldKind.DATE,
                    text=form["day"],
                    placeholder=Message(key="task.correct.field.day.example"),
                    is_optional=True,
                ),
            ]
        )
