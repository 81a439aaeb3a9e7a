"""The routes of tills: each a POST with a packed, signed message, answered by a message or a refusal.

The body is taken in on the event loop, the work done on a thread, and who waits for changes waits on the loop
again: a thousand waiting tills hold no thread and no connection to the database.
"""

import asyncio
import logging
import re
import time
from collections.abc import Awaitable, Callable
from functools import partial

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Message

from fidpos.server.api.answers import Refused, message, refusal
from fidpos.server.api.body import Intake
from fidpos.server.api.desk import Arrival, Desk, Looked
from fidpos.server.api.hub import Hub
from fidpos.server.api.metrics import Metrics
from fidpos.server.api.workers import RETRY_AFTER_S, Workers
from fidpos.server.db.errors import DatabaseError, ValueRefused
from fidpos.wire.sync.command import REPORT_PATH
from fidpos.wire.sync.find import FIND_PATH
from fidpos.wire.sync.hold import HOLD_PATH, RELEASE_PATH
from fidpos.wire.sync.pull import PullAnswer
from fidpos.wire.sync.push import PushAnswer
from fidpos.wire.sync.refund_fate import FATE_PATH
from fidpos.wire.sync.refund_quote import QUOTE_PATH
from fidpos.wire.sync.refusal import Refusal, RefusalCode
from fidpos.wire.sync.signature import SIGNATURE_INPUT, Target
from fidpos.wire.sync.snapshot import SNAPSHOT_PATH

_log = logging.getLogger(__name__)

_SETTLES_S = (0.05, 0.1, 0.2, 0.4, 0.8)
"""After a wake that showed nothing: a change is readable once no older transaction is still being written."""

_KEY_ID = re.compile(r';keyid="(?P<sender>[0-9a-f.-]{73})"')

_Answering = Callable[[Request], Awaitable[msgspec.Struct | bytes]]


