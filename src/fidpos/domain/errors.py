"""The one tree of errors.

    FidposError
    ├── InvalidValue            a domain value that cannot exist
    ├── ProgrammeError          a programme that is refused, with the path of the fault
    ├── StoreError              the local store
    │   ├── StoreFull           no space, nothing was written
    │   ├── StoreReadOnly       the folder or file cannot be written
    │   ├── StoreNewer          written by a newer fidpos
    │   ├── StoreKeyRefused     the key does not open the store
    │   ├── StoreCorrupt        a page or the chain is damaged
    │   └── StoreMissing        there is no store where one is expected
    ├── KeyStoreError           the system key store
    ├── BackupError             a backup or a restore
    └── ReaderError             see readers/errors.py

Expected outcomes of a use case (unknown card, not enough points) are result values, not errors.
"""

from typing import ClassVar


class FidposError(Exception):
    """Root of all errors raised by fidpos.

    `code` is stable (logs, API); `message_key` names the sentence in the translations, filled with `params`.
    """

    code: ClassVar[str] = "fidpos"

    def __init__(self, detail: str = "", **params: object) -> None:
        super().__init__(detail or self.code)
        self.params = params

    @property
    def message_key(self) -> str:
        """Key of the sentence shown to a person."""
        return f"error.{self.code}"


class InvalidValue(FidposError, ValueError):
    """A value that the domain does not allow."""

    code = "invalid_value"


class ProgrammeError(FidposError):
    """A programme that is refused; `params` holds `path` (of the faulty field) and `reason`."""

    code = "programme_refused"


class StoreError(FidposError):
    """The local store could not do what was asked; nothing was half done."""

    code = "store"


class StoreFull(StoreError):
    """No space left: the transaction was rolled back whole."""

    code = "store_full"


class StoreReadOnly(StoreError):
    """The store's folder or file cannot be written."""

    code = "store_read_only"


class StoreNewer(StoreError):
    """The store was written by a newer fidpos; opening it could lose data."""

    code = "store_newer"


class StoreKeyRefused(StoreError):
    """The key at hand does not open the store (wrong or lost key, or not a store at all)."""

    code = "store_key_refused"


class StoreCorrupt(StoreError):
    """A page, a constraint or the journal's chain is damaged."""

    code = "store_corrupt"


class StoreMissing(StoreError):
    """There is no store where one is expected; none is ever created silently."""

    code = "store_missing"


class KeyStoreError(FidposError):
    """The key store cannot be read or written."""

    code = "key_store"


class BackupError(FidposError):
    """A backup or a restore could not be completed."""

    code = "backup"


class ReaderError(FidposError):
    """A card reader or its driver; the subclasses stand in readers/errors.py."""

    code = "reader"
