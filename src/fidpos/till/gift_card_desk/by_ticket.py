"""A lost card of which nobody has the number: found by the ticket that sold it, on a manager's word.

The number itself is never shown; whoever has the receipt may have the money, so a manager decides.
"""

from collections.abc import Callable
from datetime import date

from fidpos.domain.gift_card import GiftCard, GiftMove
from fidpos.domain.gift_card_number import GiftCardNumber
from fidpos.till.correcting.typed_day import typed_day
from fidpos.till.gift_card_desk.form import Form
from fidpos.till.gift_card_desk.paying import ticket_field
from fidpos.till.gift_card_desk.walk import Page, Walk
from fidpos.till.gift_card_desk.words import card_name
from fidpos.till.gift_cards import tidy_ticket
from fidpos.till.task.acts import ChooseLine, TaskAct
from fidpos.till.task.view import Field, FieldKind, FormBody, Line, ListBody, TaskView
from fidpos.till.view import Message

Chosen = Callable[[GiftCardNumber], None]


class ByTicketPage(Page):
    """The number of the ticket that sold the card, and its day unless it is of today."""

    def __init__(self, walk: Walk, name: str, chosen: Chosen) -> None:
        self._walk = walk
        self._name = name
        self._chosen = chosen
        self._place = walk.place("by_ticket")
        self._form = Form(keys=("ticket", "day"))

    def view(self) -> TaskView:
        """As it stands."""
        return TaskView(
            place=self._place,
            title=Message(key=f"task.gift.{self._name}.title"),
            lead=Message(key="task.gift.by_ticket.lead"),
            body=FormBody(fields=(ticket_field(self._form), day_field(self._form)), at=self._form.at),
            enter=Message(key="task.gift.go_on"),
            help="task.gift.by_ticket.help",
        )

    def act(self, act: TaskAct) -> None:
        """What was typed; nothing is looked for before a manager said yes."""
        if not self._form.fill(act):
            return
        ticket = self._form.ticket("ticket")
        day = typed_in(self._walk, self._form)
        if ticket is None or day is None:
            return
        params: dict[str, object] = {"ticket": tidy_ticket(ticket)}
        why = Message(key="task.gift.why.by_ticket", params=params)
        self._walk.bench.with_manager(why, lambda _: self._look(ticket, day))

    def _look(self, ticket: str, day: date) -> None:
        walk = self._walk
        cards = _sold_on(walk, ticket, day)
        if not cards:
            walk.object_to("task.gift.ticket_unknown")
        else:
            walk.go(_WhichCardPage(walk, self._name, cards, self._chosen))


class _WhichCardPage(Page):
    """What the ticket sold, by the ends of the numbers."""

    def __init__(self, walk: Walk, name: str, cards: tuple[GiftCard, ...], chosen: Chosen) -> None:
        self._walk = walk
        self._name = name
        self._cards = cards
        self._chosen = chosen
        self._place = walk.place("which_card")

    def view(self) -> TaskView:
        """A line for each."""
        lines = tuple(
            Line(
                title=card_name(card),
                detail=Message(key=f"task.gift.state.{card.state.value}"),
                aside=Message(key="task.gift.money", params={"amount": card.balance}),
            )
            for card in self._cards
        )
        return TaskView(
            place=self._place,
            title=Message(key=f"task.gift.{self._name}.title"),
            lead=Message(key="task.gift.which_card.lead"),
            body=ListBody(lines=lines),
            help="task.gift.by_ticket.help",
        )

    def act(self, act: TaskAct) -> None:
        """A digit chooses."""
        if isinstance(act, ChooseLine) and 1 <= act.number <= len(self._cards):
            self._chosen(self._walk.number_of(self._cards[act.number - 1].id))


def day_field(form: Form) -> Field:
    """Where the day of a ticket is typed; left empty for today."""
    return Field(
        key="day",
        label=Message(key="task.correct.field.day"),
        kind=FieldKind.DATE,
        text=form.text("day"),
        fault=form.faults.get("day"),
        placeholder=Message(key="task.correct.field.day.example"),
        is_optional=True,
    )


def typed_in(walk: Walk, form: Form) -> date | None:
    """The day that was typed, today for none; None, with a fault, for what is no day."""
    today = walk.bench.station.today
    if not form.text("day").strip():
        return today
    day = typed_day(form.text("day"), today)
    if day is None or day > today:
        form.object_to("day", Message(key="correction.too_old"))
        return None
    return day


def _sold_on(walk: Walk, ticket: str, day: date) -> tuple[GiftCard, ...]:
    store = walk.bench.station.store
    entries = store.gift_entries_of_day(day, tidy_ticket(ticket))
    sold = dict.fromkeys(entry.gift_card_id for entry in entries if entry.move is GiftMove.SOLD)
    found = (store.gift_card(each) for each in sold)
    return tuple(card for card in found if card is not None)
