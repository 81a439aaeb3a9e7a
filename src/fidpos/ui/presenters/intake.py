"""The order of presses while the worker answers: none is lost, none overtakes another."""

from collections import deque

from fidpos.ui.presenters.commands import Command, SetAmount
from fidpos.ui.presenters.keys import Key, Press

WAITING_MAX = 32
"""Presses kept while a command is being answered; more than that is an elbow on the keyboard."""


class Intake:
    """Remembers what was asked and not yet answered, and the presses that wait for it.

    Invariant: presses are taken in the order they came, and none while a command is awaited.
    """

    def __init__(self) -> None:
        self._awaited: Command | None = None
        self._is_by_enter = False
        self._waiting: deque[Press] = deque()
        self._amounts = 0

    @property
    def is_waiting(self) -> bool:
        """A command is being answered after which keys may mean something else."""
        return self._awaited is not None

    @property
    def is_settled(self) -> bool:
        """Every amount that was sent has been answered."""
        return self._amounts == 0

    def sent(self, command: Command, *, awaits: bool, by: Press | None = None) -> None:
        """A command is on its way, asked for by this press if it was not a touch."""
        if isinstance(command, SetAmount):
            self._amounts += 1
        if awaits:
            self._awaited = command
            self._is_by_enter = by is not None and by.key is Key.ENTER

    def answered(self, command: Command) -> None:
        """A command came back."""
        if isinstance(command, SetAmount):
            self._amounts -= 1
        if command is self._awaited:
            self._awaited = None

    def keep(self, pressed: Press) -> bool:
        """Keep a press until the answer is there; False if it is refused.

        An Enter right after the Enter that is being answered is not kept: it was meant for the same thing.
        """
        is_second_enter = pressed.key is Key.ENTER and self._is_by_enter and not self._waiting
        if is_second_enter or len(self._waiting) == WAITING_MAX:
            return False
        self._waiting.append(pressed)
        return True

    def next(self) -> Press | None:
        """The press whose turn it is, if any."""
        return self._waiting.popleft() if self._waiting and not self.is_waiting else None
