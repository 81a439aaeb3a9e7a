"""What can be wrong with a till's folder when the program starts, done to the folder of a `real_shop`."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from fidpos.domain.errors import (
    FidposError,
    StoreCorrupt,
    StoreKeyRefused,
    StoreMissing,
    StoreNewer,
)
from fidpos.localdb.engine import connect
from fidpos.paths import TillFolder
from fidpos.vault.errors import KeyFileDamaged, KeyFileExposed, KeysLost
from fidpos.vault.key_store import KeyStore
from tests.helpers.real_shop import keys_of

PAGE = 4096
Break = Callable[[TillFolder], None]


def lose_store(folder: TillFolder) -> None:
    """Somebody deleted the file."""
    folder.store.unlink()


def swap_keys(folder: TillFolder) -> None:
    """The keys of another till were put in the place of these."""
    folder.keys.unlink()
    KeyStore(folder.keys, None).create()


def lose_keys(folder: TillFolder) -> None:
    """The folder was copied without its keys."""
    folder.keys.unlink()


def expose_keys(folder: TillFolder) -> None:
    """Others may read them."""
    folder.keys.chmod(0o644)


def cut_keys(folder: TillFolder) -> None:
    """Half of the file is gone."""
    content = folder.keys.read_bytes()
    folder.keys.write_bytes(content[: len(content) // 2])


def age_program(folder: TillFolder) -> None:
    """A newer fidpos had the store before."""
    connection = connect(folder.store, keys_of(folder).store_key, writing=True)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()


def damage_page(folder: TillFolder, number: int) -> None:
    """The disk gives back a page (numbered from 1) with one bit turned over."""
    content = bytearray(folder.store.read_bytes())
    content[(number - 1) * PAGE + PAGE // 2] ^= 1
    folder.store.write_bytes(content)


def damage_stamp(folder: TillFolder) -> None:
    """Where the store says which program's schema it has."""
    damage_page(folder, _root_page(folder, "alembic_version"))


def damage_journal(folder: TillFolder) -> None:
    """In the journal, which opening the store does not read."""
    damage_page(folder, _root_page(folder, "journal"))


def pages_of(folder: TillFolder) -> int:
    """How many pages the store has."""
    return folder.store.stat().st_size // PAGE


def contents(folder: TillFolder) -> dict[str, bytes]:
    """Everything of the store and its keys, to see that a refusal changed nothing."""
    kept = (folder.store, folder.keys)
    return {path.name: path.read_bytes() for path in kept if path.exists()}


WRONG: Mapping[str, tuple[Break, type[FidposError]]] = MappingProxyType(
    {
        "store missing": (lose_store, StoreMissing),
        "keys of another till": (swap_keys, StoreKeyRefused),
        "keys lost": (lose_keys, KeysLost),
        "keys exposed": (expose_keys, KeyFileExposed),
        "keys cut": (cut_keys, KeyFileDamaged),
        "newer program before": (age_program, StoreNewer),
        "damaged page": (damage_stamp, StoreCorrupt),
    }
)
"""By name, how to break the folder and what the program must call it."""


def _root_page(folder: TillFolder, table: str) -> int:
    connection = connect(folder.store, keys_of(folder).store_key)
    row = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,)).fetchone()
    connection.close()
    assert row is not None
    return int(row[0])
