"""What a till keeps of its pairing: one small sealed file beside the store, replaced as a whole.

The file is what makes a till paired. It holds what the store must not: a store that is restored or copied to
another PC takes no till's key along, and the merchant's pepper stays apart from the hashes it protects. The
key that was made for a pairing is kept before the first try, so that an answer that got lost is asked for
again with it; the file with the answer in it replaces that one in one step. The seal follows from the store's
key, which the key store protects.
"""

from pathlib import Path

import msgspec

from fidpos.domain.errors import InvalidValue, KeyStoreError
from fidpos.vault import key_file
from fidpos.vault.errors import SealBroken
from fidpos.vault.sealing import seal, unseal
from fidpos.wire.sync.pairing import Welcome
from fidpos.wire.sync.pairing_code import PairingCode

_PURPOSE = b"fidpos kept pairing 1"


class PairingUnreadable(KeyStoreError):
    """What was kept of the pairing cannot be read: the till works on alone and has to be paired again."""

    code = "pairing_unreadable"


class Begun(msgspec.Struct, frozen=True, kw_only=True):
    """A pairing of which nobody knows whether the centre let us in.

    Attributes:
        code: hash of the code's secret; another code is another pairing.
        private_key: Ed25519, made for it.
    """

    code: bytes
    private_key: bytes

    def __repr__(self) -> str:
        """Says nothing, so that no traceback or log line carries a key."""
        return "Begun(…)"


class Pairing(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A till and its centre.

    Attributes:
        address: of the centre, as it was given.
        number: the merchant's, as its codes say it.
        private_key: the till's, Ed25519.
        welcome: what the centre said of itself and of the till.
        has_own_staff: people were known at this till before; their PINs are under the till's own pepper.
    """

    address: str
    number: int
    private_key: bytes
    welcome: Welcome
    has_own_staff: bool = False

    def is_with(self, code: PairingCode) -> bool:
        """Whether the code is of this merchant and of this centre."""
        return self.number == code.merchant and code.names(self.welcome.keys)

    def __repr__(self) -> str:
        """Says nothing, so that no traceback or log line carries a key."""
        return "Pairing(…)"


class Kept(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Everything in the file.

    Attributes:
        pairing: None for a till that is alone.
        begun: None while none is under way.
        former: the pairing before the till was unpaired. Its people still sign in, and the store is still its
            merchant's.
    """

    pairing: Pairing | None = None
    begun: Begun | None = None
    former: Pairing | None = None


class PairingFile:
    """The file at `path`, sealed under `seal_key` (`vault.keys.TillKeys.pairing_seal`)."""

    def __init__(self, path: Path, seal_key: bytes) -> None:
        self._path = path
        self._seal_key = seal_key

    def read(self) -> Kept:
        """What is kept; nothing for a till that was never paired.

        Raises:
            PairingUnreadable: changed, of another till, or of a version this program does not know.
            KeyStoreError: the file is exposed or cannot be read.
        """
        content = key_file.read(self._path)
        if content is None:
            return Kept()
        try:
            return msgspec.json.decode(unseal(self._seal_key, content, _PURPOSE), type=Kept)
        except (SealBroken, msgspec.MsgspecError, InvalidValue):
            raise PairingUnreadable(f"{self._path} does not open", path=str(self._path)) from None

    def write(self, kept: Kept) -> None:
        """Durable once it returns; killed before, the file is as it was.

        Raises:
            KeyStoreError: it cannot be written.
        """
        key_file.write_over(self._path, seal(self._seal_key, msgspec.json.encode(kept), _PURPOSE))
