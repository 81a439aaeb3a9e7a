"""A sealed stream comes back as it was, or not at all."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.vault.errors import SealBroken
from fidpos.vault.sealed_stream import PIECE_BYTES, new_stream_key, open_stream, seal_stream

KEY = bytes(range(32))
SEALED_PIECE = PIECE_BYTES + 16


def sealed(plaintext: bytes, key: bytes = KEY) -> bytes:
    return b"".join(seal_stream(key, [plaintext]))


def opened(stream: bytes, key: bytes = KEY) -> bytes:
    return b"".join(open_stream(key, io.BytesIO(stream)))


@pytest.mark.parametrize("size", [0, 1, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 3 * PIECE_BYTES])
def test_what_was_sealed_comes_back_whatever_its_length(size: int) -> None:
    plaintext = bytes(index % 251 for index in range(size))

    assert opened(sealed(plaintext)) == plaintext


@given(st.lists(st.binary(max_size=200), max_size=20))
def test_how_it_came_in_parts_makes_no_difference(parts: list[bytes]) -> None:
    assert b"".join(seal_stream(KEY, parts)) == sealed(b"".join(parts))


@pytest.mark.parametrize("left", [0, 1, 16, SEALED_PIECE - 1, SEALED_PIECE, 2 * SEALED_PIECE, -1])
def test_a_stream_that_was_cut_anywhere_is_found(left: int) -> None:
    whole = sealed(bytes(2 * PIECE_BYTES + 100))

    with pytest.raises(SealBroken):
        opened(whole[:left])


def test_pieces_that_were_swapped_are_found() -> None:
    whole = sealed(bytes(3 * PIECE_BYTES))
    first, second, rest = (
        whole[:SEALED_PIECE],
        whole[SEALED_PIECE : 2 * SEALED_PIECE],
        whole[2 * SEALED_PIECE :],
    )

    with pytest.raises(SealBroken):
        opened(second + first + rest)


def test_a_stream_that_goes_on_after_its_end_is_found() -> None:
    with pytest.raises(SealBroken):
        opened(sealed(b"whole") + b"more")


def test_a_bit_that_was_turned_is_found() -> None:
    whole = bytearray(sealed(b"whole"))
    whole[3] ^= 1

    with pytest.raises(SealBroken):
        opened(bytes(whole))


def test_another_key_does_not_open_it() -> None:
    with pytest.raises(SealBroken):
        opened(sealed(b"whole"), new_stream_key())


def test_a_source_that_gives_little_at_a_time_is_read_whole() -> None:
    plaintext = bytes(PIECE_BYTES + 5)

    class Drip(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(min(size or 1, 1000))

    assert b"".join(open_stream(KEY, Drip(sealed(plaintext)))) == plaintext
