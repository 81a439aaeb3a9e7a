"""A card that is lost or doubtful is blocked by whoever is told; a manager lets it be used again."""

from fidpos.domain.gift_card import GiftCard, GiftCardState
from fidpos.till.announce import Said
from fidpos.till.gift_card_care import freeze_gift_card, unfreeze_gift_card
from fidpos.till.gift_card_desk.finding import FindPage
from fidpos.till.gift_card_desk.known import Known, Need
from fidpos.till.gift_card_desk.walk import Page, Walk
from fidpos.till.task.acts import ChooseLine, TaskAct
from fidpos.till.task.view import Line, ListBody, TaskView
from fidpos.till.view import Message, Tone

WHY_BLOCKED = ("lost", "stolen", "doubtful")
WHY_BACK = ("found", "mistake")
"""Reasons as the journal has them."""


def open_blocking(walk: Walk) -> Page:
    """Which card is it?"""
    return FindPage(walk, "block", need=Need.ADD, then=lambda known: BlockPage(walk, known), is_lost=True)


class BlockPage(Page):
    """Why; one digit."""

    def __init__(self, walk: Walk, known: Known) -> None:
        self._walk = walk
        self._card = known.card
        self._place = walk.place("block")

    def view(self) -> TaskView:
        """As it stands."""
        name = "unblock" if self._is_blocked else "block"
        return TaskView(
            place=self._place,
            title=Message(key=f"task.gift.{name}.title"),
            lead=Message(key=f"task.gift.{name}.lead", params={"ending": self._card.masked}),
            body=ListBody(
                lines=tuple(Line(title=Message(key=f"task.gift.why.{why}")) for why in self._reasons)
            ),
            help="task.gift.block.help",
        )

    def act(self, act: TaskAct) -> None:
        """A reason."""
        if not isinstance(act, ChooseLine) or not 1 <= act.number <= len(self._reasons):
            return
        reason, card = self._reasons[act.number - 1], self._card
        does = unfreeze_gift_card if self._is_blocked else freeze_gift_card
        self._walk.attempt(
            lambda work: does(work, card.id, reason),
            self._done,
            why=Message(key="task.gift.why.unblock", params={"ending": card.masked}),
        )

    @property
    def _is_blocked(self) -> bool:
        return self._card.state is GiftCardState.FROZEN

    @property
    def _reasons(self) -> tuple[str, ...]:
        return WHY_BACK if self._is_blocked else WHY_BLOCKED

    def _done(self, card: GiftCard) -> None:
        name = "blocked" if card.state is GiftCardState.FROZEN else "unblocked"
        message = Message(key=f"task.gift.{name}", params={"ending": card.masked})
        self._walk.finish(Said(tone=Tone.SUCCESS, message=message))
