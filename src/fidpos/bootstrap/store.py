"""A till's store with its keys: found and opened, or made. Never made where one should have been."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from fidpos import paths
from fidpos.bootstrap.pairing import follow
from fidpos.bootstrap.pins import pins_of
from fidpos.domain.clock import Clock
from fidpos.domain.errors import StoreMissing
from fidpos.domain.shop import TillIdentity
from fidpos.localdb.create import create_store
from fidpos.localdb.snapshot import MemberSnapshot, changes_of
from fidpos.localdb.store import LocalStore
from fidpos.localdb.upgrade import upgrade
from fidpos.paths import TillFolder
from fidpos.sync.kept_pairing import Kept, PairingFile, PairingUnreadable
from fidpos.till.ports import PinChecker
from fidpos.vault.errors import KeysLost
from fidpos.vault.key_store import KeptKeys, KeyStore
from fidpos.vault.system_secrets import SystemSecrets

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenStore:
    """An open store and the keys that opened it; close the store when done.

    Attributes:
        kept: the keys, and where they are, which the program says aloud.
        copied_to: the copy that was made before the store was brought to this program's schema, if it was.
        pairing_file: where `paired` is kept.
        paired: with whom the till is, or was, paired.
        is_unreadable: something was kept of a pairing, and cannot be read: the till has no centre meanwhile.
    """

    store: LocalStore
    kept: KeptKeys
    copied_to: Path | None
    pairing_file: PairingFile
    paired: Kept
    is_unreadable: bool = False

    @property
    def pins(self) -> PinChecker:
        """Checks the PINs of everybody whom this till knows."""
        return pins_of(self.kept.keys, self.paired)


def load_keys(folder: TillFolder) -> KeptKeys:
    """The keys of the till in that folder.

    Raises:
        StoreMissing: there is neither a store nor keys.
        KeysLost: there is a store, and its keys are gone.
        KeyStoreError: see `vault.errors`.
    """
    kept = KeyStore(folder.keys, SystemSecrets()).load()
    if kept is not None:
        return kept
    if folder.store.exists():
        raise KeysLost(f"no keys for the store in {folder.root}", path=str(folder.keys))
    raise StoreMissing(f"no store in {folder.root}", path=str(folder.root))


def open_store(folder: TillFolder, clock: Clock) -> OpenStore:
    """Open the store of the till in that folder, brought to this program's schema.

    Raises:
        StoreError: missing, refused, damaged, newer, or not writable.
        KeyStoreError: see `load_keys`.
        BackupError: no copy could be made before an upgrade.
    """
    kept = load_keys(folder)
    key = kept.keys.store_key
    file = pairing_file(folder, kept)
    paired = _paired(file)
    copied_to = upgrade(folder.store, key, migrations=paths.migrations_dir(), backups=folder.backups)
    store = LocalStore.open(folder.store, key, clock)
    try:
        if paired is not None and paired.pairing is not None:
            follow(store, paired.pairing)
    except BaseException:
        store.close()
        raise
    return OpenStore(
        store=store,
        kept=kept,
        copied_to=copied_to,
        pairing_file=file,
        paired=paired or Kept(),
        is_unreadable=paired is None,
    )


def make_keys(folder: TillFolder, *, use_system_keys: bool = True) -> KeptKeys:
    """Keys of a new till's own, or those that a first attempt left behind.

    Raises:
        StoreReadOnly: the folder cannot be made or written.
        KeyStoreError: keys could be kept nowhere.
    """
    folder.create()
    key_store = KeyStore(folder.keys, SystemSecrets() if use_system_keys else None)
    return key_store.load() or key_store.create()


def pairing_file(folder: TillFolder, kept: KeptKeys) -> PairingFile:
    """Where the till in that folder keeps its pairing."""
    return PairingFile(folder.pairing, kept.keys.pairing_seal)


def _paired(file: PairingFile) -> Kept | None:
    """None when it does not open: the till serves all the same, and says so."""
    try:
        return file.read()
    except PairingUnreadable:
        log.exception("what was kept of the pairing does not open")
        return None


def make_store(
    folder: TillFolder,
    identity: TillIdentity,
    clock: Clock,
    *,
    members: Iterable[MemberSnapshot] = (),
    use_system_keys: bool = True,
) -> KeptKeys:
    """Make the store of a new till, with keys of its own.

    Keys that a first attempt left behind are used; none are ever replaced.

    Raises:
        StoreError: there is a store already, or it could not be made.
        KeyStoreError: keys could be kept nowhere.
    """
    kept = make_keys(folder, use_system_keys=use_system_keys)
    create_store(
        folder.store,
        kept.keys.store_key,
        identity=identity,
        clock=clock,
        migrations=paths.migrations_dir(),
        changes=changes_of(members),
    )
    return kept
