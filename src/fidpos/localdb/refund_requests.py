"""Refunds that the centre was asked for: `till.refund_requests.RefundRequests`, and what writes them."""

from collections.abc import Callable, Collection
from uuid import UUID

from sqlalchemy import bindparam, delete, select, update

from fidpos.domain.errors import StoreCorrupt
from fidpos.domain.ids import EventId
from fidpos.localdb.engine import Connection, Reader
from fidpos.localdb.statements import insert_if_new, sql
from fidpos.localdb.tables import journal, refund_requests
from fidpos.till.refund_requests import RefundRequest
from fidpos.wire.codec import decode
from fidpos.wire.events import StaffActed
from fidpos.wire.refund_events import RefundAsked

_KEEP = insert_if_new(refund_requests)
_DROP = sql(delete(refund_requests).where(refund_requests.c.event_id == bindparam("event")), "event")
_REFUSE = sql(
    update(refund_requests)
    .where(refund_requests.c.event_id == bindparam("event"))
    .values(is_refused=bindparam("refused")),
    "refused",
    "event",
)
_OPEN = sql(
    select(journal.c.body, refund_requests.c.is_refused)
    .join(journal, journal.c.seq == refund_requests.c.event_seq)
    .order_by(refund_requests.c.event_seq)
)

Write = Callable[[Callable[[Connection], None]], None]
"""Does it in a transaction of its own."""


def write_request(connection: Connection, event: RefundAsked, seq: int) -> None:
    """The centre is asked from now on, inside the caller's transaction."""
    connection.execute(_KEEP, (event.id.bytes, seq, 0))


def see_refusal(connection: Connection, event: StaffActed) -> None:
    """Somebody knows that it was not done, inside the caller's transaction."""
    connection.execute(_DROP, (UUID(event.detail).bytes,))


class LocalRefundRequests:
    """See `till.refund_requests.RefundRequests`; reads belong to the till's worker."""

    def __init__(self, reader: Reader, write: Write) -> None:
        self._reader = reader
        self._write = write

    def open(self) -> tuple[RefundRequest, ...]:
        """In the order of the journal."""
        return tuple(
            RefundRequest(event=_asked(body), is_refused=bool(is_refused))
            for body, is_refused in self._reader.all(_OPEN)
        )

    def settle(self, *, done: Collection[EventId], refused: Collection[EventId]) -> None:
        """In one transaction."""

        def settle(connection: Connection) -> None:
            connection.executemany(_DROP, [(event_id.bytes,) for event_id in done])
            connection.executemany(_REFUSE, [(1, event_id.bytes) for event_id in refused])

        self._write(settle)


def _asked(body: bytes) -> RefundAsked:
    event = decode(body)
    if not isinstance(event, RefundAsked):
        raise StoreCorrupt("no journal tells of a refund that was asked for")
    return event
