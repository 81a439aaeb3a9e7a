"""The key of the newest backup alone, kept on this machine so that a drill can open it.

The private off-site key is in a safe. What can be opened by what lies here is no older than one backup, and
says nothing that the database beside it does not.
"""

import secrets
from pathlib import Path

import msgspec

from fidpos.server.operations.errors import NothingToDrill
from fidpos.vault import key_file
from fidpos.wire.quiet import Quiet


class _Kept(Quiet, frozen=True):
    name: str
    key: bytes


class DrillKey:
    """The file that holds it, for our own user alone."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def keep(self, name: str, key: bytes) -> None:
        """Of the backup that was just made; the one before is forgotten.

        Raises:
            KeyStoreError: it cannot be kept.
        """
        draft = self._path.with_name(f"{self._path.name}.{secrets.token_hex(6)}")
        key_file.write_new(draft, msgspec.json.encode(_Kept(name, key)))
        draft.replace(self._path)

    def of(self, backup: Path) -> bytes:
        """The key of that backup.

        Raises:
            NothingToDrill: it is not the one that was made last, on this machine.
            KeyStoreError: the file is exposed or damaged.
        """
        content = key_file.read(self._path)
        kept = msgspec.json.decode(content, type=_Kept) if content is not None else None
        if kept is None or kept.name != backup.name:
            raise NothingToDrill(f"the key of {backup.name} is not kept here", path=str(backup))
        return kept.key
