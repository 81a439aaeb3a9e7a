"""The way from the link's thread to the till's worker, and back with an answer."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TypeVar

from fidpos.till.register.door import RegisterDoor

ANSWER_S = 5.0
"""A worker that takes longer is starting, stopping or stuck; the register asks again, which does no harm."""

_Answer = TypeVar("_Answer")
log = logging.getLogger(__name__)


class TillAway(Exception):
    """The till did not answer in time; what was asked may still be done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Till:
    """The till behind the link.

    Attributes:
        door: what registers do there; only the worker touches it.
        on_worker: has something done on the worker; from any thread.
        answer_s: how long an answer is waited for.
    """

    door: RegisterDoor
    on_worker: Callable[[Callable[[], None]], None]
    answer_s: float = ANSWER_S

    async def ask(self, work: Callable[[RegisterDoor], _Answer]) -> _Answer:
        """What the till answers.

        Raises:
            TillAway: nothing, in time.
        """
        waiting = asyncio.wrap_future(self._asked(work))
        done, _ = await asyncio.wait({waiting}, timeout=self.answer_s)
        if not done:
            log.warning("the till did not answer its register in time")
            raise TillAway
        return waiting.result()

    def ask_now(self, work: Callable[[RegisterDoor], _Answer]) -> _Answer:
        """The same for a thread without an event loop.

        Raises:
            TillAway: nothing, in time.
        """
        try:
            return self._asked(work).result(self.answer_s)
        except TimeoutError:
            raise TillAway from None

    def _asked(self, work: Callable[[RegisterDoor], _Answer]) -> Future[_Answer]:
        answer: Future[_Answer] = Future()

        def perform() -> None:
            try:
                answer.set_result(work(self.door))
            except Exception as fault:  # noqa: BLE001 - it goes to who asked, and must not end the worker
                answer.set_exception(fault)

        self.on_worker(perform)
        return answer
