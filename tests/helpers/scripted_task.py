"""A task that notes what it is told, for tests of whatever stands around tasks."""

from dataclasses import dataclass, field

from fidpos.domain.authority import Authority
from fidpos.domain.card import CardRead, RefusedRead
from fidpos.domain.errors import StoreError
from fidpos.till.identify import Identified
from fidpos.till.reads import Seen
from fidpos.till.task.acts import GoOn, PressKey, TaskAct
from fidpos.till.task.task import Bench, Occasion
from fidpos.till.task.view import Fact, ReviewBody, TaskView
from fidpos.till.view import Message, TillState

WHY = Message(key="question.void_last")
OTHER_WHY = Message(key="question.void_last", params={"amount": 1})


@dataclass
class ScriptedTask:
    """Enter is one step further, F4 asks a manager, F5 ends it, F6 asks for something else.

    Attributes:
        approved: whose word each act was done on.
        fault: raised by the next act.
    """

    bench: Bench
    occasion: Occasion
    takes: frozenset[Seen] = frozenset()
    state: TillState = TillState.TASK
    step: int = 0
    acts: list[TaskAct] = field(default_factory=list)
    taken: list[Seen] = field(default_factory=list)
    approved: list[Authority] = field(default_factory=list)
    fault: StoreError | None = None
    ticks: int = 0
    has_ended: bool = False

    def view(self) -> TaskView:
        return TaskView(
            place=f"step {self.step}",
            title=WHY,
            lead=WHY,
            body=ReviewBody(facts=(Fact(label="step", value=str(self.step)),)),
            enter=WHY,
        )

    def act(self, act: TaskAct) -> None:
        if self.fault is not None:
            raise self.fault
        self.acts.append(act)
        match act:
            case GoOn():
                self.step += 1
            case PressKey("f4"):
                self.bench.with_manager(WHY, self.approved.append)
            case PressKey("f5"):
                self.bench.end()
            case PressKey("f6"):
                self.bench.with_manager(OTHER_WHY, self.approved.append)

    def take(self, read: CardRead | RefusedRead, found: Identified) -> None:
        self.taken.append(found.seen)

    def back(self) -> bool:
        if not self.step:
            return False
        self.step -= 1
        return True

    def tick(self) -> bool:
        self.ticks += 1
        return True

    def locked(self) -> None:
        """Nothing here is for one pair of eyes."""

    def ended(self) -> None:
        self.has_ended = True
