"""Behind a proxy a sender is whom the proxy heard, whoever they say they are."""

import asyncio
from collections.abc import MutableMapping
from typing import Any

import pytest
from starlette.types import Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from fidpos.server.api.hop import LastHop

Headers = list[tuple[bytes, bytes]]


def heard(headers: Headers) -> object:
    """Whose request the application is told it is."""
    seen: list[object] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope["client"][0])

    async def nothing() -> MutableMapping[str, Any]:
        return {}

    async def nowhere(_: MutableMapping[str, Any]) -> None:
        return

    behind = LastHop(ProxyHeadersMiddleware(app, "*"))  # type: ignore[arg-type]  # uvicorn's own names of ASGI
    scope = {"type": "http", "headers": headers, "client": ("10.0.0.9", 1), "scheme": "http"}
    asyncio.run(behind(scope, nothing, nowhere))
    return seen[0]


@pytest.mark.parametrize(
    "headers",
    [
        [(b"x-forwarded-for", b"198.51.100.7")],
        [(b"x-forwarded-for", b"192.0.2.1, 198.51.100.7")],
        [(b"x-forwarded-for", b"192.0.2.1"), (b"x-forwarded-for", b"198.51.100.7")],
        [
            (b"x-forwarded-for", b"192.0.2.1,192.0.2.2"),
            (b"host", b"x"),
            (b"x-forwarded-for", b"198.51.100.7"),
        ],
    ],
)
def test_the_last_sender_counts_whatever_was_said_before_it(headers: Headers) -> None:
    assert heard(headers) == "198.51.100.7"


def test_without_a_proxys_word_it_is_who_connects() -> None:
    assert heard([(b"host", b"x")]) == "10.0.0.9"
