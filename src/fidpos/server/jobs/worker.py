"""Takes what is queued and does it, on threads beside the pages; any number of processes share one queue.

The queue is procrastinate's, in the schema `jobs` of the same database (`db.queueing` fills it). What a
process had begun when it was killed is found by its missing heartbeat, by any other process or by the next
one, and begun again; what it is doing when it is asked to stop goes back into the queue. So whatever is done
here must stand being done again.
"""

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from types import TracebackType
from typing import Self
from uuid import UUID

from procrastinate import App, BaseRetryStrategy, PsycopgConnector, RetryDecision
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job as Queued

from fidpos.domain.ids import MerchantId
from fidpos.server.db.queueing import UNREACHED, Errand

_log = logging.getLogger(__name__)

Do = Callable[[MerchantId, UUID], object]

THREADS = 2
"""Errands that are done at once in one process; each takes a connection of the office at a time."""
CONNECTIONS = 3
"""Of the queue itself, beside the pool of the pages."""
HEARTBEAT_S = 2.0
STALLED_S = 10.0
"""Without a heartbeat for so long, a process is taken for dead."""
RESCUE_S = 2.0
POLL_S = 5.0
"""A row that nobody was told of is found within it."""
GRACE_S = 1.0
STOP_LIMIT_S = 2.0
RETRY_S = 1.0
WAIT_MAX_S = 300
TEN_MINUTES = "*/10 * * * *"

_AWAY = (ConnectorException, *UNREACHED)


class _Later(BaseRetryStrategy):
    """At once after a stop, else with a pause that doubles."""

    def get_retry_decision(self, *, exception: BaseException, job: Queued) -> RetryDecision:
        wait = 0 if isinstance(exception, asyncio.CancelledError) else min(2**job.attempts, WAIT_MAX_S)
        return RetryDecision(retry_in={"seconds": wait})


class Worker:
    """At work within its `with`.

    Args:
        conninfo: how the serving role connects to the queue: see `queueing.to_queue`.
        errands: what is done for each kind, on a thread; raises for what is to be tried again later.
        now_and_then: done every ten minutes, by one process of all.
        stopping: set from the moment when this process is to end: long work looks at it.
    """

    def __init__(
        self,
        conninfo: str,
        errands: Mapping[Errand, Do],
        now_and_then: Callable[[], None],
        stopping: threading.Event,
    ) -> None:
        self._conninfo = conninfo
        self._errands = errands
        self._now_and_then = now_and_then
        self._stopping = stopping
        self._loop: asyncio.AbstractEventLoop | None = None
        self._at_work: asyncio.Task[None] | None = None
        self._thread = threading.Thread(target=self._live, name="worker", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._interrupt)
        self._thread.join(STOP_LIMIT_S)

    def _interrupt(self) -> None:
        if self._at_work is not None:
            self._at_work.cancel()

    def _live(self) -> None:
        # psycopg's asynchronous connections need a selector loop, which is not what Windows begins with.
        with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
            runner.run(self._until_stopped())

    async def _until_stopped(self) -> None:
        self._loop = asyncio.get_running_loop()
        while not self._stopping.is_set():
            self._at_work = asyncio.create_task(self._work())
            try:
                await self._at_work
            except asyncio.CancelledError:
                return
            except _AWAY as fault:
                _log.warning("the queue is not reached", exc_info=fault)
            self._at_work = asyncio.create_task(asyncio.sleep(RETRY_S))
            await asyncio.wait([self._at_work])

    async def _work(self) -> None:
        """Until it is cancelled, or the database goes."""
        app = self._app()
        async with app.open_async():
            rescuing = asyncio.create_task(_rescue(app))
            try:
                await app.run_worker_async(
                    concurrency=THREADS,
                    install_signal_handlers=False,
                    fetch_job_polling_interval=POLL_S,
                    shutdown_graceful_timeout=GRACE_S,
                    update_heartbeat_interval=HEARTBEAT_S,
                    stalled_worker_timeout=STALLED_S,
                    delete_jobs="always",
                )
            finally:
                rescuing.cancel()
                await asyncio.wait([rescuing])

    def _app(self) -> App:
        app = App(
            connector=PsycopgConnector(
                conninfo=self._conninfo, min_size=1, max_size=CONNECTIONS, timeout=STALLED_S
            )
        )
        later = _Later()
        for errand, do in self._errands.items():
            app.task(name=errand.value, queue="fidpos", retry=later)(_asynchronous(do))
        _every_ten_minutes(app, self._now_and_then)
        return app


def _asynchronous(do: Do) -> Callable[[str, str], Awaitable[None]]:
    async def errand(merchant: str, subject: str) -> None:
        await _on_thread(partial(do, MerchantId(UUID(merchant)), UUID(subject)))

    return errand


def _every_ten_minutes(app: App, do: Callable[[], None]) -> None:
    """Of many processes one does it; one that was not yet begun is enough."""

    async def tick(timestamp: int) -> None:  # noqa: ARG001 -- when it was due: it is due now
        await _on_thread(do)

    app.periodic(cron=TEN_MINUTES)(
        app.task(name="now_and_then", queue="fidpos", queueing_lock="now_and_then")(tick)
    )


async def _on_thread(do: Callable[[], object]) -> None:
    """On a thread that nobody waits for at the end of the process: an executor's threads would hold it up."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[None] = loop.create_future()

    def end(fault: BaseException | None) -> None:
        if done.cancelled():
            return
        if fault is None:
            done.set_result(None)
        else:
            done.set_exception(fault)

    def run() -> None:
        fault: BaseException | None = None
        try:
            do()
        except Exception as error:  # noqa: BLE001 -- the top of a thread: the queue is told
            fault = error
        if not loop.is_closed():
            loop.call_soon_threadsafe(end, fault)

    threading.Thread(target=run, name="errand", daemon=True).start()
    await done


async def _rescue(app: App) -> None:
    """What killed processes had begun goes back into the queue."""
    while True:
        await asyncio.sleep(RESCUE_S)
        try:
            for left in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_S):
                _log.warning("begun by a process that is gone: again")
                await app.job_manager.retry_job(left)
        except _AWAY:
            _log.warning("what was left is looked for again")
