"""Fate: what became of refunds that a till asked for, which may be known long after it was told."""

import msgspec

from fidpos.domain.ids import EventId

FATE_PATH = "/sync/refund-fates"
REQUESTS_MAX = 50
"""In one question; the rest is asked for later."""


class RefundFatesAsk(msgspec.Struct, frozen=True, kw_only=True):
    """About these `RefundAsked` events."""

    events: tuple[EventId, ...]


class RefundFatesAnswer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is decided; whatever is not named still waits.

    Attributes:
        done: the centre has taken back what the visit gave.
        refused: it could not, and the office has to look at it.
    """

    done: tuple[EventId, ...] = ()
    refused: tuple[EventId, ...] = ()
