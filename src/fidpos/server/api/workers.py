"""Threads for what blocks: as many as there are connections, and a queue that says when it is full.

The queue is as long as can be served in some seconds, going by what calls have taken lately; who comes when
it is full is told how long the others will take. In a storm of tills that all have much to send, those who
were served just now leave half of the queue to those who were not: nobody is asked to come back for ever.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from time import perf_counter
from typing import TypeVar

from fidpos.server.api.answers import Refused
from fidpos.wire.sync.refusal import RefusalCode

QUEUE_MAX = 2_000
"""Requests that wait for a thread, however quick they are."""
QUEUE_S_MAX = 10.0
"""A till gives up after 30 s, and what it asked for is done for nobody."""
RETRY_AFTER_S = 5

_NEW_SHARE = 0.05
"""Of a call's time in what calls are taken to last."""
_SERVED_KEPT = 20_000

Result = TypeVar("Result")


class Workers:
    """Belongs to one event loop; `close` ends the threads.

    Attributes:
        busy: calls that run or wait.
    """

    def __init__(
        self,
        threads: int,
        *,
        queue_max: int = QUEUE_MAX,
        queue_s_max: float = QUEUE_S_MAX,
        now_s: Callable[[], float] = perf_counter,
    ) -> None:
        self.busy = 0
        self._now_s = now_s
        self._threads = threads
        self._queue_max = queue_max
        self._queue_s_max = queue_s_max
        self._call_s = 0.0
        self._served_s: OrderedDict[str, float] = OrderedDict()
        self._turns = asyncio.Semaphore(threads)
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix="sync")

    async def run(self, call: Callable[[], Result], *, sender: str = "") -> Result:
        """What the call returns, from a thread.

        Args:
            call: blocking.
            sender: whose it is, by their own account; who was served lately makes room for others.

        Raises:
            Refused: too many wait already.
        """
        self._check_room(sender)
        self.busy += 1
        future = asyncio.get_running_loop().run_in_executor(self._executor, partial(self._timed, call))
        future.add_done_callback(self._done)
        result = await future
        if sender:
            self._remember(sender)
        return result

    async def run_in_turn(self, call: Callable[[], Result]) -> Result:
        """The same for whoever is here already: they queue up, and leave room for those who come.

        Raises:
            Refused: see `run`.
        """
        async with self._turns:
            return await self.run(call)

    def close(self) -> None:
        """Wait for what runs; what has not begun never does."""
        self._executor.shutdown(cancel_futures=True)

    def _check_room(self, sender: str) -> None:
        waiting = self.busy - self._threads
        wait_s = max(0, waiting) * self._call_s / self._threads
        share = 0.5 if self._was_served(sender) else 1.0
        if waiting >= self._queue_max * share or wait_s > self._queue_s_max * share:
            raise Refused.because(RefusalCode.BUSY, retry_after_s=max(wait_s, 1.0))

    def _was_served(self, sender: str) -> bool:
        return self._now_s() - self._served_s.get(sender, float("-inf")) < self._queue_s_max

    def _remember(self, sender: str) -> None:
        self._served_s[sender] = self._now_s()
        self._served_s.move_to_end(sender)
        if len(self._served_s) > _SERVED_KEPT:
            self._served_s.popitem(last=False)

    def _timed(self, call: Callable[[], Result]) -> Result:
        begun = self._now_s()
        try:
            return call()
        finally:
            # Threads that write it at the same time lose one of their figures.
            self._call_s += (self._now_s() - begun - self._call_s) * _NEW_SHARE

    def _done(self, _: object) -> None:
        self.busy -= 1
