"""Letters: what a till and its centre say to each other where there is no line, carried by hand on a stick.

    offset 0    8 bytes   FIDPOSL1, or FIDPOSR1 for a reply
    offset 8    64 bytes  Ed25519 over the magic and the SHA-512 of everything that follows it
    offset 72   4 bytes   length n of the envelope, big-endian
    offset 76   n bytes   envelope: a `LetterHead` in a box for the centre; of a reply, the letter's id
    ...         rest      frames, sealed as a stream (`vault.sealed_stream`); each is 4 bytes of length,
                          big-endian, and a packed message (`packing`)

A letter's frames are pushes, in order. A reply's first frame is its `ReplyHead`, and the others are answers
to pulls. Whoever finds the stick reads nothing, and whoever changes it is found out before anything is done.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha512
from typing import BinaryIO
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from fidpos.domain.errors import FidposError
from fidpos.domain.ids import MerchantId, TillId
from fidpos.vault.boxes import open_box, seal_box
from fidpos.vault.errors import SealBroken
from fidpos.vault.sealed_stream import open_stream, seal_stream
from fidpos.wire.instant import Instant
from fidpos.wire.sync.anchors import Anchor
from fidpos.wire.sync.packing import BODY_BYTES_MAX, Malformed, Message, TooLarge, pack, read, unpack
from fidpos.wire.sync.pull import Cursor
from fidpos.wire.sync.push import PushVerdict

LETTER = b"FIDPOSL1"
REPLY = b"FIDPOSR1"

_SIGNATURE_BYTES = 64
_SIGNED_FROM = len(LETTER) + _SIGNATURE_BYTES
_ENVELOPE_BYTES_MAX = 4096
_CHUNK_BYTES = 1024 * 1024
_INFO = b"fidpos letter 1"

Sign = Callable[[bytes], bytes]
"""Ed25519 by the writer's private key."""


class LetterRefused(FidposError):
    """Not a letter, or not for us, or changed on its way; nothing was done."""

    code = "letter_refused"


