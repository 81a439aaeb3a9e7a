"""The centre's keys, kept together in one private file of its data folder.

Whoever runs several processes gives each the same file. Without it nobody can read the members' keys in the
database, nor speak to the tills that were paired: it belongs in a safe, away from the backups.
"""

import binascii
from dataclasses import dataclass
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
    """Three private keys of 32 bytes.

    Attributes:
        identity: Ed25519; signs what tills must be able to believe.
        box: X25519; opens what tills seal to the centre.
        master: seals the own keys of members and gift cards within the database.
    """

    identity: bytes
    box: bytes
    master: bytes

    def __post_init__(self) -> None:
        """Refuse keys of another size.

        Raises:
            InvalidValue: one of them has not 32 bytes.
        """
        if any(len(key) != sealing.KEY_BYTES for key in (self.identity, self.box, self.master)):
            raise InvalidValue(f"a centre's keys have {sealing.KEY_BYTES} bytes each")

    @classmethod
    def generate(cls) -> Self:
        """Fresh random keys."""
        identity = Ed25519PrivateKey.generate().private_bytes_raw()
        return cls(identity=identity, box=new_box_key(), master=sealing.new_key())

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
        identity, box, master = (binascii.unhexlify(text) for text in texts)
        if mark != _MARK:
            raise InvalidValue("another format")
        return CentreKeys(identity=identity, box=box, master=master)
    except ValueError:
        raise KeyFileDamaged(f"{path} does not hold a centre's keys", path=str(path)) from None


def create(path: Path) -> CentreKeys:
    """Make keys and keep them; of two programs that do so at once, both get those of the first.

    Raises:
        KeyStoreError: they cannot be kept.
    """
    keys = CentreKeys.generate()
    texts = "\n".join((_MARK, keys.identity.hex(), keys.box.hex(), keys.master.hex()))
    try:
        key_file.write_new(path, f"{texts}\n".encode("ascii"))
    except KeysExist:
        found = load(path)
        assert found is not None
        return found
    return keys
