"""A request's body, bounded in size and in time before anything looks at it."""

import asyncio

from starlette.requests import ClientDisconnect, Request

from fidpos.server.api.answers import Refused
from fidpos.wire.sync.packing import BODY_BYTES_MAX, ENCODING
from fidpos.wire.sync.refusal import RefusalCode

PACKED_BYTES_MAX = BODY_BYTES_MAX + 64 * 1024
"""Of a body as it travels: random bytes do not get smaller by packing."""
BODY_S_MAX = 60.0
"""Whoever takes longer holds on to the connection for its own sake."""


async def whole_body(
    request: Request, *, bytes_max: int = PACKED_BYTES_MAX, seconds_max: float = BODY_S_MAX
) -> bytes:
    """The body as it travelled.

    Raises:
        Refused: too large, by what it claims or by what came; too slow; cut off; not packed.
    """
    if request.headers.get("content-encoding", "") != ENCODING:
        raise Refused.because(RefusalCode.MALFORMED, f"content-encoding is not {ENCODING}")
    claimed = request.headers.get("content-length", "0")
    if not claimed.isascii() or not claimed.isdigit() or int(claimed[:20]) > bytes_max:
        raise Refused.because(RefusalCode.TOO_LARGE, f"more than {bytes_max} bytes")
    try:
        async with asyncio.timeout(seconds_max):
            return await _gather(request, bytes_max)
    except TimeoutError:
        raise Refused.because(RefusalCode.MALFORMED, f"not whole within {seconds_max:g} s") from None
    except ClientDisconnect:
        raise Refused.because(RefusalCode.MALFORMED, "cut off") from None


async def _gather(request: Request, bytes_max: int) -> bytes:
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > bytes_max:
            raise Refused.because(RefusalCode.TOO_LARGE, f"more than {bytes_max} bytes")
    return bytes(body)
