"""Threads for what blocks: as many as there are connections, and a queue that says when it is full.

The queue is as long as can be served in some seconds, going by what calls have taken lately. Who names
themself and finds it full is given a time at which to come back, and then goes before those who were given
none: in a storm of tills that all have much to send, they are served in turn, and nobody waits for ever.
What somebody waits for at a counter does not stand in that queue: a few threads do nothing else.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from math import inf
from time import perf_counter
from typing import TypeVar

from fidpos.server.api.answers import Refused
from fidpos.wire.sync.refusal import RefusalCode

QUEUE_MAX = 2_000
"""Requests that wait for a thread, however quick they are."""
QUEUE_S_MAX = 10.0
"""A till gives up after 30 s, and what it asked for is done for nobody."""
RETRY_AFTER_S = 5

AT_COUNTERS_MAX = 50
"""Of those that somebody at a counter waits for; more cannot be answered while they do."""

_NEW_SHARE = 0.05
"""Of a call's time in what calls are taken to last."""
_LATE_S_MAX = 60.0
"""Who comes later than that after the time they were given has lost their turn."""

Result = TypeVar("Result")


class Workers:
    """Belongs to one event loop; `close` ends the threads.

    Args:
        threads: for whoever comes.
        counter_threads: besides, for what somebody at a counter waits for.

    Attributes:
        busy: calls that run or wait, but for those of counters.
    """

    def __init__(
        self,
        threads: int,
        *,
        counter_threads: int = 1,
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
        self._given_s: OrderedDict[str, float] = OrderedDict()
        self._turns = asyncio.Semaphore(threads)
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix="sync")
        self._at_counters = 0
        self._for_counters = ThreadPoolExecutor(counter_threads, thread_name_prefix="counter")

    async def run(self, call: Callable[[], Result], *, sender: str = "") -> Result:
        """What the call returns, from a thread.

        Args:
            call: blocking.
            sender: whose it is, by their own account.

        Raises:
            Refused: too many wait already.
        """
        self._check_room(sender)
        self.busy += 1
        future = asyncio.get_running_loop().run_in_executor(self._executor, partial(self._timed, call))
        future.add_done_callback(self._done)
        return await future

    async def run_for_counter(self, call: Callable[[], Result]) -> Result:
        """The same for what a cashier waits for, and a customer: at once, or not at all.

        Raises:
            Refused: too many wait at counters already.
        """
        if self._at_counters >= AT_COUNTERS_MAX:
            raise Refused.because(RefusalCode.BUSY, retry_after_s=1.0)
        self._at_counters += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._for_counters, call)
        finally:
            self._at_counters -= 1

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
        self._for_counters.shutdown(cancel_futures=True)

    def _check_room(self, sender: str) -> None:
        filled = self._filled
        if filled < (0.5 if sender else 1.0):
            self._given_s.pop(sender, None)
            return
        now = self._now_s()
        self._forget_late(now)
        given = self._given_s.get(sender)
        if given is not None and given <= now and filled < 2.0:
            del self._given_s[sender]
        elif not sender or given is not None or self._given_s or filled >= 1.0:
            raise Refused.because(RefusalCode.BUSY, retry_after_s=max(1.0, self._turn(sender, now) - now))

    @property
    def _filled(self) -> float:
        """How full the queue is, from 0.0 to 1.0 or a little more."""
        waiting = self.busy - self._threads
        if waiting < 0:
            return 0.0
        by_number = waiting / self._queue_max if self._queue_max else inf
        return max(by_number, waiting * self._pace_s / self._queue_s_max)

    @property
    def _pace_s(self) -> float:
        """How long the queue takes to get shorter by one."""
        return self._call_s / self._threads

    def _turn(self, sender: str, now: float) -> float:
        """When there will be room for the sender: after everybody who was given a time before."""
        known = self._given_s.get(sender)
        if known is not None and known > now:
            return known
        last = next(reversed(self._given_s.values()), 0.0)
        turn = max(now + self._queue_s_max / 2, last + self._pace_s)
        if sender:
            self._given_s.pop(sender, None)
            self._given_s[sender] = turn
        return turn

    def _forget_late(self, now: float) -> None:
        while self._given_s:
            sender, turn = next(iter(self._given_s.items()))
            if turn > now - _LATE_S_MAX:
                break
            del self._given_s[sender]

    def _timed(self, call: Callable[[], Result]) -> Result:
        begun = self._now_s()
        try:
            return call()
        finally:
            # Threads that write it at the same time lose one of their figures.
            self._call_s += (self._now_s() - begun - self._call_s) * _NEW_SHARE

    def _done(self, _: object) -> None:
        self.busy -= 1
