"""The sale before it is paid: each card, the sum that the register is to take, and what the buyer is told."""

from fidpos.domain.money import Money
from fidpos.rules.windows import add_months
from fidpos.till.gift_card_desk.on_sale import OnSalePage
from fidpos.till.gift_card_desk.paying import TicketPage
from fidpos.till.gift_card_desk.sale import CARDS_MAX, OnSale, give_up, total_of, waiting_cards
from fidpos.till.gift_card_desk.steps import SALE_STEPS
from fidpos.till.gift_card_desk.walk import Page, Walk
from fidpos.till.gift_card_desk.words import card_name
from fidpos.till.gift_cards import GiftCardRefusal, GiftCardWork, amount_refusal
from fidpos.till.task.acts import GoOn, PressKey, TaskAct
from fidpos.till.task.view import Fact, ReviewBody, TaskKey, TaskView
from fidpos.till.view import Lamp, Message

ADD, CHANGE, GIVE_UP = "f2", "f6", "delete"


class CheckPage(Page):
    """All of it, read from the store each time: a sale that was cut short looks the same."""

    def __init__(self, walk: Walk) -> None:
        self._walk = walk
        self._place = walk.place("check")
        self._cards: tuple[OnSale, ...] = ()

    def entered(self) -> None:
        """The cards that wait for their ticket."""
        self._cards = waiting_cards(self._walk.bench.station.store)

    def view(self) -> TaskView:
        """As it stands."""
        cards = self._cards
        return TaskView(
            place=self._place,
            title=Message(key="task.gift.sell.title"),
            lead=Message(key="task.gift.check.lead", params={"amount": total_of(cards)}),
            body=ReviewBody(
                title=Message(key="task.gift.check.title"),
                detail=Message(key="task.gift.check.detail"),
                lamp=Lamp.WARNING,
                facts=(*map(_fact, cards), *self._conditions(), _sum(total_of(cards))),
            ),
            steps=SALE_STEPS,
            step=2,
            enter=Message(key="task.gift.check.enter"),
            keys=(
                TaskKey(key=ADD, label=Message(key="task.gift.check.add"), is_open=len(cards) < CARDS_MAX),
                TaskKey(key=CHANGE, label=Message(key="task.gift.check.change")),
                TaskKey(key=GIVE_UP, label=Message(key="task.gift.check.give_up")),
            ),
            help="task.gift.check.help",
        )

    def act(self, act: TaskAct) -> None:
        """Enter once the buyer agrees; another card, a card changed, or none sold."""
        walk, cards = self._walk, self._cards
        match act:
            case GoOn():
                walk.attempt(
                    lambda work: _may_load(work, total_of(cards).minor),
                    lambda _: walk.go(TicketPage(walk)),
                    why=Message(key="task.gift.why.sell", params={"amount": total_of(cards)}),
                )
            case PressKey(key) if key == ADD and len(cards) < CARDS_MAX:
                walk.sell()
            case PressKey(key) if key == CHANGE:
                walk.go(OnSalePage(walk))
            case PressKey(key) if key == GIVE_UP:
                give_up(walk.work())
                walk.home()

    def _conditions(self) -> tuple[Fact, ...]:
        """What the buyer is told before the purchase."""
        terms, today = self._cards[0].card.terms, self._walk.bench.station.today
        if not terms.valid_months:
            return (Fact(label=Message(key="task.gift.until"), value=Message(key="task.gift.no_end")),)
        until = add_months(today, terms.valid_months)
        told = Message(key="task.gift.until.grace", params={"until": until, "days": terms.grace_days})
        return (Fact(label=Message(key="task.gift.until"), value=told),)


def _may_load(work: GiftCardWork, amount_minor: int) -> bool | GiftCardRefusal:
    return amount_refusal(work, amount_minor) or True


def _fact(each: OnSale) -> Fact:
    amount = Money(each.card.face_minor, each.card.currency)
    return Fact(label=card_name(each.card), value=Message(key="task.gift.money", params={"amount": amount}))


def _sum(amount: Money) -> Fact:
    value = Message(key="task.gift.money", params={"amount": amount})
    return Fact(label=Message(key="task.gift.sum"), value=value, is_strong=True)
