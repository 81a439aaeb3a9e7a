"""The file of a backup: what it is, in clear; then PostgreSQL's dump, sealed for the off-site key.

    offset 0    8 bytes   FIDPOSC1
    offset 8    4 bytes   length n of the label, big-endian
    offset 12   n bytes   label, JSON: no personal data
    ...         2 bytes   length m of the box, big-endian
    ...         m bytes   box (`vault.boxes`) with the stream's key, bound to everything before it
    ...         rest      the dump in PostgreSQL's custom format (`vault.sealed_stream`)

The private key is not needed to make a backup, and is not kept where they are made.
"""

from collections.abc import Generator, Iterable, Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

import msgspec

from fidpos.server.operations.errors import BackupDamaged, BackupKeyRefused
from fidpos.vault.boxes import box_public_key, open_box, seal_box
from fidpos.vault.errors import SealBroken
from fidpos.vault.sealed_stream import open_stream, seal_stream

_MAGIC = b"FIDPOSC1"
_LABEL_BYTES_MAX = 64 * 1024
_INFO = b"fidpos centre backup 1"


class Label(msgspec.Struct, frozen=True, kw_only=True):
    """What a backup says of itself to whoever has the file.

    Attributes:
        software: version of the fidpos that made it.
        schema: revision of the tables.
        major: version of the PostgreSQL that it was taken from.
        generation: which life of the database it is of.
        key: fingerprint of the off-site key.
    """

    made_at: datetime
    software: str
    schema: str
    major: int
    generation: str
    key: str


def fingerprint(public_key: bytes) -> str:
    """By which people tell one off-site key from another."""
    return sha256(public_key).hexdigest()[:16]


def sealed(
    label: Label, public_key: bytes, stream_key: bytes, dump: Iterable[bytes]
) -> Generator[bytes, None, None]:
    """The file, part by part."""
    head = _head(label)
    box = seal_box(public_key, stream_key, _INFO + head)
    yield head + len(box).to_bytes(2, "big") + box
    yield from seal_stream(stream_key, dump)


class SealedBackup:
    """A backup that is being read; its label can be, without any key.

    Raises:
        BackupDamaged: it does not begin as one.
    """

    def __init__(self, file: BinaryIO, path: Path) -> None:
        self._file = file
        self._path = path
        start = self._exactly(12)
        length = int.from_bytes(start[8:], "big")
        if start[:8] != _MAGIC or length > _LABEL_BYTES_MAX:
            raise self._damaged()
        text = self._exactly(length)
        self._head = start + text
        try:
            self.label = msgspec.json.decode(text, type=Label)
        except msgspec.MsgspecError:
            raise self._damaged() from None
        self._box = self._exactly(int.from_bytes(self._exactly(2), "big"))

    def dump(self, private_key: bytes) -> Iterator[bytes]:
        """What was sealed, part by part; only when the last one came was it whole.

        Raises:
            BackupKeyRefused: sealed for another key.
            BackupDamaged: changed, or cut.
        """
        if fingerprint(box_public_key(private_key)) != self.label.key:
            raise BackupKeyRefused(f"{self._path.name}: sealed for {self.label.key}", path=str(self._path))
        try:
            stream_key = open_box(private_key, self._box, _INFO + self._head)
        except SealBroken:
            raise self._damaged() from None
        return self.dump_by(stream_key)

    def dump_by(self, stream_key: bytes) -> Iterator[bytes]:
        """The same, by the key of the stream itself.

        Raises:
            BackupDamaged: changed, or cut.
        """
        try:
            yield from open_stream(stream_key, self._file)
        except SealBroken:
            raise self._damaged() from None

    def _exactly(self, size: int) -> bytes:
        found = self._file.read(size)
        if len(found) != size:
            raise self._damaged()
        return found

    def _damaged(self) -> BackupDamaged:
        return BackupDamaged(f"{self._path.name} is cut, changed, or no backup", path=str(self._path))


def _head(label: Label) -> bytes:
    text = msgspec.json.encode(label)
    return _MAGIC + len(text).to_bytes(4, "big") + text
