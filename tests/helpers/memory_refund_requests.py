"""`till.refund_requests.RefundRequests` in memory, out of the events."""

from collections.abc import Callable, Collection, Sequence
from uuid import UUID

from fidpos.domain.ids import EventId
from fidpos.till.refund_requests import RefundRequest
from fidpos.wire.events import Event, StaffActed, StaffActKind
from fidpos.wire.refund_events import RefundAsked


class MemoryRefundRequests:
    """Of one store in memory."""

    def __init__(self, events: Callable[[], Sequence[Event]]) -> None:
        self._events = events
        self._done: set[UUID] = set()
        self._refused: set[UUID] = set()

    def open(self) -> tuple[RefundRequest, ...]:
        gone = self._done | {
            UUID(event.detail)
            for event in self._events()
            if isinstance(event, StaffActed) and event.act is StaffActKind.REFUND_REFUSAL_SEEN
        }
        return tuple(
            RefundRequest(event=event, is_refused=event.id in self._refused)
            for event in self._events()
            if isinstance(event, RefundAsked) and event.id not in gone
        )

    def settle(self, *, done: Collection[EventId], refused: Collection[EventId]) -> None:
        self._done |= set(done)
        self._refused |= set(refused)
