"""A long stream of bytes, sealed piece by piece for one receiver: neither end ever holds it whole.

The construction is STREAM (Hoang, Reyhanitabar, Rogaway, Vizár 2015), as the format `age` uses it: pieces of
64 KiB under ChaCha20-Poly1305 with a key made for this stream alone. A piece's nonce is its number in
11 bytes, big-endian, and 1 byte which is 1 for the last piece. So pieces can be neither swapped nor left out,
and a stream that was cut, even between two pieces, ends without its last one.
"""

import os
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from fidpos.vault.errors import SealBroken

PIECE_BYTES = 64 * 1024
_TAG_BYTES = 16
_KEY_BYTES = 32


def new_stream_key() -> bytes:
    """A fresh key; it seals one stream, never two."""
    return os.urandom(_KEY_BYTES)


def seal_stream(key: bytes, plaintext: Iterable[bytes]) -> Iterator[bytes]:
    """The sealed pieces of what comes in parts of any size."""
    cipher = ChaCha20Poly1305(key)
    waiting = bytearray()
    number = 0
    for part in plaintext:
        waiting += part
        while len(waiting) > PIECE_BYTES:
            yield cipher.encrypt(_nonce(number, last=False), bytes(waiting[:PIECE_BYTES]), None)
            del waiting[:PIECE_BYTES]
            number += 1
    yield cipher.encrypt(_nonce(number, last=True), bytes(waiting), None)


def open_stream(key: bytes, sealed: BinaryIO) -> Iterator[bytes]:
    """What was sealed, piece by piece; only when the last one came was it whole.

    Raises:
        SealBroken: changed, cut, or sealed under another key.
    """
    cipher = ChaCha20Poly1305(key)
    number = 0
    piece = _read(sealed)
    while True:
        following = _read(sealed)
        try:
            yield cipher.decrypt(_nonce(number, last=not following), piece, None)
        except InvalidTag:
            raise SealBroken(f"piece {number} does not open") from None
        if not following:
            return
        piece = following
        number += 1


def _read(sealed: BinaryIO) -> bytes:
    """A whole piece, or what is left: a pipe may give less than was asked for."""
    wanted = PIECE_BYTES + _TAG_BYTES
    parts = bytearray()
    while len(parts) < wanted and (part := sealed.read(wanted - len(parts))):
        parts += part
    return bytes(parts)


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])
