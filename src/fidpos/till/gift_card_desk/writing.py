"""A number is written to a blank and read back: only what the usual reader has read is on a card."""

from collections.abc import Callable

from fidpos.domain.card import CardRead, RefusedRead
from fidpos.domain.card_writing import WriteProblem
from fidpos.domain.ids import GiftCardId
from fidpos.till.gift_card_desk.steps import SALE_STEPS
from fidpos.till.gift_card_desk.walk import Page, Walk, number_in
from fidpos.till.reads import Seen
from fidpos.till.task.acts import TaskAct
from fidpos.till.task.view import PresentBody, TaskView
from fidpos.till.view import Message

_TAKEN = frozenset({Seen.GIFT_CARD, Seen.UNKNOWN, Seen.UNKNOWN_FORMAT, Seen.BAD_READ})
"""A blank says nothing or has a UID that is nobody's; a bad read is one that was pulled half written."""


class WritingPage(Page):
    """Waits for the blank; what was begun goes on when the same card comes back.

    Args:
        walk: of the desk.
        gift_card_id: a draft.
        kind: of the blank.
        then: goes on.
    """

    def __init__(
        self, walk: Walk, gift_card_id: GiftCardId, *, kind: str, then: Callable[[], object]
    ) -> None:
        self._walk = walk
        self._kind = kind
        self._then = then
        self._place = walk.place("writing")
        self._number = walk.number_of(gift_card_id)
        self._workshop = walk.bench.workplace.workshop
        self._workshop.begin(kind, self._number.canonical)

    @property
    def takes(self) -> frozenset[Seen]:
        """Blanks, and the card once it has its number."""
        return _TAKEN

    def view(self) -> TaskView:
        """As it stands."""
        return TaskView(
            place=self._place,
            title=Message(key="task.gift.writing.title"),
            lead=Message(key="task.gift.writing.lead", params={"ending": self._number.masked}),
            body=PresentBody(
                icon="nfc",
                title=Message(key=f"new_card.kind.{self._kind}"),
                detail=Message(key="task.gift.writing.detail"),
            ),
            steps=SALE_STEPS,
            step=1,
            help="task.gift.writing.help",
        )

    def act(self, act: TaskAct) -> None:
        """Only a card does something here, or Esc."""

    def take(self, read: CardRead | RefusedRead) -> None:
        """The card with its number goes on; anything else says what stands in the way."""
        number = number_in(read)
        problem = self._workshop.problem()
        if number == self._number:
            self._then()
        elif problem is not None:
            self._walk.object_to(f"write.{problem.value}")
        elif number is not None:
            self._walk.object_to("task.gift.writing.numbered")
        else:
            self._walk.object_to(f"write.{WriteProblem.NOT_KEPT.value}")

    def left(self) -> None:
        """No number waits any more."""
        self._workshop.stop()
