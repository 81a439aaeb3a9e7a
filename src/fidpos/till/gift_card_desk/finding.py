"""Which card: scanned, held to a reader or typed; then the centre is asked, where it may know more.

Numbers that are tried here count with those tried at a payment, right or wrong. What nobody knows, what was
never paid and what only another shop knows while the centre is silent get one answer.
"""

from collections.abc import Callable

from fidpos.domain.card import CardRead, RefusedRead
from fidpos.domain.errors import StoreError
from fidpos.till import announce
from fidpos.till.gift_card_desk.by_ticket import ByTicketPage
from fidpos.till.gift_card_desk.form import Form
from fidpos.till.gift_card_desk.known import (
    ALL_OF_IT,
    Known,
    Need,
    Question,
    as_last_heard,
    as_refused,
    kept,
    looked_at,
)
from fidpos.till.gift_card_desk.walk import Page, Walk, number_in
from fidpos.till.gift_card_payment import HeldOut
from fidpos.till.gift_cards import GiftCardRefusal
from fidpos.till.reads import Seen
from fidpos.till.stored_value import StoredValue
from fidpos.till.task.acts import GoOn, PressKey, TaskAct
from fidpos.till.task.view import Field, FieldKind, FormBody, PresentBody, TaskKey, TaskView
from fidpos.till.view import Message
from fidpos.wire.sync.hold import Held, HoldAnswer, Release

AGAIN = "f4"
BY_TICKET = "f6"
NUMBER_LENGTH_MAX = 40

Then = Callable[[Known], Page | None]
"""The page that follows; None when there is none, and why was said."""


class FindPage(Page):
    """The number of a card.

    Args:
        walk: of the desk.
        name: of the act, whose title and lead are shown.
        need: what the card is held out for.
        then: what follows.
        is_lost: it may be a card of which nobody has the number.
    """

    def __init__(self, walk: Walk, name: str, *, need: Need, then: Then, is_lost: bool = False) -> None:
        self._walk = walk
        self._name = name
        self._need = need
        self._then = then
        self._is_lost = is_lost
        self._place = walk.place("find")
        self._form = Form(keys=("number",))

    @property
    def takes(self) -> frozenset[Seen]:
        """A gift card."""
        return frozenset({Seen.GIFT_CARD})

    def view(self) -> TaskView:
        """As it stands."""
        number = Field(
            key="number",
            label=Message(key="task.gift.number.label"),
            kind=FieldKind.CODE,
            text=self._form.text("number"),
            length_max=NUMBER_LENGTH_MAX,
        )
        return TaskView(
            place=self._place,
            title=Message(key=f"task.gift.{self._name}.title"),
            lead=Message(key="task.gift.find.lead"),
            body=FormBody(fields=(number,)),
            enter=Message(key="task.gift.go_on"),
            keys=(TaskKey(key=BY_TICKET, label=Message(key="task.gift.key.by_ticket")),)
            if self._is_lost
            else (),
            help="task.gift.find.help",
        )

    def act(self, act: TaskAct) -> None:
        """What was typed; a key says that there is no number."""
        if self._form.fill(act):
            self._look(self._form.text("number"))
        elif self._is_lost and act == PressKey(BY_TICKET):
            walk = self._walk
            walk.go(ByTicketPage(walk, self._name, lambda number: self._look(number.canonical)))

    def take(self, read: CardRead | RefusedRead) -> None:
        """What was scanned."""
        number = number_in(read)
        if number is not None:
            self._look(number.canonical)

    def _look(self, text: str) -> None:
        look_at(self._walk, text, need=self._need, then=self._then)


