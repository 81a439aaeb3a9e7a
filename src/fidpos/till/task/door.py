"""The door between the checkout and the tasks beside it: one at a time, kept while colleagues change."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from fidpos.domain.authority import Authority
from fidpos.domain.card import CardRead, RefusedRead
from fidpos.domain.errors import StoreError
from fidpos.domain.ids import StaffId
from fidpos.domain.staff import Role
from fidpos.till import announce
from fidpos.till.identify import Identified
from fidpos.till.reads import Seen
from fidpos.till.station import Station
from fidpos.till.task.acts import Act, Approve, NameApprover, OpenTask, TaskKind
from fidpos.till.task.approval import Approval, Word
from fidpos.till.task.task import Bench, Counter, MakesTask, Occasion, Task
from fidpos.till.task.view import TaskView
from fidpos.till.view import Message, TillState
from fidpos.till.workplace import Workplace


class TaskDoor:
    """Opens tasks, passes on what is done in them, and asks managers where one of them needs it.

    Args:
        station: what the parts of the session share.
        workplace: what stands around the till.
        makers: how each task begins; a kind that is missing here is not offered.
        counter: the checkout beneath.
    """

    def __init__(
        self,
        station: Station,
        workplace: Workplace,
        *,
        makers: Mapping[TaskKind, MakesTask],
        counter: Counter,
    ) -> None:
        self._station = station
        self._makers = makers
        self._counter = counter
        self._approval = Approval(station)
        self._word: Word | None = None
        self._task: Task | None = None
        self._bench = Bench(
            station=station,
            workplace=workplace,
            counter=counter,
            end=self.end,
            with_manager=self._with_manager,
        )

    @property
    def is_open(self) -> bool:
        """Whether a task lies in place of amount and history."""
        return self._task is not None

    @property
    def state(self) -> TillState:
        """Which row of the table of reads is in force while one is open."""
        assert self._task is not None
        return self._task.state

    def view(self) -> TaskView | None:
        """The task, or the question to a manager in its place."""
        if self._task is None:
            return None
        view = self._task.view()
        return self._approval.over(view) if self._approval.is_open else view

    def open(self, asked: OpenTask, occasion: Occasion) -> bool:
        """Begin a task; False when there is none to do."""
        makes = self._makers.get(asked.kind)
        if self._task is not None or makes is None:
            return False
        self._task = makes(self._bench, replace(occasion, visit_id=asked.visit_id))
        return self._task is not None

    def act(self, act: Act) -> None:
        """What a key or a touch says.

        Raises:
            StoreError: nothing was changed.
        """
        task = self._task
        if task is None or isinstance(act, OpenTask):
            return
        match act:
            case NameApprover(staff_id):
                self._approval.name(staff_id)
            case Approve(pin, staff_id):
                self._approve(pin, staff_id)
            case _ if not self._approval.is_open:
                self._station.dialogue.clear()
                task.act(act)

    def takes(self, seen: Seen) -> bool:
        """Whether a read is for the task: a badge is, while a manager is asked."""
        if self._task is None:
            return False
        return seen is Seen.STAFF if self._approval.is_open else seen in self._task.takes

    def take(self, read: CardRead | RefusedRead, found: Identified) -> None:
        """One of the reads that the task takes.

        Raises:
            StoreError: nothing was changed.
        """
        if self._approval.is_open:
            if found.staff is not None and found.staff.role is Role.MANAGER:
                self._approval.name(found.staff.id)
            else:
                self._station.dialogue.say(announce.not_a_manager())
        elif self._task is not None:
            self._station.dialogue.clear()
            self._task.take(read, found)

    def back(self) -> None:
        """Esc: nobody is asked after all, one step back, or the task is given up.

        Whoever goes back may do something else from there: what a manager has approved is asked again.

        Raises:
            StoreError: the task is as it was.
        """
        self._station.dialogue.clear()
        if self._approval.is_open:
            self._approval.back()
            return
        self._word = None
        if self._task is not None and not self._task.back():
            self.end()

    def tick(self) -> None:
        """About once a second."""
        try:
            if self._task is not None and self._task.tick():
                self._counter.publish()
        except StoreError as fault:
            self._station.dialogue.say(announce.store_refused(fault))
            self._counter.publish()

    def lock(self) -> None:
        """Whoever comes next is somebody else: a manager's word was given to the one who left."""
        self._forget_word()
        if self._task is not None:
            self._task.locked()

    def end(self) -> None:
        """The task is done, or given up."""
        task, self._task = self._task, None
        self._forget_word()
        if task is not None:
            task.ended()

    def _forget_word(self) -> None:
        self._approval.withdraw()
        self._word = None

    def _approve(self, pin: str, staff_id: StaffId) -> None:
        if self._station.contact.is_staff_list_old:
            self._forget_word()
            self._station.dialogue.say(announce.staff_list_old())
            return
        word = self._approval.give(pin, staff_id)
        if word is not None:
            self._word = word
            self._approval.go_on(word)

    def _with_manager(self, why: Message, then: Callable[[Authority], None]) -> None:
        staff, word = self._station.access.staff, self._word
        if staff is None or staff.role is Role.TECHNICIAN:
            return
        if self._station.contact.is_staff_list_old:
            self._station.dialogue.say(announce.staff_list_old())
            return
        if staff.role is Role.MANAGER:
            then(Authority(asked_by=staff))
        elif word is not None and word.why == why:
            then(word.authority)
        else:
            self._approval.ask(why, then)
