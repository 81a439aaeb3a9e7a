"""Another member: their card is held out, or they are found by name, telephone or card number."""

from collections.abc import Callable

from fidpos.domain.card import CardRead, RefusedRead
from fidpos.domain.ids import MemberId
from fidpos.till.identify import Identified
from fidpos.till.membership.step import Step
from fidpos.till.membership.walk import HELP, Walk
from fidpos.till.ports import MemberHit
from fidpos.till.proof import is_held_out
from fidpos.till.reads import Seen
from fidpos.till.task.acts import ChooseLine, FillIn, TaskAct
from fidpos.till.task.view import Field, FormBody, Line, TaskView
from fidpos.till.view import Message

TYPED_MAX = 80
_MEMBERS = frozenset({Seen.MEMBER, Seen.SAME_MEMBER, Seen.OTHER_MEMBER})

Found = Callable[[MemberId, bool], None]
"""Goes on with them; whether they hold out a card of theirs that is in use."""


class Another(Step):
    """The search of F2, with its throttle; a card says it at once.

    Args:
        walk: of the file.
        lead: what they are looked for.
        found: what follows.
        blocked_too: somebody whose card is refused at the checkout is found by it as well.
    """

    def __init__(self, walk: Walk, *, lead: Message, found: Found, blocked_too: bool = False) -> None:
        self._walk = walk
        self._lead = lead
        self._found = found
        self._blocked_too = blocked_too
        self._text = ""
        self._hits: tuple[MemberHit, ...] = ()

    @property
    def takes(self) -> frozenset[Seen]:
        """Cards of members."""
        return _MEMBERS | {Seen.BLOCKED} if self._blocked_too else _MEMBERS

    def view(self) -> TaskView:
        """One field, and whom it found."""
        search = Field(
            key="search",
            label=Message(key="task.member.field.search"),
            text=self._text,
            length_max=TYPED_MAX,
            live=True,
        )
        return TaskView(
            place="member.another",
            title=Message(key="task.member.another.title"),
            lead=self._lead,
            body=FormBody(
                fields=(search,),
                lines=tuple(Line(title=hit.name, detail=hit.masked_phone) for hit in self._hits),
                empty=Message(key="task.member.nobody") if self._text.strip() else "",
            ),
            help=HELP,
        )

    def act(self, act: TaskAct) -> None:
        """Search as it is typed; a line is chosen."""
        lookup = self._walk.bench.counter.lookup
        match act:
            case FillIn("search", text):
                self._text = text[:TYPED_MAX]
                lookup.search(self._text)
                self._hits, lookup.found = lookup.found or (), None
            case ChooseLine(number) if 0 < number <= len(self._hits):
                chosen = self._hits[number - 1].member_id
                if lookup.pick(chosen, attached=None) is not None:
                    self._found(chosen, False)
            case _:
                """Nothing here."""

    def take(self, read: CardRead | RefusedRead, found: Identified) -> None:
        """The card of whoever is there; one that was stopped tells whose it was, and proves nothing."""
        if isinstance(read, CardRead) and found.card is not None:
            self._found(found.card.member_id, is_held_out(found.card, read.trust))