class AskPage(Page):
    """The centre is asked; an answer that comes after the page was left is let go."""

    def __init__(
        self,
        walk: Walk,
        stored_value: StoredValue,
        held_out: HeldOut,
        *,
        need: Need,
        then: Then,
        wanted_minor: int = ALL_OF_IT,
    ) -> None:
        self._walk = walk
        self._asker = stored_value.asker
        self._held_out = held_out
        self._need = need
        self._then = then
        self._wanted_minor = wanted_minor
        self._place = walk.place("asking")
        self._is_unanswered = False
        self._question: Question | None = None

    def view(self) -> TaskView:
        """Asking, or what can be done without an answer."""
        silent = self._is_unanswered
        known = self._last_heard() if silent else None
        name = "silent" if silent else "asking"
        return TaskView(
            place=self._place,
            title=Message(key="task.gift.ask.title"),
            lead=Message(key=f"task.gift.ask.{name}.lead"),
            body=PresentBody(
                icon="cloud-off" if silent else "cloud",
                title=Message(key="task.gift.card", params={"ending": self._held_out.number.masked}),
                detail=Message(key=f"task.gift.ask.{name}.detail"),
                is_busy=not silent,
            ),
            enter=Message(key="task.gift.ask.as_last_heard") if known is not None else None,
            keys=(TaskKey(key=AGAIN, label=Message(key="task.gift.ask.again"), is_open=silent),),
            help="task.gift.ask.help",
        )

    def act(self, act: TaskAct) -> None:
        """Once nobody answered: ask again, or go on with what the till heard last."""
        if not self._is_unanswered:
            return
        match act:
            case PressKey(key) if key == AGAIN:
                self.ask()
            case GoOn():
                known = self._last_heard()
                if known is not None:
                    follow(self._walk, known, self._then, swap=True)

    def left(self) -> None:
        """Whatever is still answered is let go."""
        question, self._question = self._question, None
        if question is not None:
            self._let_go(question)

    def ask(self) -> None:
        """Once the page is on the screen, and again when nobody answered; what was asked before is let go."""
        self.left()
        work = self._walk.work()
        question = self._question = Question.about(self._held_out.number, work, self._wanted_minor)
        self._is_unanswered = False
        self._asker.hold(question.request(work), lambda answer: self._answered(question, answer))

    def _answered(self, question: Question, answer: HoldAnswer | None) -> None:
        if question is not self._question:
            if answer is not None:
                self._let_go(question)
            return
        if answer is not None and self._walk.is_attended:
            self._told(question, answer.held[0])
        elif answer is not None:
            self.left()
            self._is_unanswered = True
        else:
            self._is_unanswered = True
        self._walk.bench.counter.publish()

    def _told(self, question: Question, told: Held) -> None:
        self._question = None
        try:
            known = self._known(question, told)
        except StoreError as fault:
            said = announce.store_refused(fault)
            self._walk.problem = said.message, said.detail
            known, self._is_unanswered = None, True
            self._let_go(question)
            return
        follow(self._walk, known, self._then, swap=True)

    def _known(self, question: Question, told: Held) -> Known | None:
        """What follows from the answer; one about nothing that can be spent leaves what the till knows."""
        if not question.is_answered_by(told):
            if told.granted:
                self._let_go(question)
            return as_refused(self._held_out.card)
        if self._need is Need.LOOK:
            self._let_go(question)
            return looked_at(question, told)
        known = kept(self._walk.work(), question, told, self._need)
        if known is None:
            self._let_go(question)
        return known

    def _last_heard(self) -> Known | None:
        """Nothing is taken from a card on what was heard last."""
        return None if self._need is Need.TAKE else as_last_heard(self._held_out.card, is_told=False)

    def _let_go(self, question: Question) -> None:
        self._asker.release(Release(visit_id=question.visit_id, hold_ids=(question.hold_id,)))


def look_at(walk: Walk, text: str, *, need: Need, then: Then, wanted_minor: int = ALL_OF_IT) -> None:
    """What there is to a number that was read, typed or found; the centre is asked where it may know more."""
    bench, work = walk.bench, walk.work()
    stored_value = bench.workplace.stored_value
    held_out = bench.workplace.gift_cards.lookup.look(work, text, bench.station.clock.monotonic_s())
    if isinstance(held_out, GiftCardRefusal):
        walk.refuse(held_out)
    elif stored_value is None or _is_ours_alone(stored_value, held_out):
        follow(walk, as_last_heard(held_out.card, is_told=is_ours(held_out)), then)
    else:
        page = AskPage(walk, stored_value, held_out, need=need, then=then, wanted_minor=wanted_minor)
        walk.go(page)
        page.ask()


def follow(walk: Walk, known: Known | None, then: Then, *, swap: bool = False) -> None:
    """On to the page of the card; where there is none, the refusal is the same whatever the reason."""
    if swap:
        walk.back()
    if known is None:
        walk.refuse(GiftCardRefusal.UNUSABLE)
        return
    page = then(known)
    if page is not None:
        walk.go(page)


def is_ours(held_out: HeldOut) -> bool:
    """Whether the card is this till's alone, as far as the card itself says."""
    return held_out.card is not None and held_out.card.only_at == held_out.at.till_id


def _is_ours_alone(stored_value: StoredValue, held_out: HeldOut) -> bool:
    card = held_out.card
    return card is not None and is_ours(held_out) and stored_value.store.is_gift_card_untold(card.id)
