"""The till's sync: says hello, sends what is new, waits for what others did, and so on for ever.

`turn` is one round and says how long to rest before the next; everything in it can be tried without a thread.
"""

import logging
import threading
from collections.abc import Callable
from random import Random

from fidpos.domain.clock import Clock
from fidpos.domain.errors import StoreError
from fidpos.sync.backoff import Backoff
from fidpos.sync.ports import CentreAway, CentreRefused, SyncStore, WaitEnded
from fidpos.sync.session import SyncSession
from fidpos.sync.status import SyncState, SyncStatus, waiting_in
from fidpos.wire.sync.pull import PULL_WAIT_MAX_S
from fidpos.wire.sync.refusal import Refusal, RefusalCode

_log = logging.getLogger(__name__)

PASSING = frozenset(
    {
        RefusalCode.SAY_HELLO,
        RefusalCode.TOO_MANY,
        RefusalCode.BUSY,
        RefusalCode.REPLAYED,
        RefusalCode.TOO_LARGE,
    }
)
"""Refusals that end by themselves; of the others somebody has to be told."""

_TOO_QUICK_S = 0.2
"""An empty answer that comes sooner is no long poll."""
_QUICK_MAX = 5


class Pump:
    """Drives a session; `recorded`, `try_now` and `stop` may be called from any thread.

    Args:
        interrupt: ends the wait for changes (`client.HttpLine.interrupt`).
        tell: hears of each new status, on the sync's thread.
    """

    def __init__(
        self,
        session: SyncSession,
        store: SyncStore,
        *,
        clock: Clock,
        random: Random,
        interrupt: Callable[[], None],
        tell: Callable[[SyncStatus], None],
    ) -> None:
        self._session = session
        self._store = store
        self._clock = clock
        self._backoff = Backoff(random)
        self._interrupt = interrupt
        self._tell = tell
        self._awake = threading.Event()
        self._stopping = threading.Event()
        self._status: SyncStatus | None = None
        self._quick = 0

    def run(self) -> None:
        """Until it is stopped."""
        while not self._stopping.is_set():
            rest_s = self.turn()
            if rest_s > 0.0:
                self._awake.wait(rest_s)
            self._awake.clear()

    def recorded(self) -> None:
        """Something new stands in the journal; a till that waits out a failure goes on waiting."""
        self._interrupt()

    def try_now(self) -> None:
        """Somebody asks for it."""
        self._awake.set()
        self._interrupt()

    def stop(self) -> None:
        """`run` ends as soon as the request that is on its way does; one that only waits is broken off."""
        self._stopping.set()
        self.try_now()

    def turn(self) -> float:
        """Send, then receive; returns how many seconds to rest."""
        try:
            rest_s = self._converse()
        except WaitEnded:
            return 0.0
        except CentreAway as fault:
            _log.info("the centre is away: %s", fault)
            self._say(SyncState.OFFLINE)
            named = fault.params.get("retry_after_s")
            return self._backoff.failed_s(named if isinstance(named, int) else None)
        except CentreRefused as fault:
            return self._refused(fault.refusal)
        except StoreError as fault:
            _log.warning("the store refuses what the centre sent", exc_info=fault)
            self._say(SyncState.ATTENTION, fault.code)
            return self._backoff.failed_s()
        return rest_s

    def _converse(self) -> float:
        strays = 0
        while self._session.push():
            strays = strays + 1 if self._session.have is None else 0
            if strays > 2:
                raise CentreAway("the centre contradicts itself")
            self._say(SyncState.SENDING)
        self._backoff.succeeded()
        self._say(SyncState.UP_TO_DATE)
        asked_at = self._clock.monotonic_s()
        more = self._session.pull(wait_s=PULL_WAIT_MAX_S)
        quick = not more and self._clock.monotonic_s() - asked_at < _TOO_QUICK_S
        self._quick = self._quick + 1 if quick else 0
        return self._backoff.failed_s() if self._quick > _QUICK_MAX else 0.0

    def _refused(self, refusal: Refusal) -> float:
        _log.warning("the centre refuses: %s", refusal.code)
        if refusal.code is RefusalCode.REVOKED:
            self._lock_out()
        if refusal.code in PASSING:
            self._say(SyncState.SENDING)
        else:
            self._say(SyncState.ATTENTION, refusal.code.value)
        return self._backoff.failed_s(refusal.retry_after_s)

    def _lock_out(self) -> None:
        """A disk that refuses is asked again with the next refusal."""
        try:
            self._store.locked_out()
        except StoreError as fault:
            _log.warning("that this till is locked was not kept", exc_info=fault)

    def _say(self, state: SyncState, reason: str = "") -> None:
        waiting, waiting_since = waiting_in(self._store)
        if state is SyncState.UP_TO_DATE and waiting:
            state = SyncState.SENDING
        before = self._status
        is_same = before is not None and (before.state, before.reason) == (state, reason)
        status = SyncStatus(
            state=state,
            waiting=waiting,
            waiting_since=waiting_since,
            since=before.since if before is not None and is_same else self._clock.now(),
            reason=reason,
        )
        if status != before:
            self._status = status
            self._tell(status)
