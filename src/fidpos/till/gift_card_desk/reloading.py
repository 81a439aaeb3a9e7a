"""More money onto a card: how much, then the ticket of the register that was paid for it."""

from fidpos.domain.gift_card import GiftCard
from fidpos.domain.ids import GiftCardId, GiftEntryId
from fidpos.domain.money import Money
from fidpos.till.announce import Said
from fidpos.till.gift_card_desk.amount import amount_field
from fidpos.till.gift_card_desk.finding import FindPage
from fidpos.till.gift_card_desk.form import Form
from fidpos.till.gift_card_desk.known import Known, Need
from fidpos.till.gift_card_desk.paying import ticket_field
from fidpos.till.gift_card_desk.walk import Page, Walk
from fidpos.till.gift_cards import GiftCardRefusal, GiftCardWork, Moved, reload_gift_card, reload_refusal
from fidpos.till.task.acts import TaskAct
from fidpos.till.task.view import FormBody, TaskView
from fidpos.till.view import Message, Tone


def open_reload(walk: Walk) -> Page:
    """Which card is it?"""
    return FindPage(walk, "reload", need=Need.ADD, then=lambda known: ReloadPage(walk, known))


class ReloadPage(Page):
    """How much; what speaks against it is said before the customer pays."""

    def __init__(self, walk: Walk, known: Known) -> None:
        self._walk = walk
        self._known = known
        self._place = walk.place("reload")
        self._form = Form(keys=("amount",))

    def view(self) -> TaskView:
        """As it stands."""
        card = self._known.card
        params: dict[str, object] = {"ending": card.masked, "balance": card.balance}
        return TaskView(
            place=self._place,
            title=Message(key="task.gift.reload.title"),
            lead=Message(key="task.gift.reload.lead", params=params),
            body=FormBody(fields=(amount_field(self._form),)),
            enter=Message(key="task.gift.go_on"),
            help="task.gift.reload.help",
        )

    def act(self, act: TaskAct) -> None:
        """What was typed."""
        card, walk = self._known.card, self._walk
        amount = self._form.money("amount", card.currency) if self._form.fill(act) else None
        if amount is None:
            return

        def may(work: GiftCardWork) -> bool | GiftCardRefusal:
            return reload_refusal(work, card.id, amount) or True

        walk.attempt(
            may,
            lambda _: walk.go(ReloadTicketPage(walk, card, amount, told=self._known.told)),
            why=_why(amount),
            told=self._known.told,
        )


class ReloadTicketPage(Page):
    """Paid at the register; Enter pressed twice loads once."""

    def __init__(self, walk: Walk, card: GiftCard, amount: Money, *, told: frozenset[GiftCardId]) -> None:
        self._walk = walk
        self._card = card
        self._amount = amount
        self._told = told
        self._entry_id = GiftEntryId(walk.bench.station.new_id())
        self._place = walk.place("reload_ticket")
        self._form = Form(keys=("ticket",))

    def view(self) -> TaskView:
        """As it stands."""
        return TaskView(
            place=self._place,
            title=Message(key="task.gift.reload.title"),
            lead=Message(key="task.gift.ticket.lead", params={"amount": self._amount}),
            body=FormBody(fields=(ticket_field(self._form),)),
            enter=Message(key="task.gift.reload.enter"),
            help="task.gift.ticket.help",
        )

    def act(self, act: TaskAct) -> None:
        """What was typed."""
        ticket = self._form.ticket("ticket") if self._form.fill(act) else None
        if ticket is None:
            return
        card = self._card
        self._walk.attempt(
            lambda work: reload_gift_card(
                work, card.id, entry_id=self._entry_id, amount=self._amount, ticket=ticket
            ),
            self._loaded,
            why=_why(self._amount),
            told=self._told,
        )

    def _loaded(self, moved: Moved) -> None:
        after = self._walk.bench.station.store.gift_card(self._card.id)
        balance = after.balance if after is not None else self._amount
        params: dict[str, object] = {
            "amount": Money(moved.amount_minor, balance.currency),
            "balance": balance,
        }
        self._walk.finish(
            Said(tone=Tone.SUCCESS, message=Message(key="task.gift.reload.done", params=params))
        )


def _why(amount: Money) -> Message:
    return Message(key="task.gift.why.reload", params={"amount": amount})
