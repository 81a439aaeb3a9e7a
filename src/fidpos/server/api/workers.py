"""Threads for what blocks: as many as there are connections, and a queue that says when it is full."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from fidpos.server.api.answers import Refused
from fidpos.wire.sync.refusal import RefusalCode

QUEUE_MAX = 400
"""Requests that wait for a thread; whoever comes then is asked to come back."""
RETRY_AFTER_S = 5

Result = TypeVar("Result")


class Workers:
    """Belongs to one event loop; `close` ends the threads.

    Attributes:
        busy: calls that run or wait.
    """

    def __init__(self, threads: int, *, queue_max: int = QUEUE_MAX) -> None:
        self.busy = 0
        self._most = threads + queue_max
        self._turns = asyncio.Semaphore(threads)
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix="sync")

    async def run(self, call: Callable[[], Result]) -> Result:
        """What the call returns, from a thread.

        Raises:
            Refused: too many wait already.
        """
        if self.busy >= self._most:
            raise Refused.because(RefusalCode.BUSY, retry_after_s=RETRY_AFTER_S)
        self.busy += 1
        future = asyncio.get_running_loop().run_in_executor(self._executor, call)
        future.add_done_callback(self._done)
        return await future

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

    def _done(self, _: object) -> None:
        self.busy -= 1
