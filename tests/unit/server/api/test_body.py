"""Bodies as they come in: what is too large, too slow or too much is refused, and nothing stays behind."""

import asyncio
from collections.abc import Sequence

import pytest
from starlette.requests import Request
from starlette.types import Message

from fidpos.server.api.answers import Refused
from fidpos.server.api.body import Intake
from fidpos.wire.sync.refusal import RefusalCode

PACKED = (b"content-encoding", b"zstd")


def request(*parts: bytes, headers: Sequence[tuple[bytes, bytes]] = (PACKED,), ends: bool = True) -> Request:
    """A request whose body comes in these parts and, unless it ends, never becomes whole."""
    waiting = list(parts)

    async def receive() -> Message:
        if waiting:
            return {"type": "http.request", "body": waiting.pop(0), "more_body": bool(waiting) or not ends}
        if ends:
            return {"type": "http.disconnect"}
        never: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        return await never

    return Request({"type": "http", "method": "POST", "headers": list(headers)}, receive)


async def taken(intake: Intake, asked: Request, bytes_max: int = 10) -> bytes:
    async with intake.body(asked, bytes_max=bytes_max) as body:
        assert intake.held == len(body)
        return body


def refusal(intake: Intake, asked: Request) -> RefusalCode:
    with pytest.raises(Refused) as refused:
        asyncio.run(taken(intake, asked))
    assert intake.held == 0
    return refused.value.refusal.code


def test_a_body_in_parts_is_put_together_and_let_go() -> None:
    intake = Intake()

    assert asyncio.run(taken(intake, request(b"ab", b"cd"))) == b"abcd"
    assert intake.held == 0


def test_more_than_may_come_is_refused() -> None:
    assert refusal(Intake(), request(b"123456", b"123456")) is RefusalCode.TOO_LARGE


@pytest.mark.parametrize("length", [b"11", b"99999999999999999999999999", b"-1", b"x", "²".encode()])
def test_a_length_that_is_too_large_or_none_is_refused_unread(length: bytes) -> None:
    asked = request(headers=[PACKED, (b"content-length", length)], ends=False)

    assert refusal(Intake(), asked) is RefusalCode.TOO_LARGE


def test_a_body_that_never_ends_is_given_up() -> None:
    assert refusal(Intake(seconds_max=0.01), request(b"1", ends=False)) is RefusalCode.MALFORMED


def test_a_body_that_is_cut_off_is_given_up() -> None:
    async def receive() -> Message:
        return {"type": "http.disconnect"}

    asked = Request({"type": "http", "method": "POST", "headers": [PACKED]}, receive)

    assert refusal(Intake(), asked) is RefusalCode.MALFORMED


def test_all_bodies_together_are_bounded() -> None:
    async def story() -> None:
        intake = Intake(held_max=8)
        async with intake.body(request(b"123456")):
            with pytest.raises(Refused) as refused:
                await taken(intake, request(b"123456"))
            assert refused.value.refusal.code is RefusalCode.BUSY
            assert intake.held == 6
        assert await taken(intake, request(b"123456")) == b"123456"

    asyncio.run(story())
