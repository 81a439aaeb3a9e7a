"""Events to bytes and back. The bytes are made once; the journal stores and hashes exactly those."""

from uuid import UUID

import msgspec

from fidpos.domain.errors import StoreCorrupt
from fidpos.wire.events import Event

SCHEMA_VERSION = 1
"""Version of the event formats; stands in every journal row."""

_encoder = msgspec.json.Encoder(order="deterministic")
_decoder: msgspec.json.Decoder[Event] = msgspec.json.Decoder(Event)


def encode(event: Event) -> bytes:
    """The event as JSON, `type` first; the same event gives the same bytes in any process."""
    return _encoder.encode(event)


def embed(encoded: bytes) -> msgspec.Raw:
    """Already encoded JSON as part of an event, copied as it is."""
    return msgspec.Raw(encoded)


def decode(body: bytes) -> Event:
    """The event that `encode` made these bytes from.

    Raises:
        StoreCorrupt: not an event; the message names the faulty path, never its content.
    """
    try:
        return _decoder.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as fault:
        raise StoreCorrupt(f"unreadable event: {fault}") from fault


class _Named(msgspec.Struct):
    id: UUID


class _Kinded(msgspec.Struct):
    type: str


_peeker = msgspec.json.Decoder(_Named)
_kind_peeker = msgspec.json.Decoder(_Kinded)


def event_id_of(body: bytes) -> UUID | None:
    """The id of an event that may be of a kind or form that this program does not know; None without one."""
    try:
        return _peeker.decode(body).id
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


def kind_of(body: bytes) -> str | None:
    """What kind of event it says to be, known to this program or not; None for what is no event."""
    try:
        return _kind_peeker.decode(body).type
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
