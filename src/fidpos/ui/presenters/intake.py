"""The order of presses while the worker answers: none is lost, none overtakes another."""

from collections import deque
from dataclasses import dataclass

from fidpos.till.task.acts import FillIn
from fidpos.till.view import CheckoutView, Shown
from fidpos.ui.presenters.commands import Command, InTask, Search, SetAmount
from fidpos.ui.presenters.keys import Key, Press

WAITING_MAX = 32
"""Presses kept while a command is being answered; more than that is an elbow on the keyboard."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A press that waited, and what was on screen when it came."""

    press: Press
    shown: Shown

    def is_meant_for(self, view: CheckoutView) -> bool:
        """Whether it may be taken now: Enter commits nothing that came while it waited."""
        return self.press.key is not Key.ENTER or self.shown == Shown.on(view)


class Intake:
    """Remembers what was asked and not yet answered, and the presses that wait for it.

    Invariant: presses are taken in the order they came, and none while a command is awaited.
    """

    def __init__(self) -> None:
        self._awaited: Command | None = None
        self._is_by_enter = False
        self._waiting: deque[Kept] = deque()
        self._typed = 0

    @property
    def is_waiting(self) -> bool:
        """A command is being answered after which keys may mean something else."""
        return self._awaited is not None

    @property
    def is_settled(self) -> bool:
        """Every amount, search text and live field that was sent has been answered."""
        return self._typed == 0

    def sent(self, command: Command, *, awaits: bool, by: Press | None = None) -> None:
        """A command is on its way, asked for by this press if it was not a touch."""
        if _is_typed(command):
            self._typed += 1
        if awaits:
            self._awaited = command
            self._is_by_enter = by is not None and by.key is Key.ENTER

    def answered(self, command: Command) -> None:
        """A command came back."""
        if _is_typed(command):
            self._typed -= 1
        if command is self._awaited:
            self._awaited = None

    def keep(self, pressed: Press, shown: Shown) -> bool:
        """Keep a press, made on what is shown, until the answer is there; False if it is refused.

        An Enter right after the Enter that is being answered is not kept: it was meant for the same thing.
        """
        is_second_enter = pressed.key is Key.ENTER and self._is_by_enter and not self._waiting
        if is_second_enter or len(self._waiting) == WAITING_MAX:
            return False
        self._waiting.append(Kept(press=pressed, shown=shown))
        return True

    def next(self) -> Kept | None:
        """The press whose turn it is, if any."""
        return self._waiting.popleft() if self._waiting and not self.is_waiting else None


def _is_typed(command: Command) -> bool:
    """Whether it carries what is being typed, key by key."""
    match command:
        case SetAmount() | Search():
            return True
        case InTask(act=FillIn(move=0)):
            return True
        case _:
            return False
