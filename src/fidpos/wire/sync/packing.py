"""Messages to bytes and back: JSON, packed with Zstandard (RFC 8878). What comes in is bounded first.

A packed body can hold a thousand times its size: nothing is unpacked beyond the limit, whatever it claims.
"""

from typing import TypeVar

import msgspec
import zstandard

from fidpos.domain.errors import FidposError

MEDIA_TYPE = "application/json"
ENCODING = "zstd"
BODY_BYTES_MAX = 8 * 1024 * 1024
"""Of a message, unpacked."""
WINDOW_BYTES_MAX = 8 * 1024 * 1024
"""What a packed body may make the reader set aside (RFC 8878, section 3.1.1.1.2; RFC 9659)."""

_LEVEL = 3
_encoder = msgspec.json.Encoder(order="deterministic")

Message = TypeVar("Message", bound=msgspec.Struct)


class Malformed(FidposError):
    """Not the message that it should be; the detail names the faulty path, never its content."""

    code = "malformed"


class TooLarge(FidposError):
    """Larger than a message may be."""

    code = "too_large"


def pack(message: msgspec.Struct) -> bytes:
    """The message as packed JSON; the same message gives the same bytes."""
    return zstandard.ZstdCompressor(level=_LEVEL).compress(_encoder.encode(message))


def unpack(body: bytes, kind: type[Message], *, bytes_max: int = BODY_BYTES_MAX) -> Message:
    """The message in a packed body.

    Raises:
        Malformed: not packed, or not this message.
        TooLarge: more than `bytes_max`, unpacked.
    """
    return read(inflate(body, bytes_max=bytes_max), kind)


def read(raw: bytes, kind: type[Message]) -> Message:
    """The message in plain JSON.

    Raises:
        Malformed: not this message.
    """
    try:
        return msgspec.json.decode(raw, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as fault:
        raise Malformed(str(fault)) from fault


def inflate(body: bytes, *, bytes_max: int = BODY_BYTES_MAX) -> bytes:
    """The plain bytes of a packed body: one frame that says how long it is, whole, and nothing after it.

    Raises:
        Malformed: not packed, cut off, of an unknown length, or followed by something.
        TooLarge: more than `bytes_max`.
    """
    try:
        size = zstandard.frame_content_size(body)
        if size > bytes_max:
            raise TooLarge(f"more than {bytes_max} bytes")
        if size < 0:
            raise Malformed("says no length")
        unpacker = zstandard.ZstdDecompressor(max_window_size=WINDOW_BYTES_MAX)
        return unpacker.decompress(body, allow_extra_data=False)
    except zstandard.ZstdError as fault:
        raise Malformed(f"not packed: {fault}") from fault
