"""Looking for members at the centre: one answer, in time or not at all."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import SimpleQueue
from threading import Event
from typing import TypeVar

import msgspec

from fidpos.sync.finding import CentreFinder
from fidpos.sync.ports import CentreAway
from fidpos.wire.sync.find import Find, FindAnswer, FindBy

Answer = TypeVar("Answer", bound=msgspec.Struct)
ASKED = Find(by=FindBy.NAME, text="dupont")


class ScriptedCentre:
    """Answers what it is told to, once it may."""

    def __init__(self, answer: FindAnswer | None, may: Event | None = None) -> None:
        self._answer = answer
        self._may = may

    def ask(self, path: str, request: msgspec.Struct, answer: type[Answer], *, wait_s: float = 0.0) -> Answer:
        if self._may is not None:
            self._may.wait()
        if self._answer is None:
            raise CentreAway("nobody")
        assert isinstance(self._answer, answer)
        return self._answer


@contextmanager
def finder(
    centre: ScriptedCentre, limit_s: float = 60.0
) -> Iterator[tuple[CentreFinder, SimpleQueue[int | None]]]:
    told: SimpleQueue[int | None] = SimpleQueue()

    def at_once(work: Callable[[], None]) -> None:
        work()

    made = CentreFinder(centre, on_worker=at_once, limit_s=limit_s)
    try:
        yield made, told
    finally:
        made.stop()


def test_the_worker_is_told_how_many_are_on_their_way() -> None:
    with finder(ScriptedCentre(FindAnswer(found=2))) as (asked, told):
        asked.find(ASKED, told.put)

        assert told.get(timeout=10) == 2


def test_a_centre_that_is_away_is_no_answer() -> None:
    with finder(ScriptedCentre(None)) as (asked, told):
        asked.find(ASKED, told.put)

        assert told.get(timeout=10) is None


def test_an_answer_that_comes_too_late_is_not_told_any_more() -> None:
    may = Event()
    with finder(ScriptedCentre(FindAnswer(found=2), may), limit_s=0.01) as (asked, told):
        asked.find(ASKED, told.put)
        first = told.get(timeout=10)
        may.set()
        asked.stop()

        assert first is None
        assert told.empty()
