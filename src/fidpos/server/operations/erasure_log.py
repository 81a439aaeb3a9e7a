"""Who was erased, written down beside the backups: a backup that is brought back erases them again.

A line for each, of ids alone. It is only added to; a line that a power cut left half written counts for
nothing, and is written again at the next occasion.
"""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Self

import msgspec

from fidpos.server.db.erasing import Erasure
from fidpos.server.operations.errors import BackupFolderUnusable

FILE_NAME = "erased.jsonl"

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Erasure).decode


class ErasureLog:
    """The file in one folder; several processes may add to it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @classmethod
    def beside(cls, backups: Path) -> Self:
        """The one that goes with the backups of a folder."""
        return cls(backups / FILE_NAME)

    def read(self) -> frozenset[Erasure]:
        """Everybody who is named in it.

        Raises:
            BackupFolderUnusable: there is a file, and it cannot be read.
        """
        try:
            lines = self._path.read_bytes().splitlines()
        except FileNotFoundError:
            return frozenset()
        except OSError as fault:
            raise self._unusable(fault) from fault
        return frozenset(erasure for line in lines if (erasure := _read(line)) is not None)

    def add(self, erasures: Iterable[Erasure]) -> int:
        """Write down those who are not named yet, durably; returns how many they were.

        Raises:
            BackupFolderUnusable: they were not all written.
        """
        new = sorted(frozenset(erasures) - self.read())
        if new:
            # The line before may have no end.
            text = b"".join(b"\n" + _encode(erasure) + b"\n" for erasure in new)
            try:
                _append(self._path, text)
            except OSError as fault:
                raise self._unusable(fault) from fault
        return len(new)

    def _unusable(self, fault: OSError) -> BackupFolderUnusable:
        return BackupFolderUnusable(f"{self._path}: {fault.strerror}", path=str(self._path))


def _read(line: bytes) -> Erasure | None:
    try:
        return _decode(line)
    except msgspec.MsgspecError:
        return None


def _append(path: Path, text: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(text)
        file.flush()
        os.fsync(descriptor)
