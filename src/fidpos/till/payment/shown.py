"""What each step of a payment with gift cards shows."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from fidpos.domain.money import Money
from fidpos.till import announce
from fidpos.till.announce import Said
from fidpos.till.gift_card_paying_view import PayingStep, PayingView
from fidpos.till.refused import gift_card_refused
from fidpos.till.task.view import (
    Body,
    Fact,
    Field,
    FieldKind,
    FormBody,
    Line,
    ListBody,
    PresentBody,
    TaskKey,
    TaskView,
)
from fidpos.till.view import Message

TYPE, TAKE_BACK = "f2", "delete"
NUMBER, TICKET = "number", "ticket"
DRAW, AGAIN, WITHOUT = 1, 2, 3
NUMBER_LENGTH_MAX = 40
TICKET_LENGTH_MAX = 40

_STEPS = (Message(key="task.payment.step.cards"), Message(key="task.payment.step.ticket"))


class Place(StrEnum):
    """What the cashier has opened; the centre's answer lies over it."""

    CARDS = "cards"
    NUMBER = "number"
    TAKE_BACK = "take_back"
    TICKET = "ticket"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldCard:
    """A card that pays, by the end of its number."""

    masked: str
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How far the payment has come.

    Attributes:
        due: what is to be paid, after discounts.
        left: what no card pays yet.
    """

    due: Money
    left: Money
    cards: tuple[HeldCard, ...] = ()

    @property
    def paid(self) -> Money:
        """What the cards pay."""
        return self.due - self.left


def step(place: Place, paying: PayingView, standing: Standing, ticket: str) -> TaskView:
    """The centre's answer comes first, then what the cashier has opened."""
    match paying.step, place:
        case PayingStep.ASKING, _:
            return _asking(paying, standing)
        case PayingStep.UNANSWERED, _:
            return _unanswered(paying)
        case _, Place.NUMBER:
            return _number()
        case _, Place.TAKE_BACK:
            return _take_back(standing)
        case _, Place.TICKET:
            return _ticket(standing, ticket)
        case _:
            return _cards(standing)


def said_of(paying: PayingView) -> Said | None:
    """Why the last card was not taken."""
    if paying.fault is not None:
        return announce.store_refused(paying.fault)
    return gift_card_refused(paying.refusal) if paying.refusal is not None else None


def _cards(standing: Standing) -> TaskView:
    """The next card is to be presented, or the ticket comes."""
    first = not standing.cards
    enter = None if first else Message(key="task.payment.enter.ticket")
    keys = [TaskKey(key=TYPE, label=Message(key="task.payment.key.number"))]
    if standing.cards:
        keys.append(TaskKey(key=TAKE_BACK, label=Message(key="task.payment.key.take_back")))
    body = PresentBody(
        icon="gift",
        title=Message(key="task.payment.present" if first else "task.payment.present_next"),
        detail=Message(key="task.payment.present.detail"),
        facts=_facts(standing),
    )
    lead = Message(
        key="task.payment.lead.cards" if first else "task.payment.lead.more", params={"left": standing.left}
    )
    return _view(Place.CARDS, lead, body, enter=enter, keys=keys)


def _number() -> TaskView:
    """The number is typed: the code on the card cannot be read."""
    body = FormBody(
        fields=(
            Field(
                key=NUMBER,
                label=Message(key="task.payment.number"),
                kind=FieldKind.CODE,
                placeholder="GC12 3456 789A BCDE FGHJ",
                length_max=NUMBER_LENGTH_MAX,
            ),
        )
    )
    return _view(
        Place.NUMBER,
        Message(key="task.payment.lead.number"),
        body,
        enter=Message(key="task.payment.enter.number"),
    )


def _asking(view: PayingView, standing: Standing) -> TaskView:
    """The centre is asked; nobody has to do anything."""
    body = PresentBody(
        icon="clock",
        title=Message(key="task.payment.asking", params={"ending": view.masked}),
        detail=Message(key="task.payment.asking.detail"),
        is_busy=True,
        facts=_facts(standing),
    )
    return _view("asking", Message(key="task.payment.lead.asking"), body)


def _unanswered(view: PayingView) -> TaskView:
    """The cashier decides; Enter decides nothing."""
    params: dict[str, object] = {"amount": view.drawable}
    drawable = view.drawable.minor > 0
    lines = (
        Line(
            title=Message(key="task.payment.draw" if drawable else "task.payment.draw.none", params=params),
            detail=Message(key="task.payment.draw.detail" if drawable else "task.payment.draw.none.detail"),
            is_open=drawable,
        ),
        Line(title=Message(key="task.payment.again"), detail=Message(key="task.payment.again.detail")),
        Line(title=Message(key="task.payment.without"), detail=Message(key="task.payment.without.detail")),
    )
    lead = Message(key="task.payment.lead.unanswered", params={"ending": view.masked})
    return _view("unanswered", lead, ListBody(lines=lines))


def _take_back(standing: Standing) -> TaskView:
    """Which card does not pay after all."""
    lines = tuple(Line(title=_ending(card), aside=_amount(card.amount)) for card in standing.cards)
    return _view(Place.TAKE_BACK, Message(key="task.payment.lead.take_back"), ListBody(lines=lines))


def _ticket(standing: Standing, ticket: str) -> TaskView:
    """The register's ticket is paid, or about to be; its number closes the visit."""
    note = "task.payment.ticket.note" if standing.left.minor else "task.payment.ticket.note.all"
    body = FormBody(
        fields=(
            Field(
                key=TICKET,
                label=Message(key="task.payment.ticket"),
                kind=FieldKind.CODE,
                text=ticket,
                note=Message(key=note, params={"paid": standing.paid, "left": standing.left}),
                length_max=TICKET_LENGTH_MAX,
            ),
        )
    )
    lead = "task.payment.lead.ticket" if standing.left.minor else "task.payment.lead.ticket.all"
    return _view(
        Place.TICKET,
        Message(key=lead, params={"left": standing.left}),
        body,
        enter=Message(key="task.payment.enter.close"),
        step=1,
    )


def _view(
    place: str,
    lead: Message,
    body: Body,
    *,
    enter: Message | None = None,
    keys: Iterable[TaskKey] = (),
    step: int = 0,
) -> TaskView:
    return TaskView(
        place=f"payment.{place}",
        title=Message(key="task.payment.title"),
        lead=lead,
        body=body,
        steps=_STEPS,
        step=step,
        enter=enter,
        keys=tuple(keys),
        help="task.payment.help",
    )


def _facts(standing: Standing) -> tuple[Fact, ...]:
    cards = tuple(Fact(label=_ending(card), value=_amount(card.amount)) for card in standing.cards)
    due = Fact(label=Message(key="task.payment.due"), value=_amount(standing.due))
    left = Fact(label=Message(key="task.payment.left"), value=_amount(standing.left), is_strong=True)
    return (due, *cards, left)


def _ending(card: HeldCard) -> Message:
    return Message(key="task.payment.card", params={"ending": card.masked})


def _amount(amount: Money) -> Message:
    return Message(key="task.payment.amount", params={"amount": amount})
