"""Looking for members at the centre: one answer, in time or not at all."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import SimpleQueue
from threading import Event
from typing import TypeVar
from uuid import UUID

import msgspec

from fidpos.domain.ids import EventId, RefundId, StaffId
from fidpos.sync.finding import CentreFinder
from fidpos.sync.ports import CentreAway
from fidpos.wire.refund_events import RefundAsked
from fidpos.wire.sync.find import Find, FindAnswer, FindBy
from fidpos.wire.sync.refund_quote import QuoteRefusal, RefundQuoteAnswer
from tests.helpers.fake_clock import FakeClock

Answer = TypeVar("Answer", bound=msgspec.Struct)
ASKED = Find(by=FindBy.NAME, text="dupont")
NOW = FakeClock().now()
REFUND = RefundAsked(
    id=EventId(UUID(int=1)),
    at=NOW,
    refund_id=RefundId(UUID(int=2)),
    business_day=NOW.date(),
    currency="EUR",
    staff_id=StaffId(UUID(int=3)),
    ticket="A17",
)


class ScriptedCentre:
    """Answers what it is told to, once it may."""

    def __init__(self, answer: msgspec.Struct | None, may: Event | None = None) -> None:
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

        assert told.get(timeout=60) == 2


def test_a_centre_that_is_away_is_no_answer() -> None:
    with finder(ScriptedCentre(None)) as (asked, told):
        asked.find(ASKED, told.put)

        assert told.get(timeout=60) is None


def test_an_answer_that_comes_too_late_is_not_told_any_more() -> None:
    may = Event()
    with finder(ScriptedCentre(FindAnswer(found=2), may), limit_s=0.01) as (asked, told):
        asked.find(ASKED, told.put)
        first = told.get(timeout=60)
        may.set()
        asked.stop()

        assert first is None
        assert told.empty()


def test_what_a_refund_comes_to_is_asked_over_the_same_way() -> None:
    answer = RefundQuoteAnswer(refused=QuoteRefusal.OVER)
    told: SimpleQueue[RefundQuoteAnswer | None] = SimpleQueue()
    with finder(ScriptedCentre(answer)) as (asked, _):
        asked.quote(REFUND, told.put)

        assert told.get(timeout=60) == answer
