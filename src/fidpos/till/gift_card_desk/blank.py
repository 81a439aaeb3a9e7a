"""Whether a card that was printed beforehand may be sold: its number must be nobody's, here or elsewhere."""

from collections.abc import Callable

from fidpos.domain.errors import StoreError
from fidpos.till import announce
from fidpos.till.gift_card_desk.finding import AGAIN
from fidpos.till.gift_card_desk.known import Question
from fidpos.till.gift_card_desk.walk import Page, Walk
from fidpos.till.gift_card_payment import HeldOut
from fidpos.till.gift_cards import GiftCardRefusal
from fidpos.till.stored_value import Asker
from fidpos.till.task.acts import PressKey, TaskAct
from fidpos.till.task.view import PresentBody, TaskKey, TaskView
from fidpos.till.view import Message
from fidpos.wire.sync.hold import Held, HoldAnswer, HoldRefusal

_NOTHING = 0
"""Minor units: nothing is to be set aside, whoever bears the number."""


class BlankPage(Page):
    """The centre is asked whose number it is; without an answer the card is not sold.

    Args:
        walk: of the desk.
        asker: of the centre.
        held_out: what was scanned, unknown at this till.
        free: what follows once the number is known to be nobody's.
    """

    def __init__(self, walk: Walk, asker: Asker, held_out: HeldOut, free: Callable[[], None]) -> None:
        self._walk = walk
        self._asker = asker
        self._held_out = held_out
        self._free = free
        self._place = walk.place("blank")
        self._question: Question | None = None
        self._is_unanswered = False

    def view(self) -> TaskView:
        """Asking, or what can be done without an answer."""
        silent = self._is_unanswered
        return TaskView(
            place=self._place,
            title=Message(key="task.gift.sell.title"),
            lead=Message(key=f"task.gift.ask.{'silent' if silent else 'asking'}.lead"),
            body=PresentBody(
                icon="cloud-off" if silent else "cloud",
                title=Message(key="task.gift.card", params={"ending": self._held_out.number.masked}),
                detail=Message(key="task.gift.blank.silent" if silent else "task.gift.ask.asking.detail"),
                is_busy=not silent,
            ),
            keys=(TaskKey(key=AGAIN, label=Message(key="task.gift.ask.again"), is_open=silent),),
            help="task.gift.blank.help",
        )

    def act(self, act: TaskAct) -> None:
        """Once nobody answered: ask again."""
        if self._is_unanswered and act == PressKey(AGAIN):
            self.ask()

    def left(self) -> None:
        """Nothing is set aside by the question; an answer that is still to come means nothing."""
        self._question = None

    def ask(self) -> None:
        """Once the page is on the screen, and again when nobody answered."""
        work = self._walk.work()
        question = self._question = Question.about(self._held_out.number, work, _NOTHING)
        self._is_unanswered = False
        self._asker.hold(question.request(work), lambda answer: self._answered(question, answer))

    def _answered(self, question: Question, answer: HoldAnswer | None) -> None:
        if question is not self._question:
            return
        if answer is not None and self._walk.is_attended:
            self._told(answer.held[0])
        else:
            self._is_unanswered = True
        self._walk.bench.counter.publish()

    def _told(self, told: Held) -> None:
        self._walk.back()
        if told.refused is not HoldRefusal.UNKNOWN:
            self._walk.refuse(GiftCardRefusal.UNUSABLE)
            return
        try:
            self._free()
        except StoreError as fault:
            said = announce.store_refused(fault)
            self._walk.problem = said.message, said.detail
