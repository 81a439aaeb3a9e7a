"""F3 with a member attached: the member's file, step by step."""

from fidpos.domain.card import CardRead, RefusedRead
from fidpos.till.identify import Identified
from fidpos.till.membership.home import Home, other_file
from fidpos.till.membership.walk import Walk
from fidpos.till.reads import Seen
from fidpos.till.task.acts import TaskAct
from fidpos.till.task.task import Bench, Occasion, Task
from fidpos.till.task.view import TaskView
from fidpos.till.view import TillState


class MemberTask:
    """Steps upon each other; what a step records is recorded at its end, and ends the task."""

    def __init__(self, walk: Walk) -> None:
        self._walk = walk

    @property
    def state(self) -> TillState:
        """A task like any other."""
        return TillState.TASK

    @property
    def takes(self) -> frozenset[Seen]:
        """What the step asks for."""
        return self._walk.step.takes

    def view(self) -> TaskView:
        """The step that is on."""
        return self._walk.view()

    def act(self, act: TaskAct) -> None:
        """For the step that is on."""
        self._walk.forget()
        self._walk.step.act(act)

    def take(self, read: CardRead | RefusedRead, found: Identified) -> None:
        """For the step that is on."""
        self._walk.forget()
        self._walk.step.take(read, found)

    def back(self) -> bool:
        """To the step before."""
        return self._walk.back()

    def tick(self) -> bool:
        """Nothing here waits for anything."""
        return False

    def locked(self) -> None:
        """What was begun in somebody's name is not ended in another's."""
        self._walk.locked()

    def ended(self) -> None:
        """A blank that was waited for stays a blank."""
        self._walk.end()


def open_member_file(bench: Bench, occasion: Occasion) -> Task:
    """Begin with the file of whoever is attached; with nobody attached, with the question whose."""
    walk = Walk(bench, occasion)
    walk.go(Home(walk) if occasion.member is not None else other_file(walk))
    return MemberTask(walk)