class SyncRoutes:
    """All under `/sync` that a till asks of the centre once it is paired.

    Attributes:
        intake: of the bodies of all requests.
    """

    def __init__(self, desk: Desk, hub: Hub, workers: Workers, metrics: Metrics) -> None:
        self.intake = Intake()
        self._desk = desk
        self._hub = hub
        self._workers = workers
        self._metrics = metrics

    def routes(self) -> list[Route]:
        """For the application."""
        return [
            Route(path, partial(self.answered, path, answering), methods=["POST"])
            for path, answering in (
                ("/sync/hello", self._hello),
                ("/sync/push", self._push),
                ("/sync/pull", self._pull),
                (REPORT_PATH, self._report),
                (SNAPSHOT_PATH, self._snapshot),
                (FIND_PATH, partial(self._at_counter, FIND_PATH, self._desk.find)),
                (QUOTE_PATH, partial(self._at_counter, QUOTE_PATH, self._desk.quote)),
                (FATE_PATH, partial(self._at_counter, FATE_PATH, self._desk.refund_fates)),
                (HOLD_PATH, partial(self._at_counter, HOLD_PATH, self._desk.hold)),
                (RELEASE_PATH, partial(self._at_counter, RELEASE_PATH, self._desk.release)),
            )
        ]

    async def answered(self, path: str, answering: _Answering, request: Request) -> Response:
        """The answer to a request, whatever it is; each is counted."""
        try:
            answer = await answering(request)
        except Refused as refused:
            refuses = refused.refusal
        except ValueRefused as fault:
            _log.warning("%s: a value that no table takes", path, exc_info=fault)
            refuses = Refusal(code=RefusalCode.MALFORMED, detail=fault.code)
        except DatabaseError as fault:
            _log.warning("%s: the database refused", path, exc_info=fault)
            refuses = Refusal(code=RefusalCode.BUSY, retry_after_s=RETRY_AFTER_S)
        except Exception as fault:  # noqa: BLE001 -- the top of a request: reported, and no worker is lost
            _log.exception("%s: a request that nobody foresaw", path, exc_info=fault)
            refuses = Refusal(code=RefusalCode.BUSY, retry_after_s=RETRY_AFTER_S)
        else:
            self._metrics.asked(path, "ok")
            return message(answer)
        self._metrics.asked(path, refuses.code.value)
        return refusal(refuses)

    async def _hello(self, request: Request) -> msgspec.Struct:
        async with self.intake.body(request) as body:
            with self._metrics.timed("/sync/hello"):
                return await self._workers.run(partial(self._desk.hello, arrival_of(request, body)))

    async def _push(self, request: Request) -> PushAnswer:
        async with self.intake.body(request) as body:
            with self._metrics.timed("/sync/push"):
                call = partial(self._desk.push, arrival_of(request, body))
                answer = await self._workers.run(call, sender=_sender_of(request))
        self._metrics.pushed(answer)
        return answer

    async def _report(self, request: Request) -> msgspec.Struct:
        async with self.intake.body(request) as body:
            with self._metrics.timed(REPORT_PATH):
                return await self._workers.run(partial(self._desk.report, arrival_of(request, body)))

    async def _pull(self, request: Request) -> PullAnswer:
        told = self._hub.told
        async with self.intake.body(request) as body:
            with self._metrics.timed("/sync/pull"):
                looked = await self._workers.run(partial(self._desk.pull, arrival_of(request, body)))
        if looked.wait_s:
            looked = await self._awaited(looked, request, told)
        return looked.answer

    async def _at_counter(
        self, path: str, answers: Callable[[Arrival], msgspec.Struct], request: Request
    ) -> msgspec.Struct:
        """A customer waits for this one."""
        async with self.intake.body(request) as body:
            with self._metrics.timed(path):
                return await self._workers.run_for_counter(partial(answers, arrival_of(request, body)))

    async def _snapshot(self, request: Request) -> msgspec.Struct | bytes:
        async with self.intake.body(request) as body:
            with self._metrics.timed(SNAPSHOT_PATH):
                return await self._workers.run(partial(self._desk.snapshot, arrival_of(request, body)))

    async def _awaited(self, looked: Looked, request: Request, told: int) -> Looked:
        """Look again after each change of the merchant, until there is something or the time is over.

        Args:
            looked: at first.
            request: whose sender may go away.
            told: what the hub had heard of before that.
        """
        gone = asyncio.ensure_future(request.receive())
        until = time.monotonic() + looked.wait_s
        try:
            with self._hub.watching(looked.claim.merchant_id, told) as changed:
                while looked.wait_s and not gone.done():
                    await _first_of(gone, changed, until - time.monotonic())
                    if self._hub.stopping or time.monotonic() >= until:
                        break
                    changed.clear()
                    looked = await self._settled(looked, changed)
                return looked
        finally:
            gone.cancel()

    async def _settled(self, looked: Looked, changed: asyncio.Event) -> Looked:
        for pause_s in _SETTLES_S:
            looked = await self._look_again(looked)
            if not looked.wait_s or changed.is_set():
                break
            await asyncio.sleep(pause_s)
        return looked

    async def _look_again(self, looked: Looked) -> Looked:
        return await self._workers.run_in_turn(partial(self._desk.look_again, looked))


def arrival_of(request: Request, body: bytes) -> Arrival:
    """The request as its sender signed it."""
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in request.scope["headers"]}
    authority = headers.get("host", "").lower()
    target = Target(
        method=request.method,
        authority=authority,
        uri=f"{request.url.scheme}://{authority}{request.url.path}",
    )
    return Arrival(headers=headers, target=target, body=body)


def _sender_of(request: Request) -> str:
    """Whom the request says to be of, before anything is proven."""
    named = _KEY_ID.search(request.headers.get(SIGNATURE_INPUT, ""))
    return named["sender"] if named is not None else ""


async def _first_of(gone: asyncio.Future[Message], changed: asyncio.Event, wait_s: float) -> None:
    waiting = asyncio.ensure_future(changed.wait())
    try:
        await asyncio.wait((gone, waiting), timeout=max(0.0, wait_s), return_when=asyncio.FIRST_COMPLETED)
    finally:
        waiting.cancel()
