"""A member's file at the counter, as a cashier works in it, with a manager beside them."""

from dataclasses import dataclass

from fidpos.domain.staff import Staff
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
from fidpos.till.task.view import ApprovalBody, Field, FormBody, Line, ListBody, TaskView, Words
from fidpos.till.view import Message
from fidpos.wire.events import Event
from tests.helpers.counter import PAUL, PIN, Counter, counter

LINES = ("new_card", "lost_card", "cards", "who", "household", "consents", "together", "block", "leave")
"""The first page, by digits from 1 on."""


@dataclass
class FileDesk:
    """F3 is pressed once somebody is attached."""

    at: Counter

    @property
    def view(self) -> TaskView:
        task = self.at.view.task
        assert task is not None, "the task has ended"
        return task

    @property
    def is_open(self) -> bool:
        return self.at.view.task is not None

    @property
    def lead(self) -> str:
        return self.view.lead.key

    @property
    def problem(self) -> str:
        return self.view.problem.key if self.view.problem is not None else ""

    @property
    def lines(self) -> tuple[Line, ...]:
        body = self.view.body
        assert isinstance(body, ListBody | FormBody)
        return body.lines

    @property
    def asks_manager(self) -> bool:
        return isinstance(self.view.body, ApprovalBody)

    @property
    def last(self) -> Event:
        return self.at.store.events[-1]

    def open(self) -> None:
        self.at.session.in_task(OpenTask(TaskKind.MEMBER))

    def choose(self, number: int) -> None:
        self.at.session.in_task(ChooseLine(number))

    def begin(self, name: str) -> None:
        """F3, then the digit of that line."""
        self.open()
        self.choose(LINES.index(name) + 1)

    def press(self, key: str) -> None:
        self.at.session.in_task(PressKey(key))

    def enter(self) -> None:
        self.at.session.in_task(GoOn())

    def back(self) -> None:
        self.at.session.back()

    def fill(self, **texts: str) -> None:
        """Type into some fields, one after the other."""
        for key, text in texts.items():
            self.at.session.in_task(FillIn(key, text))

    def save(self) -> None:
        """Enter on the last field, as it stands."""
        last = self._fields[-1]
        self.at.session.in_task(FillIn(last.key, last.text, 1))

    def field(self, key: str) -> Field:
        return next(each for each in self._fields if each.key == key)

    def approve(self, manager: Staff = PAUL, pin: str = PIN) -> None:
        self.at.session.in_task(NameApprover(manager.id))
        self.at.session.in_task(Approve(pin, manager.id))

    @property
    def _fields(self) -> tuple[Field, ...]:
        body = self.view.body
        assert isinstance(body, FormBody)
        return body.fields


def file_of(card: str, at: Counter | None = None) -> FileDesk:
    """The member is attached by their card."""
    at = at or counter()
    at.tap(card)
    return FileDesk(at)


def key_of(words: Words) -> str:
    assert isinstance(words, Message)
    return words.key
