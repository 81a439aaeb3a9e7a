"""The task of paying with gift cards: they are presented, then the register's ticket is typed; Enter closes.

What pays is decided by `gift_card_paying`; the visit is closed by the checkout, as ever, and what the cards
pay is recorded with it (`visit_payment`). Everything that is given up here is let go.
"""

from dataclasses import dataclass, replace

from fidpos.domain.authority import Authority
from fidpos.domain.card import CardRead, RefusedRead
from fidpos.domain.errors import StoreError
from fidpos.domain.gift_card_number import named_by
from fidpos.domain.ids import VisitId
from fidpos.domain.money import Money
from fidpos.domain.staff import Staff
from fidpos.till import announce
from fidpos.till.announce import Said
from fidpos.till.gift_card_paying import GiftCardPaying
from fidpos.till.gift_card_paying_view import PayingStep, PayingView
from fidpos.till.gift_cards import GiftCardRefusal, GiftCardWork
from fidpos.till.identify import Identified
from fidpos.till.payment import shown, words
from fidpos.till.payment.shown import HeldCard, Place, Standing
from fidpos.till.reads import Seen
from fidpos.till.refused import gift_card_refused
from fidpos.till.task.acts import ChooseLine, FillIn, GoOn, PressKey, TaskAct
from fidpos.till.task.task import Bench, Occasion, Task
from fidpos.till.task.view import TaskView
from fidpos.till.view import Message, TillState


@dataclass(frozen=True, slots=True, kw_only=True)
class _Closing:
    """The ticket that waits for the centre, and what the cards paid when it was typed."""

    ticket: str
    paid: Money


def pay_with_gift_cards(bench: Bench, occasion: Occasion) -> Task | None:
    """Begin with what is held already, or with the card that was held out.

    Nothing where nothing is due, or where only the draft of a sale that was paid is still there.

    Raises:
        StoreError: nothing was begun.
    """
    payment, work = bench.counter.payment, occasion.work
    if work is None or payment.due is None or payment.due.minor <= 0:
        bench.station.dialogue.say(words.nothing_to_pay())
        return None
    if payment.is_recorded(work.draft.id):
        bench.counter.confirm()
        return None
    task = GiftCardPayment(bench, visit_id=work.draft.id, due=payment.due)
    task.begin(occasion.number)
    return None if task.is_done else task