class LetterHead(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who writes, and where they stand.

    Attributes:
        lineage: of the till's journal.
        base: the newest row that the centre is known to have; the frames begin after it.
        after: the last change that the till was sent; the reply goes on from it.
        echo: see `pull.Pull`.
        programme: the newest version that the till has.
        stream_key: seals the letter's frames.
        reply_key: seals the reply's frames, of which there is one for each letter.
    """

    letter_id: UUID
    merchant_id: MerchantId
    till_id: TillId
    written_at: Instant
    lineage: UUID
    base: Anchor
    after: Cursor | None = None
    echo: bool = False
    stream_key: bytes
    reply_key: bytes

    def __repr__(self) -> str:
        """Says nothing of the keys."""
        return f"LetterHead({self.letter_id})"


class ReplyHead(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What became of a letter.

    Attributes:
        lineage: as the letter said, and
        base: likewise: what a reply that asks for another letter is about.
        after: likewise: where the states of this reply begin.
        verdict: of the pushes; where they were refused, there are no states.
        have: the newest row of the till that the centre has.
        generation: of the centre.
    """

    letter_id: UUID
    lineage: UUID
    base: Anchor
    after: Cursor | None = None
    verdict: PushVerdict
    have: Anchor
    generation: str
    answered_at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What is written.

    Attributes:
        magic: `LETTER` or `REPLY`.
        envelope: see the layout.
        key: seals the frames; for this file alone.
    """

    magic: bytes
    envelope: bytes
    key: bytes = field(repr=False)
    frames: Iterable[msgspec.Struct]


def write(file: BinaryIO, contents: Contents, sign: Sign) -> None:
    """Write a letter or a reply into a file that is empty, and open for reading too.

    Raises:
        OSError: it could not be written.
    """
    magic, envelope = contents.magic, contents.envelope
    file.write(magic + bytes(_SIGNATURE_BYTES) + len(envelope).to_bytes(4, "big") + envelope)
    for piece in seal_stream(contents.key, map(_framed, contents.frames)):
        file.write(piece)
    signature = sign(_digest(file, magic))
    file.seek(len(magic))
    file.write(signature)


class Received:
    """A letter or a reply that is being read: first whose it is, then what it says.

    Args:
        file: for reading, at its beginning.
        magic: `LETTER` or `REPLY`.

    Attributes:
        envelope: as it stands in the file; not to be believed before `check`.

    Raises:
        LetterRefused: it does not begin as one.
    """

    def __init__(self, file: BinaryIO, magic: bytes) -> None:
        self._file = file
        self._magic = magic
        start = file.read(_SIGNED_FROM + 4)
        length = int.from_bytes(start[_SIGNED_FROM:], "big")
        if start[: len(magic)] != magic or len(start) < _SIGNED_FROM + 4 or length > _ENVELOPE_BYTES_MAX:
            raise LetterRefused("it does not begin as one")
        self._signature = start[len(magic) : _SIGNED_FROM]
        self.envelope = file.read(length)
        self._frames_from = _SIGNED_FROM + 4 + length

    def check(self, public_key: bytes) -> None:
        """It is by the holder of this key, every byte of it.

        Raises:
            LetterRefused: it is not.
        """
        try:
            key = Ed25519PublicKey.from_public_bytes(public_key)
            key.verify(self._signature, _digest(self._file, self._magic))
        except (InvalidSignature, ValueError):
            raise LetterRefused("the signature does not match") from None

    def frames(self, key: bytes) -> Iterator[bytes]:
        """The packed messages; only the last one shows that they are whole, which the signature has shown.

        Raises:
            LetterRefused: they do not open.
        """
        self._file.seek(self._frames_from)
        waiting = bytearray()
        try:
            for piece in open_stream(key, self._file):
                waiting += piece
                yield from _taken(waiting)
        except SealBroken:
            raise LetterRefused("the frames do not open") from None
        if waiting:
            raise LetterRefused("the last frame is cut")


def seal_head(head: LetterHead, centre_box: bytes) -> bytes:
    """The envelope of a letter.

    Raises:
        InvalidValue: not a key for boxes.
    """
    return seal_box(centre_box, msgspec.json.encode(head), _INFO)


def open_head(envelope: bytes, box_key: bytes) -> LetterHead:
    """Who writes; the key is the centre's private one.

    Raises:
        LetterRefused: for another centre, or changed.
    """
    try:
        return read(open_box(box_key, envelope, _INFO), LetterHead)
    except (SealBroken, Malformed):
        raise LetterRefused("the envelope does not open") from None


def message_in(frame: bytes, kind: type[Message]) -> Message:
    """The message in a frame.

    Raises:
        LetterRefused: another one, or none.
    """
    try:
        return unpack(frame, kind)
    except (Malformed, TooLarge) as fault:
        raise LetterRefused(f"a frame is {fault.code}") from None


def _framed(message: msgspec.Struct) -> bytes:
    packed = pack(message)
    return len(packed).to_bytes(4, "big") + packed


def _taken(waiting: bytearray) -> Iterator[bytes]:
    """Whole frames at the beginning of what was read, which are taken off."""
    while len(waiting) >= 4:
        length = int.from_bytes(waiting[:4], "big")
        if length > BODY_BYTES_MAX:
            raise LetterRefused("a frame is too large")
        if len(waiting) < 4 + length:
            return
        yield bytes(waiting[4 : 4 + length])
        del waiting[: 4 + length]


def _digest(file: BinaryIO, magic: bytes) -> bytes:
    """What is signed; the file is read from its envelope to its end."""
    hashed = sha512()
    file.seek(_SIGNED_FROM)
    while chunk := file.read(_CHUNK_BYTES):
        hashed.update(chunk)
    return magic + hashed.digest()
