"""A walk of the robot: so many gestures drawn from a seed, examined after each stretch.

A walk that fails is walked once more from the same seed, examined after each gesture, so that the report can
name the shortest beginning of it that fails.
"""

import logging
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from types import TracebackType

from fidpos.settings.till_settings import Language
from fidpos.ui.presenters.keys import Key
from tests.helpers.robot.chance import Chance, is_at_rest
from tests.helpers.robot.counter import RobotCounter
from tests.helpers.robot.drawer import RobotShop, found_robot_shop
from tests.helpers.robot.examiner import Broken, Examiner
from tests.helpers.robot.gestures import Gesture, Happening, Press

STRETCH = 50
WAY_BACK_MAX = 60
"""More than there are steps anywhere, and less than nobody would press."""
TOLD = 40
"""So many of the last gestures are printed."""


class Trouble(logging.Handler):
    """Everything that nobody foresaw: exceptions on any thread, and lines of the log at ERROR.

    Attributes:
        found: in words, the oldest first.
    """

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.found: list[str] = []
        self.setFormatter(logging.Formatter("%(name)s: %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        self.found.append(self.format(record))

    @contextmanager
    def listening(self) -> Iterator[None]:
        """From now on, until the block is left."""
        excepthook, thread_hook, root = sys.excepthook, threading.excepthook, logging.getLogger()
        sys.excepthook = self._on_exception
        threading.excepthook = lambda args: self._on_exception(
            args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback
        )
        root.addHandler(self)
        try:
            yield
        finally:
            root.removeHandler(self)
            sys.excepthook, threading.excepthook = excepthook, thread_hook

    def raise_if_any(self) -> None:
        """Raises `Broken` with all that was found."""
        if self.found:
            raise Broken("\n".join(self.found))

    def _on_exception(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        logging.getLogger(__name__).error("not caught", exc_info=(kind, error, trace))


@dataclass(kw_only=True)
class Walk:
    """What was done, and what it came to.

    Attributes:
        fault: why it ended early; None for a walk to the end.
        visits: announced as closed.
        sentences: keys of all that were shown.
    """

    seed: int
    gestures: list[Gesture] = field(default_factory=list)
    fault: Exception | None = None
    visits: int = 0
    sentences: frozenset[str] = frozenset()

    def report(self) -> str:
        """For whoever is to find out what happened."""
        runs = [(each, len(list(run))) for each, run in groupby(self.gestures)]
        last = "\n".join(f"  {count} x {each!r}" for each, count in runs[-TOLD:])
        where = f"seed {self.seed} fails after {len(self.gestures)} gestures"
        return f"{where}, the last being\n{last}\n{self.fault!r}"


def walk(root: Path, seed: int, steps: int) -> Walk:
    """So many gestures in a new shop; a walk that fails is made again, to find the gesture that did it."""
    found = _walked(found_robot_shop(root / "walk"), seed, steps, examines_each=False)
    if found.fault is None:
        return found
    again = _walked(found_robot_shop(root / "again"), seed, steps, examines_each=True)
    return again if again.fault is not None else found


def _walked(place: RobotShop, seed: int, steps: int, *, examines_each: bool) -> Walk:
    trouble, examiner, made = Trouble(), Examiner(place.shop.folder), Walk(seed=seed)
    language = Language.FRENCH if seed % 2 == 0 else Language.ENGLISH
    with trouble.listening():
        counter = RobotCounter(place, language)
        walker = _Walker(counter, examiner, trouble, made)
        try:
            walker.take(
                Chance(seed, tuple(place.cards), [each.canonical for each in place.gift_cards]),
                steps,
                examines_each=examines_each,
            )
        except Exception as fault:  # noqa: BLE001 - whatever it is, the report says after which gesture
            made.fault = fault
        finally:
            counter.close()
    made.visits, made.sentences = len(examiner.announced), frozenset(examiner.said)
    return made


class _Walker:
    def __init__(self, counter: RobotCounter, examiner: Examiner, trouble: Trouble, made: Walk) -> None:
        self._counter = counter
        self._examiner = examiner
        self._trouble = trouble
        self._made = made

    def take(self, chance: Chance, steps: int, *, examines_each: bool) -> None:
        for step in range(1, steps + 1):
            self._do(chance.next(self._counter.view))
            if step % STRETCH == 0:
                self._go_back()
            if examines_each or step % STRETCH == 0:
                self._examiner.examine()

    def _go_back(self) -> None:
        """Esc alone leads out of wherever it is, as long as what it lets go of can be written down."""
        self._do(Happening.DISK_HAS_ROOM)
        for _ in range(WAY_BACK_MAX):
            if is_at_rest(self._counter.view):
                return
            self._do(Press((Key.ESCAPE,)))
        raise Broken(f"no way back from {self._counter.view}")

    def _do(self, gesture: Gesture) -> None:
        self._made.gestures.append(gesture)
        if gesture is Happening.STARTED_ANEW:
            self._examiner.begin_anew()
        self._counter.do(gesture)
        self._examiner.hear(self._counter.take_views())
        self._examiner.read(tuple(self._counter.take_lights()))
        self._trouble.raise_if_any()