class GiftCardPayment:
    """A `Task`, on the till's worker.

    Attributes:
        is_done: what is held is kept for the close.
    """

    state = TillState.TASK

    def __init__(self, bench: Bench, *, visit_id: VisitId, due: Money) -> None:
        self._bench = bench
        self._payment = bench.counter.payment
        self._staff: Staff = bench.staff
        self._word: Authority | None = None
        self._place = Place.CARDS
        self._number = ""
        self._problem: Said | None = None
        self.is_done = False
        self._paying = GiftCardPaying(
            visit_id=visit_id,
            due=due,
            work=self._work,
            lookup=bench.workplace.gift_cards.lookup,
            stored_value=bench.workplace.stored_value,
            changed=self._answered,
            confirmed=self._payment.confirmed,
        )
        self._closing: _Closing | None = None

    def begin(self, number: str) -> None:
        """Go on with what is held, unless it is more than is due; take the card that was held out."""
        if self._paying.view().left.minor < 0:
            self._paying.give_up()
            self._problem = words.price_changed()
        self._follow()
        if number:
            self._present(number)
        elif self._is_covered and not self._payment.linked_ticket:
            self._place = Place.TICKET
        elif self._is_covered and self._paying.is_overdue:
            self._go_to_ticket()

    @property
    def takes(self) -> frozenset[Seen]:
        """Gift cards, while one may be presented."""
        may = self._paying.step is PayingStep.READY and self._place != Place.TAKE_BACK
        return frozenset({Seen.GIFT_CARD}) if may else frozenset()

    def view(self) -> TaskView:
        """The step that is on, with what stood in the way of the last one."""
        paying = self._paying.view()
        said = self._problem or shown.said_of(paying)
        view = shown.step(self._place, paying, self._standing_of(paying), self._payment.ticket)
        return view if said is None else replace(view, problem=said.message, hint=said.detail)

    def act(self, act: TaskAct) -> None:
        """One key."""
        self._staff, self._problem = self._bench.staff, None
        match act:
            case ChooseLine(number) if self._paying.step is PayingStep.UNANSWERED:
                self._decide(number)
            case _ if self._paying.step is not PayingStep.READY:
                """The centre's answer, or the cashier's decision, comes first."""
            case ChooseLine(number) if self._place == Place.TAKE_BACK:
                self._take_back(number)
            case PressKey(key) if key == shown.TYPE and self._place == Place.CARDS:
                self._place = Place.NUMBER
            case PressKey(key) if key == shown.TAKE_BACK and self._place == Place.CARDS:
                self._choose_card()
            case GoOn() if self._place == Place.CARDS and self._standing.cards:
                self._go_to_ticket()
            case FillIn(shown.NUMBER, text, 1) if self._place == Place.NUMBER:
                self._present(text)
            case FillIn(shown.TICKET, text, 1) if self._place == Place.TICKET:
                self._close(text)
            case _:
                """Means nothing in this step."""

    def take(self, _: CardRead | RefusedRead, found: Identified) -> None:
        """A gift card is held out."""
        self._staff, self._problem = self._bench.staff, None
        self._present(found.number)

    def back(self) -> bool:
        """One step back; the cards are let go when there is none."""
        self._problem = self._word = self._closing = None
        if self._paying.step is not PayingStep.READY:
            self._paying.go_without()
            return True
        if self._place == Place.CARDS:
            return False
        self._place = Place.CARDS
        return True

    def tick(self) -> bool:
        """Answers come by themselves."""
        return False

    def locked(self) -> None:
        """A manager's word was given to the one who left."""
        self._word = None

    def ended(self) -> None:
        """Given up: no card pays."""
        if self.is_done:
            return
        self._paying.go_without()
        had_cards = self._payment.is_begun
        self._payment.let_go()
        try:
            self._follow()
        except StoreError as fault:
            self._bench.station.dialogue.say(announce.store_refused(fault))
        else:
            if had_cards:
                self._bench.station.dialogue.say(words.given_up())

    # The steps

    def _present(self, number: str) -> None:
        if number != self._number:
            self._word = None
        self._place, self._number = Place.CARDS, number
        self._paying.present(number, self._bench.station.clock.monotonic_s())
        self._went_on()

    def _decide(self, number: int) -> None:
        match number:
            case shown.DRAW:
                self._paying.draw()
                self._went_on()
            case shown.AGAIN:
                self._paying.try_again()
            case shown.WITHOUT:
                self._paying.go_without()
            case _:
                """No such line."""

    def _choose_card(self) -> None:
        if len(self._standing.cards) > 1:
            self._place = Place.TAKE_BACK
        else:
            self._take_back(1)

    def _take_back(self, number: int) -> None:
        holds = self._paying.view().holds
        if 0 < number <= len(holds):
            self._paying.take_back(holds[number - 1])
            self._place = Place.CARDS
            self._follow()

    def _go_to_ticket(self) -> None:
        """A register that is linked closes the purchase itself: it only has to know what is left."""
        linked = self._payment.linked_ticket
        if linked:
            self._close(linked)
        else:
            self._place = Place.TICKET

    def _close(self, ticket: str) -> None:
        """Once the centre has said that it still has what it set aside, where that was long ago."""
        self._closing = _Closing(ticket=ticket, paid=self._standing.paid)
        if not self._paying.renew():
            self._close_now()

    def _close_now(self) -> None:
        """Nothing is recorded here: whoever closes the visit comes first with the last objections."""
        closing, standing, linked = self._closing, self._standing, self._payment.linked_ticket
        self._closing = None
        if closing is None or self._bench.station.access.staff is None:
            return
        if standing.paid != closing.paid:
            self._problem, self._place = gift_card_refused(GiftCardRefusal.LAPSED), Place.CARDS
        elif self._paying.is_overdue or not self._leaves_rest(closing.ticket):
            return
        elif linked:
            self._bench.station.dialogue.say(words.promised(standing.paid, standing.left))
        else:
            self._bench.counter.confirm()

    def _leaves_rest(self, ticket: str) -> bool:
        """End the task with what is held, for the close; otherwise it says why not."""
        refusal = self._payment.promise(ticket, self._authority)
        if refusal is None:
            self.is_done = True
            self._bench.end()
            return True
        self._problem = gift_card_refused(refusal)
        if refusal is GiftCardRefusal.LAPSED:
            self._paying.give_up()
            self._place = Place.CARDS
            self._follow()
        return False

    # What the answers lead to

    def _answered(self) -> None:
        try:
            self._went_on()
        except StoreError as fault:
            self._bench.station.dialogue.say(announce.store_refused(fault))
        self._bench.counter.publish()

    def _went_on(self) -> None:
        """Once everything is paid, the ticket is next; what a card may not pay alone, a manager may allow."""
        refusal = self._paying.view().refusal
        if self.is_done:
            return
        self._follow()
        if self._closing is not None and self._paying.step is PayingStep.READY:
            self._close_now()
        elif self._is_covered and self._paying.step is PayingStep.READY:
            self._go_to_ticket()
        if refusal is GiftCardRefusal.NEEDS_MANAGER and not self._authority.is_manager:
            card = named_by(self._number)
            assert card is not None, "only a card of ours is refused for its amount"
            why = Message(key="task.payment.why", params={"ending": card.masked})
            self._bench.with_manager(why, self._allowed)

    def _allowed(self, authority: Authority) -> None:
        self._word = authority
        if self._paying.step is PayingStep.UNANSWERED:
            self._decide(shown.DRAW)
        else:
            self._present(self._number)

    def _follow(self) -> None:
        """The visit in progress costs what it costs now, and says what its cards pay."""
        due = self._payment.due
        if due is not None:
            self._paying.due = due
        self._bench.counter.show_paid()

    # What there is

    @property
    def _authority(self) -> Authority:
        """A manager's word holds for one card, and for whom it was given to."""
        return self._word or Authority(asked_by=self._staff)

    def _work(self) -> GiftCardWork:
        return self._payment.work_of(self._authority)

    @property
    def _is_covered(self) -> bool:
        standing = self._standing
        return bool(standing.cards) and not standing.left.minor

    @property
    def _standing(self) -> Standing:
        return self._standing_of(self._paying.view())

    def _standing_of(self, paying: PayingView) -> Standing:
        store = self._bench.station.store
        cards = []
        for hold in paying.holds:
            card = store.gift_card(hold.gift_card_id)
            assert card is not None
            amount = Money(hold.amount_minor, card.currency)
            cards.append(HeldCard(masked=card.masked, amount=amount))
        return Standing(due=self._paying.due, left=paying.left, cards=tuple(cards))
