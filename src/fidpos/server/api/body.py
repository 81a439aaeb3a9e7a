"""Requests' bodies, bounded in size, in time and in sum before anything looks at them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.requests import ClientDisconnect, Request

from fidpos.server.api.answers import Refused
from fidpos.server.api.workers import RETRY_AFTER_S
from fidpos.wire.sync.packing import BODY_BYTES_MAX, ENCODING
from fidpos.wire.sync.refusal import RefusalCode

PACKED_BYTES_MAX = BODY_BYTES_MAX + 64 * 1024
"""Of a body as it travels: random bytes do not get smaller by packing."""
HELD_BYTES_MAX = 256 * 1024 * 1024
"""Of all bodies that are being received or worked on; who sends more is asked to come back."""
BODY_S_MAX = 60.0
"""Whoever takes longer holds on to the connection for its own sake."""


class Intake:
    """Belongs to one event loop.

    Attributes:
        held: bytes of all bodies that are here now.
    """

    def __init__(self, *, held_max: int = HELD_BYTES_MAX, seconds_max: float = BODY_S_MAX) -> None:
        self.held = 0
        self._held_max = held_max
        self._seconds_max = seconds_max

    @asynccontextmanager
    async def body(self, request: Request, *, bytes_max: int = PACKED_BYTES_MAX) -> AsyncIterator[bytes]:
        """The body as it travelled, counted as held until the end of the block.

        Raises:
            Refused: too large, by what it claims or by what came; too slow; cut off; not packed; too many
                others are here.
        """
        _check_head(request, bytes_max)
        parts = bytearray()
        try:
            await self._gather(request, parts, bytes_max)
            yield bytes(parts)
        finally:
            self.held -= len(parts)

    async def _gather(self, request: Request, parts: bytearray, bytes_max: int) -> None:
        try:
            async with asyncio.timeout(self._seconds_max):
                async for part in request.stream():
                    parts += part
                    self.held += len(part)
                    if len(parts) > bytes_max:
                        raise Refused.because(RefusalCode.TOO_LARGE, f"more than {bytes_max} bytes")
                    if self.held > self._held_max:
                        raise Refused.because(RefusalCode.BUSY, retry_after_s=RETRY_AFTER_S)
        except TimeoutError:
            detail = f"not whole within {self._seconds_max:g} s"
            raise Refused.because(RefusalCode.MALFORMED, detail) from None
        except ClientDisconnect:
            raise Refused.because(RefusalCode.MALFORMED, "cut off") from None


def _check_head(request: Request, bytes_max: int) -> None:
    if request.headers.get("content-encoding", "") != ENCODING:
        raise Refused.because(RefusalCode.MALFORMED, f"content-encoding is not {ENCODING}")
    claimed = request.headers.get("content-length", "0")
    if not claimed.isascii() or not claimed.isdigit() or int(claimed[:20]) > bytes_max:
        raise Refused.because(RefusalCode.TOO_LARGE, f"more than {bytes_max} bytes")
