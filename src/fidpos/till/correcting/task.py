"""Shift+F8 from the key to the last word: which visit, what is wrong with it, why, and the yes."""

from fidpos.domain.card import CardRead, RefusedRead
from fidpos.till.correcting.choose_visit import ChooseVisit, choose_visit
from fidpos.till.correcting.flow import Flow
from fidpos.till.identify import Identified
from fidpos.till.reads import Seen
from fidpos.till.task.acts import TaskAct
from fidpos.till.task.task import Bench, Occasion, Task
from fidpos.till.task.view import TaskView
from fidpos.till.view import TillState


class CorrectTask:
    """Steps upon each other; nothing is written before the last one."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow

    @property
    def state(self) -> TillState:
        """A task like any other."""
        return TillState.TASK

    @property
    def takes(self) -> frozenset[Seen]:
        """What the step asks for."""
        return self._flow.step.takes

    def view(self) -> TaskView:
        """The step that is on."""
        return self._flow.view()

    def act(self, act: TaskAct) -> None:
        """For the step that is on."""
        self._flow.forget()
        self._flow.step.act(act)

    def take(self, read: CardRead | RefusedRead, found: Identified) -> None:
        """For the step that is on."""
        self._flow.forget()
        self._flow.step.take(read, found)

    def back(self) -> bool:
        """To the step before."""
        return self._flow.back()

    def tick(self) -> bool:
        """Nothing here waits for anything."""
        return False

    def locked(self) -> None:
        """Nothing here is for one pair of eyes."""

    def ended(self) -> None:
        """Nothing is held."""


def open_correction(bench: Bench, occasion: Occasion) -> Task:
    """Begin with the visit that is looked at, or with the latest ones."""
    flow = Flow(bench, occasion)
    flow.go(ChooseVisit(flow))
    if occasion.visit_id is not None:
        choose_visit(flow, occasion.visit_id)
    return CorrectTask(flow)
