"""What the steps in a member's file share: whose it is, the steps so far, what stood in the way."""

from collections.abc import Callable
from dataclasses import replace

from fidpos.domain.authority import Authority
from fidpos.domain.errors import StoreError
from fidpos.domain.ids import EventId, MemberId
from fidpos.domain.member import Member
from fidpos.till.announce import Said
from fidpos.till.membership.step import Step
from fidpos.till.membership.store import MemberFiles
from fidpos.till.proof import is_held_out
from fidpos.till.station import Station
from fidpos.till.task.task import Bench, Occasion
from fidpos.till.task.view import TaskView
from fidpos.till.view import Message, Tone

HELP = "task.member.help"


class Walk:
    """Steps upon each other, and the way from one to the next.

    Args:
        bench: what the task works with.
        occasion: what was on screen when it was opened.

    Attributes:
        bench: what the task works with.
        has_card: the member proved who they are as far as a card in use does; nobody found by name has.
    """

    def __init__(self, bench: Bench, occasion: Occasion) -> None:
        self.bench = bench
        shown = occasion.member
        self.has_card = shown is not None and is_held_out(shown.card, shown.presented.trust)
        self._member_id: MemberId | None = shown.member.id if shown is not None else None
        self._steps: list[Step] = []
        self._problem: tuple[Message, Message | None] | None = None

    @property
    def station(self) -> Station:
        """The till."""
        return self.bench.station

    @property
    def files(self) -> MemberFiles:
        """What stands in files."""
        return self.station.store.files

    @property
    def member(self) -> Member:
        """As they are now: others may change them meanwhile.

        Raises:
            StoreError: the till was told to let them go.
        """
        found = self.station.store.member(self._member_id) if self._member_id is not None else None
        if found is None:
            raise StoreError("this member was erased, or let go")
        return found

    @property
    def step(self) -> Step:
        """The one that is on."""
        return self._steps[-1]

    def new_event_id(self) -> EventId:
        """Made once for each step, so that a second try records nothing twice."""
        return EventId(self.station.new_id())

    def open_file(self, member_id: MemberId, *, has_card: bool) -> None:
        """Somebody else's file from here on."""
        self._member_id, self.has_card = member_id, has_card

    def go(self, step: Step) -> None:
        """On to this step; Esc leads back here."""
        self._steps.append(step)

    def instead(self, step: Step) -> None:
        """On to a step from which one does not come back to this one."""
        self._steps.pop().left()
        self._steps.append(step)

    def restart(self, step: Step) -> None:
        """From here on as if the task had just been opened."""
        self.end()
        self._steps.append(step)

    def back(self) -> bool:
        """To the step before; False when there is none."""
        self.forget()
        if len(self._steps) < 2:
            return False
        self._steps.pop().left()
        return True

    def home(self) -> None:
        """Back to the first step: what was begun upon it is done."""
        while self.back():
            pass

    def locked(self) -> None:
        """Whoever comes next begins anew what the step did in the name of the one who left."""
        if self.step.is_in_ones_name:
            self.back()

    def end(self) -> None:
        """Off the screen."""
        while self._steps:
            self._steps.pop().left()

    def view(self) -> TaskView:
        """The step, with what stood in the way."""
        problem, hint = self._problem or (None, None)
        return replace(self.step.view(), problem=problem, hint=hint)

    def object_to(self, key: str, **params: object) -> None:
        """Say why it does not go on, by the key of a sentence that has a hint; said until the next key."""
        self._problem = Message(key=key, params=params), Message(key=f"hint.{key}")

    def forget(self) -> None:
        """Somebody goes on: what was said has been read."""
        self._problem = None

    def with_manager(self, key: str, then: Callable[[Authority], None], **params: object) -> None:
        """On a manager's word for what this sentence says."""
        self.bench.with_manager(Message(key=key, params=params), then)

    def done(self, key: str, *, detail: Message | None = None, **params: object) -> None:
        """It is recorded: say so by the key of a sentence."""
        self.finish(Said(tone=Tone.SUCCESS, message=Message(key=key, params=params), detail=detail))

    def finish(self, said: Said) -> None:
        """The task is done; the checkout beneath shows the member as they are now."""
        self.bench.end()
        self.bench.counter.read_visit_again()
        self.station.dialogue.say(said)
