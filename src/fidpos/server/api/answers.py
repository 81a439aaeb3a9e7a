"""Answers to tills: a packed message, or a refusal with a stable code and its HTTP status."""

import math
from collections.abc import Mapping
from types import MappingProxyType

import msgspec
from starlette.responses import Response

from fidpos.wire.sync.packing import ENCODING, MEDIA_TYPE, pack
from fidpos.wire.sync.refusal import Refusal, RefusalCode

STATUSES: Mapping[RefusalCode, int] = MappingProxyType(
    {
        RefusalCode.MALFORMED: 400,
        RefusalCode.NOT_SIGNED: 401,
        RefusalCode.CLOCK: 401,
        RefusalCode.REPLAYED: 401,
        RefusalCode.UNKNOWN_TILL: 401,
        RefusalCode.REVOKED: 403,
        RefusalCode.CODE_REFUSED: 403,
        RefusalCode.SAY_HELLO: 409,
        RefusalCode.TOO_LARGE: 413,
        RefusalCode.TOO_MANY: 429,
        RefusalCode.BUSY: 503,
    }
)

_NEVER_KEPT = {"cache-control": "no-store"}


class Refused(Exception):
    """The request is not answered otherwise than by this refusal."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal

    @classmethod
    def because(cls, code: RefusalCode, detail: str = "", *, retry_after_s: float | None = None) -> "Refused":
        """A refusal with nothing but its code, what is wrong, and when to come back."""
        wait_s = None if retry_after_s is None else max(1, math.ceil(retry_after_s))
        return cls(Refusal(code=code, detail=detail, retry_after_s=wait_s))


def message(answer: msgspec.Struct | bytes) -> Response:
    """A success; bytes were packed before."""
    packed = answer if isinstance(answer, bytes) else pack(answer)
    return Response(packed, media_type=MEDIA_TYPE, headers={"content-encoding": ENCODING, **_NEVER_KEPT})


def refusal(refused: Refusal) -> Response:
    """A refusal, in plain JSON, so that a person with a browser can read it. The connection ends with it.

    Its request may not have been read to the end, and what is left of it is no next request.
    """
    headers = {"connection": "close", **_NEVER_KEPT}
    if refused.retry_after_s is not None:
        headers["retry-after"] = str(refused.retry_after_s)
    return Response(
        msgspec.json.encode(refused),
        status_code=STATUSES[refused.code],
        media_type=MEDIA_TYPE,
        headers=headers,
    )
