"""What a card holds, until when, and what happened to it last."""

from fidpos.domain.gift_card import GiftEntry
from fidpos.domain.money import Money
from fidpos.till.gift_card_desk.finding import FindPage
from fidpos.till.gift_card_desk.known import Known, Need
from fidpos.till.gift_card_desk.walk import Page, Walk
from fidpos.till.gift_card_desk.words import card_name
from fidpos.till.task.acts import GoOn, TaskAct
from fidpos.till.task.view import Fact, ReviewBody, TaskView
from fidpos.till.view import Lamp, Message
from fidpos.wire.sync.gift_card_standing import GiftEntryState

LATEST = 5
"""Movements that are shown."""


def open_balance(walk: Walk) -> Page:
    """Which card is it?"""
    return FindPage(walk, "balance", need=Need.LOOK, then=lambda known: BalancePage(walk, known))


class BalancePage(Page):
    """Nothing is written; Enter asks for the next card."""

    def __init__(self, walk: Walk, known: Known) -> None:
        self._walk = walk
        self._known = known
        self._place = walk.place("balance")
        entries = known.latest or walk.bench.station.store.gift_entries(known.card.id)
        self._moves = tuple(_moved(walk, each) for each in entries[-LATEST:])

    def view(self) -> TaskView:
        """As it stands."""
        card, told = self._known.card, self._known.is_told
        return TaskView(
            place=self._place,
            title=Message(key="task.gift.balance.title"),
            lead=Message(key="task.gift.balance.lead" if told else "task.gift.balance.lead.untold"),
            body=ReviewBody(
                title=Message(key=f"task.gift.state.{card.state.value}"),
                detail=Message(key="task.gift.balance.detail"),
                lamp=Lamp.OK if told and card.available_minor else Lamp.WARNING,
                facts=(
                    Fact(
                        label=card_name(card),
                        value=Message(key="task.gift.money", params={"amount": card.balance}),
                        is_strong=True,
                    ),
                    Fact(label=Message(key="task.gift.until"), value=_until(self._known)),
                    *self._moves,
                ),
            ),
            enter=Message(key="task.gift.balance.enter"),
            help="task.gift.find.help",
        )

    def act(self, act: TaskAct) -> None:
        """Enter: back to the number of the next card."""
        if isinstance(act, GoOn):
            self._walk.home(open_balance(self._walk))


def _until(known: Known) -> Message:
    if known.card.expires_on is None:
        return Message(key="task.gift.no_end")
    params: dict[str, object] = {
        "until": known.card.expires_on,
        "days": known.card.terms.grace_days,
    }
    return Message(key="task.gift.until.grace", params=params)


def _moved(walk: Walk, entry: GiftEntry | GiftEntryState) -> Fact:
    amount = Money(entry.amount_minor, walk.bench.station.identity.currency)
    value = Message(key="task.gift.signed", params={"amount": amount})
    label = Message(key=f"task.gift.move.{entry.move.value}", params={"day": entry.business_day})
    return Fact(label=label, value=value)
