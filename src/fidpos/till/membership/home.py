"""What may be done in a member's file; each line a few steps."""

from collections.abc import Callable
from datetime import datetime

from fidpos.domain.ids import MemberId
from fidpos.domain.member import MemberStatus
from fidpos.till.membership.another import Another
from fidpos.till.membership.cards import Cards
from fidpos.till.membership.consents import Consents
from fidpos.till.membership.new_card import Holder, begin_new_card
from fidpos.till.membership.person import HOUSEHOLD, WHO, Person
from fidpos.till.membership.standing import Why
from fidpos.till.membership.step import Step
from fidpos.till.membership.together import Together
from fidpos.till.membership.walk import HELP, Walk
from fidpos.till.membership.words import holders, name_of
from fidpos.till.task.acts import ChooseLine, PressKey, TaskAct
from fidpos.till.task.view import Line, ListBody, TaskKey, TaskView
from fidpos.till.view import Message

_OTHER_FILE = "f2"

_ICONS = {
    "new_card": "plus",
    "lost_card": "credit-card",
    "cards": "id-card",
    "who": "user-round",
    "household": "users-round",
    "consents": "list-checks",
    "together": "users-round",
    "block": "lock",
    "leave": "x",
    "unblock": "circle-check",
}


class Home(Step):
    """The list that the digits choose from; of somebody who is blocked, only what helps them."""

    def __init__(self, walk: Walk) -> None:
        self._walk = walk
        self._acts: dict[str, Callable[[], None]] = {
            "new_card": self._new_card,
            "lost_card": lambda: walk.go(Cards(walk, only_active=True)),
            "cards": lambda: walk.go(Cards(walk)),
            "who": lambda: self._person(WHO),
            "household": lambda: self._person(HOUSEHOLD),
            "consents": lambda: walk.go(Consents(walk)),
            "together": lambda: walk.go(Together(walk)),
            "block": lambda: walk.go(Why(walk, MemberStatus.BLOCKED)),
            "leave": lambda: walk.go(Why(walk, MemberStatus.LEFT)),
            "unblock": lambda: walk.go(Why(walk, MemberStatus.ACTIVE)),
        }

    def view(self) -> TaskView:
        """Whose file it is, and what may be done."""
        member = self._walk.member
        params: dict[str, object] = {"name": name_of(member), "number": member.number[-4:]}
        lead = Message(key="task.member.lead", params=params)
        until = self._held_until
        if member.status not in {MemberStatus.ACTIVE, MemberStatus.PROVISIONAL}:
            lead = Message(key=f"task.member.lead.{member.status.value}", params=params)
        elif until is not None:
            lead = Message(key="task.member.held_until", params={"until": until})
        return TaskView(
            place=f"member.home:{member.id}",
            title=Message(key="task.member.title"),
            lead=lead,
            body=ListBody(
                lines=tuple(
                    Line(
                        title=Message(key=f"task.member.act.{name}"),
                        detail=Message(key=f"task.member.act.{name}.detail"),
                        icon=_ICONS[name],
                    )
                    for name in self._names
                ),
                empty=Message(key="task.member.nothing"),
            ),
            keys=(TaskKey(key=_OTHER_FILE, label=Message(key="task.member.key.other_file")),),
            help=HELP,
        )

    def act(self, act: TaskAct) -> None:
        """A digit chooses; F2 opens another file."""
        names = self._names
        match act:
            case ChooseLine(number) if 0 < number <= len(names):
                self._acts[names[number - 1]]()
            case PressKey(key) if key == _OTHER_FILE:
                self._walk.go(other_file(self._walk))
            case _:
                """Nothing here."""

    @property
    def _names(self) -> tuple[str, ...]:
        match self._walk.member.status:
            case MemberStatus.BLOCKED:
                return "unblock", "leave", "cards"
            case MemberStatus.LEFT | MemberStatus.MERGED:
                return ()
            case MemberStatus.ACTIVE | MemberStatus.PROVISIONAL:
                return tuple(name for name in self._acts if name != "unblock")

    @property
    def _held_until(self) -> datetime | None:
        return self._walk.station.held_until(self._walk.member.id)

    def _person(self, page: tuple[str, ...]) -> None:
        """What is not shown cannot be changed either."""
        if self._walk.station.contact.hides_members:
            self._walk.object_to("contact.members_hidden")
        else:
            self._walk.go(Person(self._walk, page))

    def _new_card(self) -> None:
        if holders(self._walk.member):
            self._walk.go(Holder(self._walk))
        else:
            begin_new_card(self._walk, None)


def other_file(walk: Walk) -> Step:
    """Whose file: of somebody blocked too, since nobody serves them at the checkout."""

    def opened(member_id: MemberId, has_card: bool) -> None:
        walk.open_file(member_id, has_card=has_card)
        walk.restart(Home(walk))

    return Another(walk, lead=Message(key="task.member.lead.other_file"), found=opened, blocked_too=True)
