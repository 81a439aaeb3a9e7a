"""A card for the member or somebody of the household: written, printed, or one that was made beforehand."""

from dataclasses import replace
from functools import partial

from fidpos.domain.authority import Authority
from fidpos.domain.card import CardRead, RefusedRead
from fidpos.domain.ids import RelativeId
from fidpos.till import announce
from fidpos.till.identify import Identified
from fidpos.till.membership.step import Step
from fidpos.till.membership.walk import HELP, Walk
from fidpos.till.membership.words import holders, name_of, relative_words
from fidpos.till.new_card import Linked, NewCard, NotTaken, may_get_card
from fidpos.till.reads import Seen
from fidpos.till.task.acts import ChooseLine, TaskAct
from fidpos.till.task.view import Line, ListBody, PresentBody, TaskView
from fidpos.till.view import Message

_BLANKS = frozenset({Seen.UNKNOWN, Seen.UNKNOWN_FORMAT, Seen.BAD_READ})


class Holder(Step):
    """Whose card it is to be: the member's own, or of somebody of the household."""

    def __init__(self, walk: Walk) -> None:
        self._walk = walk

    def view(self) -> TaskView:
        """The member first."""
        member = self._walk.member
        own = Line(title=name_of(member), detail=Message(key="task.member.holder.member"), icon="user-round")
        others = (
            Line(
                title=relative_words(each),
                detail=Message(key=f"task.member.relation.{each.relation.value}"),
                icon="users-round",
            )
            for each in holders(member)
        )
        return TaskView(
            place="member.holder",
            title=Message(key="task.member.new_card.title"),
            lead=Message(key="task.member.lead.holder"),
            body=ListBody(lines=(own, *others)),
            help=HELP,
        )

    def act(self, act: TaskAct) -> None:
        """A digit chooses."""
        carriers = (None, *(each.id for each in holders(self._walk.member)))
        if isinstance(act, ChooseLine) and 0 < act.number <= len(carriers):
            begin_new_card(self._walk, carriers[act.number - 1])


class HandOver(Step):
    """A blank of the kind chosen, or a card that has its number already, is held to a reader.

    Args:
        walk: of the file.
        work: the card to be.
        replaces: last digits of the card in whose place it comes; empty for one more.
    """

    def __init__(self, walk: Walk, work: NewCard, *, replaces: str = "") -> None:
        self._walk = walk
        self._work = work
        self._replaces = replaces

    @property
    def takes(self) -> frozenset[Seen]:
        """Cards that are nobody's."""
        return _BLANKS

    @property
    def is_in_ones_name(self) -> bool:
        """The card is linked in the name of whoever answers for it."""
        return True

    def view(self) -> TaskView:
        """Which kinds there are; then what is waited for."""
        shown = self._work.view()
        place = f"member.hand_over:{shown.chosen}"
        lead = "task.member.lead.hand_over"
        if self._replaces:
            lead = "task.member.lead.replace"
        lines = tuple(Line(title=Message(key=f"new_card.kind.{kind}")) for kind in shown.kinds)
        waiting = PresentBody(
            icon="nfc",
            title=Message(key="task.member.hold_card"),
            detail=Message(key="task.member.hold_card.detail"),
        )
        return TaskView(
            place=place,
            title=Message(key="task.member.new_card.title"),
            lead=Message(key=lead, params={"ending": self._replaces}),
            body=ListBody(lines=lines) if lines and not shown.chosen else waiting,
            help=HELP,
        )

    def act(self, act: TaskAct) -> None:
        """A digit chooses the kind; a printed card is made at once."""
        if isinstance(act, ChooseLine) and not self._work.view().chosen:
            linked = self._work.choose(act.number, self._walk.station.clock.now())
            if linked is not None:
                self._handed_over(linked)

    def take(self, read: CardRead | RefusedRead, found: Identified) -> None:  # noqa: ARG002 -- it is nobody's
        """The card becomes the member's, or it is said why not."""
        match self._work.take(read, self._walk.station.clock.now()):
            case NotTaken() as reason:
                said = announce.card_not_taken(reason, self._work.view().problem)
                self._walk.station.dialogue.say(said)
            case Linked() as linked:
                self._handed_over(linked)

    def left(self) -> None:
        """No number waits for a blank any more."""
        self._work.end()

    def _handed_over(self, linked: Linked) -> None:
        station, walk = self._walk.station, self._walk
        if linked.document:
            station.dialogue.document = linked.document
        said = announce.card_linked(linked)
        card = station.store.card(linked.token)
        until = station.held_until(walk.member.id, card.id if card is not None else None)
        if until is not None:
            said = replace(said, detail=Message(key="task.member.held_until", params={"until": until}))
        walk.finish(said)


def begin_new_card(walk: Walk, holder_id: RelativeId | None, *, replaces: str = "") -> None:
    """Begin; on a manager's word for whoever has, or had, a card: so are accounts taken over."""
    begin = partial(_begin, walk, holder_id, replaces)
    if may_get_card(walk.files.cards_of(walk.member.id), walk.bench.staff):
        begin(walk.bench.own_authority)
    else:
        why = "task.member.why.replace_card" if replaces else "task.member.why.new_card"
        walk.with_manager(why, begin, name=name_of(walk.member), ending=replaces)


def _begin(walk: Walk, holder_id: RelativeId | None, replaces: str, authority: Authority) -> None:
    station = walk.station
    work = NewCard(
        store=station.store,
        workshop=walk.bench.workplace.workshop,
        member=walk.member,
        by=authority.answers.id,
        new_id=station.new_id,
        holder_id=holder_id,
    )
    walk.go(HandOver(walk, work, replaces=replaces))
