"""Refunds that the centre was asked for, until it has done them or somebody knows that it could not."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from fidpos.domain.ids import EventId
from fidpos.wire.refund_events import RefundAsked


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundRequest:
    """One of them; `is_refused` once the centre said that it could not."""

    event: RefundAsked
    is_refused: bool = False


class RefundRequests(Protocol):
    """The local store as far as these go.

    A request is there once its event is committed. It goes when the centre has done it, or with the act of
    staff that says it was seen (`StaffActKind.REFUND_REFUSAL_SEEN`, whose detail is the event's id).
    Every method may raise a `StoreError`; what raised has changed nothing.
    """

    def open(self) -> tuple[RefundRequest, ...]:
        """The oldest first."""
        ...

    def settle(self, *, done: Collection[EventId], refused: Collection[EventId]) -> None:
        """What the centre said; ids that are not there change nothing."""
        ...
