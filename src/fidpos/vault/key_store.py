"""Where a till's keys are kept: in the system's key store, else in a private file.

`keys.json` in the data folder says which of the two it is, and holds the keys themselves only in the second
case. So the folder can be moved, and a system key store that is locked this morning leads to a sentence, not
to fresh keys beside a store that only the old ones open.
"""

import json
import uuid
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from fidpos.domain.errors import InvalidValue
from fidpos.vault import key_file
from fidpos.vault.errors import KeyFileDamaged, KeysExist, KeysLost, KeyStoreSilent
from fidpos.vault.keys import TillKeys

_FORMAT = 1


class KeyPlace(StrEnum):
    """Where keys are kept; each has a sentence on what it does not stop, which the program shows."""

    SYSTEM = "system"
    """Stops whoever copies the disk; not a program run by the same user while the session is unlocked."""
    FILE = "file"
    """Stops other users of the machine; not whoever copies the disk or starts the PC from another one."""

    @property
    def message_key(self) -> str:
        """Key of the sentence that says where the keys are and what that does not stop."""
        return f"vault.place.{self.value}"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptKeys:
    """A till's keys and where they are kept."""

    keys: TillKeys
    place: KeyPlace


class Secrets(Protocol):
    """What is needed of the system's key store (`vault.system_secrets`)."""

    def get(self, secret_id: str) -> str | None:
        """The secret, None if there is none; KeyStoreSilent if it cannot be known."""
        ...

    def put(self, secret_id: str, secret: str) -> None:
        """Keep a secret durably, or raise KeyStoreSilent."""
        ...


class KeyStore:
    """The keys of the till whose `keys.json` is `path`; no `system` where a file is wanted (demo, tests)."""

    def __init__(self, path: Path, system: Secrets | None) -> None:
        self._path = path
        self._system = system

    def load(self) -> KeptKeys | None:
        """The till's keys, None if this till never had any.

        Raises:
            KeyStoreSilent: they are in the system's key store, which does not give them now.
            KeysLost: they were in the system's key store and are no longer there.
            KeyStoreError: the key file is exposed or damaged.
        """
        content = key_file.read(self._path)
        if content is None:
            return None
        match _fields(content, self._path):
            case {"format": 1, "place": "file", "keys": str(text)}:
                return KeptKeys(keys=self._keys(text), place=KeyPlace.FILE)
            case {"format": 1, "place": "system", "id": str(secret_id)}:
                return KeptKeys(keys=self._keys(self._from_system(secret_id)), place=KeyPlace.SYSTEM)
            case _:
                raise self._damaged()

    def create(self) -> KeptKeys:
        """Make keys for a till that has none, in the system's key store if it keeps them, else in the file.

        Raises:
            KeysExist: it has some, also when another program was quicker.
            KeyStoreError: they could be kept nowhere.
        """
        if self._path.exists():
            raise KeysExist(f"{self._path} exists", path=str(self._path))
        keys = TillKeys.generate()
        secret_id = str(uuid.uuid4())
        if self._kept_by_system(secret_id, keys):
            place, secret = KeyPlace.SYSTEM, {"id": secret_id}
        else:
            place, secret = KeyPlace.FILE, {"keys": keys.text}
        content = json.dumps({"format": _FORMAT, "place": place.value, **secret}) + "\n"
        key_file.write_new(self._path, content.encode("ascii"))
        return KeptKeys(keys=keys, place=place)

    def _kept_by_system(self, secret_id: str, keys: TillKeys) -> bool:
        if self._system is None:
            return False
        try:
            self._system.put(secret_id, keys.text)
        except KeyStoreSilent:
            return False
        return True

    def _from_system(self, secret_id: str) -> str:
        if self._system is None:
            raise KeyStoreSilent("the keys are in the system key store, which is not to be used here")
        text = self._system.get(secret_id)
        if text is None:
            raise KeysLost("the system key store no longer has the keys of this till", path=str(self._path))
        return text

    def _keys(self, text: str) -> TillKeys:
        try:
            return TillKeys.from_text(text)
        except InvalidValue:
            raise self._damaged() from None

    def _damaged(self) -> KeyFileDamaged:
        return KeyFileDamaged(f"{self._path} does not hold keys", path=str(self._path))


def _fields(content: bytes, path: Path) -> object:
    try:
        return json.loads(content)
    except ValueError:
        raise KeyFileDamaged(f"{path} does not hold keys", path=str(path)) from None
