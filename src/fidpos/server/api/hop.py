"""Whom a proxy speaks for: the last sender that it names, and no one before it.

A proxy adds whom it heard to `X-Forwarded-For`; whatever stands before that was said by the sender, who could
name another address with each guess. uvicorn, told to trust everybody who connects, believes the first.
"""

from starlette.types import ASGIApp, Receive, Scope, Send

_HEARD = b"x-forwarded-for"


class LastHop:
    """Leaves the last sender alone in the header, for an application behind exactly one proxy."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See the module."""
        if scope["type"] == "http":
            scope = {**scope, "headers": _with_last(scope["headers"])}
        await self._app(scope, receive, send)


def _with_last(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    named = [value for name, value in headers if name == _HEARD]
    if not named:
        return headers
    others = [(name, value) for name, value in headers if name != _HEARD]
    return [*others, (_HEARD, named[-1].rpartition(b",")[2].strip())]
