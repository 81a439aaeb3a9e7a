"""Telling the other processes that something of a merchant changed, and hearing it from them.

Said after the commit and from a connection of its own: within the transaction PostgreSQL would let only one
at a time commit. What is lost with a process that dies in between, the next long poll finds.
"""

import logging
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self
from uuid import UUID

from psycopg import Connection, Error, Notify, connect
from psycopg.rows import TupleRow

from fidpos.domain.ids import MerchantId

_log = logging.getLogger(__name__)

_CHANNEL = "fidpos_changed"
_PAUSE_S = 0.05
"""Changes of one merchant within it are told once."""
_RETRY_S = 1.0

_NAME = "fidpos announcer"

Heard = Callable[[UUID | None], None]


def announce(connection: Connection[TupleRow], merchant_id: MerchantId) -> None:
    """Say it with the commit of this transaction: for what an office does now and then, not what tills do.

    A process that serves hears it, whichever process did it.
    """
    connection.execute("SELECT pg_notify(%s, %s)", [_CHANNEL, str(merchant_id)])


class Announcer:
    """One connection and one thread, within its `with`; `tell` may be called from any thread.

    Args:
        conninfo: how the serving role connects.
        heard: is told of the merchant, from this process at once and from others soon; of None when some of
            what others said may have been missed.
    """

    def __init__(self, conninfo: str, heard: Heard) -> None:
        self._conninfo = conninfo
        self._heard = heard
        self._lock = threading.Lock()
        self._untold: set[MerchantId] = set()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._live, name="announcer", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        self._thread.join()

    def tell(self, merchant_id: MerchantId) -> None:
        """Something of the merchant changed, and is committed."""
        self._heard(merchant_id)
        with self._lock:
            self._untold.add(merchant_id)

    def _live(self) -> None:
        while not self._stopping.is_set():
            try:
                with connect(
                    self._conninfo, autocommit=True, connect_timeout=5, application_name=_NAME
                ) as connection:
                    connection.execute(f"LISTEN {_CHANNEL}")
                    self._heard(None)
                    self._pass_on(connection)
            except Error as fault:
                _log.warning("changes of other processes are not heard", exc_info=fault)
                self._stopping.wait(_RETRY_S)

    def _pass_on(self, connection: Connection[TupleRow]) -> None:
        while not self._stopping.is_set():
            for notice in connection.notifies(timeout=_PAUSE_S):
                self._hear(notice, connection)
            with self._lock:
                untold, self._untold = self._untold, set()
            for merchant_id in untold:
                connection.execute("SELECT pg_notify(%s, %s)", [_CHANNEL, str(merchant_id)])

    def _hear(self, notice: Notify, connection: Connection[TupleRow]) -> None:
        if notice.pid != connection.info.backend_pid:
            self._heard(UUID(notice.payload))
