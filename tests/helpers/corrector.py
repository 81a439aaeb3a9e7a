"""A cashier who corrects visits through the task of the counter, with keys alone."""

from dataclasses import dataclass
from typing import Protocol

from fidpos.domain.ids import VisitId
from fidpos.domain.staff import Staff
from fidpos.till.checkout import CheckoutSession
from fidpos.till.ports import TillStore
from fidpos.till.task.acts import (
    Approve,
    ChooseLine,
    FillIn,
    GoOn,
    NameApprover,
    OpenTask,
    PressKey,
    TaskKind,
)
from fidpos.till.task.view import ApprovalBody, FormBody, Line, ListBody, ReviewBody, TaskView
from tests.helpers.counter import PAUL, PIN


class AtWork(Protocol):
    """A till with its session, on whatever store."""

    @property
    def store(self) -> TillStore: ...

    @property
    def session(self) -> CheckoutSession: ...


@dataclass
class Corrector:
    """Shorthand for what is done in the task."""

    counter: AtWork

    def open(self, visit_id: VisitId | None = None) -> TaskView:
        self.counter.session.in_task(OpenTask(kind=TaskKind.CORRECT, visit_id=visit_id))
        return self.view

    @property
    def view(self) -> TaskView:
        view = self.counter.session.view().task
        assert view is not None, "the task is over"
        return view

    @property
    def is_open(self) -> bool:
        return self.counter.session.view().task is not None

    @property
    def problem(self) -> str:
        problem = self.view.problem
        return problem.key if problem is not None else ""

    def line(self, number: int) -> None:
        self.counter.session.in_task(ChooseLine(number=number))

    def fill(self, key: str, text: str, move: int = 1) -> None:
        self.counter.session.in_task(FillIn(key=key, text=text, move=move))

    def press(self, key: str) -> None:
        self.counter.session.in_task(PressKey(key=key))

    def enter(self) -> None:
        self.counter.session.in_task(GoOn())

    def esc(self) -> None:
        self.counter.session.back()

    def approve(self, manager: Staff = PAUL, pin: str = PIN) -> None:
        assert isinstance(self.view.body, ApprovalBody)
        self.counter.session.in_task(NameApprover(staff_id=manager.id))
        self.counter.session.in_task(Approve(pin=pin, staff_id=manager.id))

    def lines(self) -> tuple[Line, ...]:
        body = self.view.body
        assert isinstance(body, ListBody | FormBody)
        return body.lines

    def titles(self) -> list[str]:
        return [line.title if isinstance(line.title, str) else line.title.key for line in self.lines()]

    def facts(self) -> dict[str, dict[str, object]]:
        """By the label of each, what its value was made of."""
        body = self.view.body
        assert isinstance(body, ReviewBody), body
        return {
            fact.label if isinstance(fact.label, str) else fact.label.key: {"text": fact.value}
            if isinstance(fact.value, str)
            else fact.value.params
            for fact in body.facts
        }

    def last_visit(self) -> VisitId:
        visit_id = self.counter.store.last_visit_id()
        assert visit_id is not None
        return visit_id


AMOUNT, MEMBER, REFUND, VOID = 1, 2, 3, 4
"""Lines of the step that asks what is wrong."""
