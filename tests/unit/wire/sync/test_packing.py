"""Packed messages: bounded before anything is unpacked."""

import contextlib

import msgspec
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from fidpos.wire.sync.anchors import Anchor
from fidpos.wire.sync.packing import Malformed, TooLarge, inflate, pack, read, unpack
from fidpos.wire.sync.push import EventFate, EventOutcome, PushAnswer, PushVerdict

_ANSWER = PushAnswer(
    verdict=PushVerdict.OK,
    have=Anchor(7, bytes(range(32))),
    outcomes=(EventOutcome(seq=7, event_id=None, fate=EventFate.QUARANTINED, reason="unknown_member"),),
)


def test_a_message_comes_back_as_it_was() -> None:
    assert unpack(pack(_ANSWER), PushAnswer) == _ANSWER


def test_the_same_message_gives_the_same_bytes() -> None:
    assert pack(_ANSWER) == pack(_ANSWER)


def test_a_bomb_is_refused_by_the_size_that_it_says() -> None:
    bomb = zstandard.ZstdCompressor(level=19).compress(bytes(50_000_000))
    assert len(bomb) < 10_000
    with pytest.raises(TooLarge):
        inflate(bomb)


def test_a_bomb_that_says_no_size_is_refused_unopened() -> None:
    silent = zstandard.ZstdCompressor(level=19, write_content_size=False).compress(bytes(50_000_000))
    with pytest.raises(Malformed, match="length"):
        inflate(silent)


def test_a_bomb_that_lies_about_its_size_is_refused() -> None:
    honest = bytearray(zstandard.ZstdCompressor(level=3).compress(bytes(100_000)))
    lying = honest.replace((100_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert lying != honest
    with pytest.raises(Malformed):
        inflate(bytes(lying))


@pytest.mark.parametrize("cut", [0, 1, 5, -1, -4])
def test_a_body_that_was_cut_off_is_refused(cut: int) -> None:
    with pytest.raises(Malformed):
        unpack(pack(_ANSWER)[:cut], PushAnswer)


def test_what_follows_a_message_is_refused() -> None:
    with pytest.raises(Malformed):
        unpack(pack(_ANSWER) + b"x", PushAnswer)


def test_a_login_page_is_no_answer() -> None:
    with pytest.raises(Malformed):
        unpack(b"<html>Welcome to our wireless network</html>", PushAnswer)


def test_another_message_is_refused_with_its_path() -> None:
    with pytest.raises(Malformed, match="verdict"):
        read(b'{"verdict":"maybe","have":[0,""]}', PushAnswer)


def test_a_deep_message_is_refused() -> None:
    with pytest.raises(Malformed):
        read(b'{"verdict":' + b"[" * 100_000 + b"]" * 100_000 + b"}", PushAnswer)


@given(st.binary(max_size=300))
def test_any_bytes_are_a_message_or_are_refused(body: bytes) -> None:
    with contextlib.suppress(Malformed, TooLarge):
        assert isinstance(unpack(body, PushAnswer), msgspec.Struct)
