"""The centre's keys, kept together in one private file of its data folder.

Whoever runs several processes gives each the same file. Without it nobody can read the members' keys in the
database, nor speak to the tills that were paired: it belongs in a safe, away from the backups.

While the database is sealed anew under another master key, the file with that one lies beside it as `*.next`.
"""

import binascii
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fidpos.domain.errors import InvalidValue
from fidpos.vault import key_file, sealing
from fidpos.vault.boxes import new_box_key
from fidpos.vault.errors import KeyFileDamaged, KeysExist

_MARK = "fidpos-centre-keys-1"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CentreKeys:
    """Four private keys of 32 bytes.

    Attributes:
        identity: Ed25519; signs what tills must be able to believe.
        box: X25519; opens what tills seal to the centre.
        master: seals the own keys of members and gift cards within the database.
        pepper: what PINs of staff are hashed with follows from it; it stays when the others change.
    """

    identity: bytes
    box: bytes
    master: bytes
    pepper: bytes

    def __post_init__(self) -> None:
        """Refuse keys of another size.

        Raises:
            InvalidValue: one of them has not 32 bytes.
        """
        if any(len(key) != sealing.KEY_BYTES for key in self._all):
            raise InvalidValue(f"a centre's keys have {sealing.KEY_BYTES} bytes each")

    @classmethod
    def generate(cls) -> Self:
        """Fresh random keys."""
        identity = Ed25519PrivateKey.generate().private_bytes_raw()
        return cls(identity=identity, box=new_box_key(), master=sealing.new_key(), pepper=sealing.new_key())

    @property
    def _all(self) -> tuple[bytes, ...]:
        return self.identity, self.box, self.master, self.pepper

    @property
    def text(self) -> str:
        """As it stands in the file; never for a log or a screen."""
        return "\n".join((_MARK, *(key.hex() for key in self._all), ""))

    def __repr__(self) -> str:
        """Says nothing, so that no traceback or log line carries a key."""
        return "CentreKeys(…)"


def load(path: Path) -> CentreKeys | None:
    """The centre's keys, None where there is no such file.

    Raises:
        KeyStoreError: the file is exposed or damaged.
    """
    content = key_file.read(path)
    if content is None:
        return None
    try:
        mark, *texts = content.decode("ascii").split()
        identity, box, master, pepper = (binascii.unhexlify(text) for text in texts)
        if mark != _MARK:
            raise InvalidValue("another format")
        return CentreKeys(identity=identity, box=box, master=master, pepper=pepper)
    except ValueError:
        raise KeyFileDamaged(f"{path} does not hold a centre's keys", path=str(path)) from None


def create(path: Path) -> CentreKeys:
    """Make keys and keep them; of two programs that do so at once, both get those of the first.

    Raises:
        KeyStoreError: they cannot be kept.
    """
    return _kept(path, CentreKeys.generate())


def next_of(path: Path) -> Path:
    """Where the keys with the next master key lie, while they are not in use."""
    return path.with_name(f"{path.name}.next")


def begin_change(path: Path, keys: CentreKeys) -> CentreKeys:
    """The same keys with another master key, kept beside those in use; again, the same ones.

    Raises:
        KeyStoreError: they cannot be kept.
    """
    return _kept(next_of(path), replace(keys, master=sealing.new_key()))


def end_change(path: Path) -> None:
    """The next keys are those in use, from this instant on."""
    next_of(path).replace(path)


def _kept(path: Path, keys: CentreKeys) -> CentreKeys:
    try:
        key_file.write_new(path, keys.text.encode("ascii"))
    except KeysExist:
        found = load(path)
        assert found is not None
        return found
    return keys
