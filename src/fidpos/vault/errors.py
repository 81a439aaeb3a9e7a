"""What can go wrong with keys and seals, under the domain's tree.

    FidposError
    ├── KeyStoreError
    │   ├── KeyStoreSilent      the system key store is locked, away or does not answer
    │   ├── KeysLost            a store's keys are not where they were kept
    │   ├── KeysExist           keys are there already and are never replaced
    │   ├── KeyFileExposed      other users of this machine can read the key file
    │   │   └── KeyFileOfAnother  it belongs to another user
    │   └── KeyFileDamaged      the key file cannot be read or written
    └── SealBroken              sealed bytes that this key does not open

None of them carries a key, a PIN or anything that was sealed.
"""

from fidpos.domain.errors import FidposError, KeyStoreError


class KeyStoreSilent(KeyStoreError):
    """The system key store is locked, away, or did not answer in time; nothing is lost."""

    code = "key_store_silent"


class KeysLost(KeyStoreError):
    """There is a store, and its keys are gone from where they were kept."""

    code = "keys_lost"


class KeysExist(KeyStoreError):
    """Keys were asked for where some are already; these are never replaced."""

    code = "keys_exist"


class KeyFileExposed(KeyStoreError):
    """The key file belongs to somebody else, or others can read it, and may have."""

    code = "key_file_exposed"


class KeyFileOfAnother(KeyFileExposed):
    """The key file belongs to another user of this machine, who runs the program as a rule."""

    code = "key_file_of_another"


class KeyFileDamaged(KeyStoreError):
    """The key file cannot be read, written or understood."""

    code = "key_file_damaged"


class SealBroken(FidposError):
    """Sealed bytes that were changed, cut, or sealed under another key or for another purpose."""

    code = "seal_broken"
