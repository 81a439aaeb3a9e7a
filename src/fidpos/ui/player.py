"""Plays a script on the real windows: each step acts, then waits until what it wants has come true on screen.

The demonstration without a display and the long soak runs drive the till with it. It stays on the GUI
thread, never spins the event loop itself, and gives up with the name of the step that did not come true.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from fidpos.ui.keymap import KEYS, SHIFTED_KEYS
from fidpos.ui.presenters.keys import Key

LOOK_EVERY_MS = 2
STEP_LIMIT_S = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that happens at the counter.

    Attributes:
        title: what the person watching reads.
        act: starts it; runs on the GUI thread and returns at once.
        until: whether it has come true on screen.
        shot: name of the picture to take then, empty for none.
        customer_shot: the same for the customer's screen.
        again_after_s: it is done again after so long, as a person holds a card there again; None for never.
    """

    title: str
    act: Callable[[], None]
    until: Callable[[], bool]
    shot: str = ""
    customer_shot: str = ""
    again_after_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """A step that came true, and how long that took from its act on, in seconds."""

    step: Step
    took_s: float


class Player(QObject):
    """Plays steps one after another.

    Signals:
        played: `Played`, when a step has come true.
        finished: str, empty when all steps came true, else the title of the one that did not.
    """

    played = Signal(object)
    finished = Signal(str)

    def __init__(self, steps: Iterator[Step], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._steps = steps
        self._step: Step | None = None
        self._came_true: Played | None = None
        self._acted_s = 0.0
        self._again_s = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY_MS)
        self._timer.timeout.connect(self._look)

    def start(self) -> None:
        """Begin with the first step."""
        self._timer.start()

    @Slot()
    def _look(self) -> None:
        step, now_s = self._step, time.perf_counter()
        if self._came_true is not None:
            # One look later the layouts have settled, so that a picture shows what a person sees.
            played, self._came_true = self._came_true, None
            self.played.emit(played)
        elif step is None:
            self._next()
        elif step.until():
            self._step = None
            self._came_true = Played(step=step, took_s=now_s - self._acted_s)
        elif now_s - self._acted_s > STEP_LIMIT_S:
            self._end(step.title)
        elif step.again_after_s is not None and now_s - self._again_s > step.again_after_s:
            self._again_s = now_s
            step.act()

    def _next(self) -> None:
        step = next(self._steps, None)
        if step is None:
            self._end("")
            return
        self._step, self._acted_s = step, time.perf_counter()
        self._again_s = self._acted_s
        step.act()

    def _end(self, failed: str) -> None:
        self._timer.stop()
        self.finished.emit(failed)


_QT_KEYS = {key: code for code, key in reversed(KEYS.items())}
"""The main block's Enter rather than the keypad's."""
_QT_SHIFTED = {key: code for code, key in SHIFTED_KEYS.items()}


def press(window: QWidget, *presses: Key | str) -> None:
    """Post real key events to the window, as a keyboard would: keys that act, or texts letter by letter."""
    for pressed in presses:
        if isinstance(pressed, Key):
            _press_key(window, pressed)
        else:
            for letter in pressed:
                _post(window, ord(letter.upper()), letter)


def _press_key(window: QWidget, key: Key) -> None:
    shifted = _QT_SHIFTED.get(key)
    if shifted is not None:
        _post(window, shifted, "", Qt.KeyboardModifier.ShiftModifier)
    else:
        _post(window, _QT_KEYS[key], "")


def _post(
    window: QWidget, key: int, text: str, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        event = QKeyEvent(kind, key, modifiers, text)
        QCoreApplication.postEvent(window, event)
