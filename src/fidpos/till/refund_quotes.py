"""What a refund of another till's visit would come to, and what became of it: asked of the centre.

It alone knows what the visit holds. Without an answer the till goes on as it does offline.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

from fidpos.domain.ids import EventId
from fidpos.wire.refund_events import RefundAsked
from fidpos.wire.sync.refund_fate import RefundFatesAnswer
from fidpos.wire.sync.refund_quote import RefundQuoteAnswer

Quoted = Callable[[RefundQuoteAnswer | None], None]
"""Called on the till's worker: the answer; None when nobody answered in time."""

FatesTold = Callable[[RefundFatesAnswer | None], None]
"""Likewise."""


class RefundQuotes(Protocol):
    """The way to the centre for the one who refunds. Whoever asks is answered once, within `QUOTE_WAIT_S`."""

    def quote(self, event: RefundAsked, quoted: Quoted) -> None:
        """What would become of this event, were it told now."""
        ...

    def fates(self, events: Sequence[EventId], told: FatesTold) -> None:
        """What became of those that were told, at most `REQUESTS_MAX` of them."""
        ...
