"""Where things are: what the program brings along, and where it keeps its data.

The only module that knows how fidpos was installed. `migrations/`, `resources/` and `installer/` stand beside
`src/` in a checkout; a wheel carries them, or what of them a till needs, as `fidpos/_bundled/`, and so does a
frozen program below its own unpacking folder.
"""

import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import platformdirs

from fidpos.domain.errors import StoreReadOnly

DATA_VARIABLE = "FIDPOS_DATA"
"""Environment variable that names the data folder instead of the usual one."""

_PACKAGE = Path(__file__).resolve().parent


class Program(StrEnum):
    """Programs that keep data; each has a folder of its own."""

    TILL = "till"
    DEMO = "demo"
    SERVER = "server"


def resources_dir() -> Path:
    """Icons, fonts, sounds, translations, example programmes."""
    return _brought_along() / "resources"


def migrations_dir() -> Path:
    """Alembic's scripts, one folder a store."""
    return _brought_along() / "migrations"


def udev_rule() -> Path:
    """Lets whoever sits at the till read its barcode scanners (Linux); an administrator copies it."""
    return _brought_along() / "installer" / "till" / "linux" / "70-fidpos.rules"


def data_dir(program: Program, given: Path | None = None) -> Path:
    """The data folder: the one given, else the one `FIDPOS_DATA` names, else the user's for this program.

    A server that root runs keeps its data where services do.
    """
    if given is not None:
        return given.expanduser().absolute()
    named = os.environ.get(DATA_VARIABLE, "")
    if named:
        return Path(named).expanduser().absolute()
    if program is Program.SERVER and os.name == "posix" and os.geteuid() == 0:
        # Root's own folder is closed to the user that runs PostgreSQL.
        return Path("/var/lib/fidpos")
    return platformdirs.user_data_path("fidpos", appauthor=False) / program.value


@dataclass(frozen=True, slots=True)
class TillFolder:
    """The data folder of one till and what lies where in it."""

    root: Path

    @property
    def store(self) -> Path:
        """The encrypted store; SQLite puts `-wal` and `-shm` beside it."""
        return self.root / "till.db"

    @property
    def keys(self) -> Path:
        """Where the store's keys are, or the keys themselves (see `vault.key_store`)."""
        return self.root / "keys.json"

    @property
    def pairing(self) -> Path:
        """What the till keeps of its pairing with a centre, sealed (see `sync.kept_pairing`)."""
        return self.root / "pairing.sealed"

    @property
    def settings(self) -> Path:
        """Settings of this till, written by a person or the technician's screens."""
        return self.root / "settings.toml"

    @property
    def logo(self) -> Path:
        """The merchant's, as the centre last gave it; the window shows it from the next start on."""
        return self.root / "logo.png"

    @property
    def registers(self) -> Path:
        """Which cash registers may use the link; hashes of their tokens."""
        return self.root / "registers.json"

    @property
    def backups(self) -> Path:
        """Encrypted backups, unless a setting names another folder."""
        return self.root / "backups"

    @property
    def logs(self) -> Path:
        """Rotated logs."""
        return self.root / "logs"

    @property
    def crashes(self) -> Path:
        """Crash reports."""
        return self.root / "crash"

    @property
    def diagnostics(self) -> Path:
        """Bundles for support, made when a technician asks for one."""
        return self.root / "diagnostics"

    @property
    def cards(self) -> Path:
        """Cards to print, as PDF; gone at the next start."""
        return self.root / "cards"

    @property
    def tickets(self) -> Path:
        """Pictures and PDFs of tickets; gone at the next start."""
        return self.root / "tickets"

    @property
    def training(self) -> "TillFolder":
        """The shop to practise in, with data of its own; nothing in it is worth anything."""
        return TillFolder(self.root / "training")

    @property
    def first_run(self) -> Path:
        """What the assistant of the first run was about to make; gone once it is made."""
        return self.root / "first_run.json"

    @property
    def centre(self) -> "ServerFolder":
        """Of the centre that this till runs for its shop.

        It lies beside the till's own folder, which is closed to the user that PostgreSQL may run as.
        """
        return ServerFolder(self.root.with_name(f"{self.root.name}-centre"))

    def create(self) -> None:
        """Make the folders that are missing, for this user alone.

        Raises:
            StoreReadOnly: they cannot be made, or the root cannot be written.
        """
        _make((self.root, self.backups, self.logs, self.crashes), self.root)


@dataclass(frozen=True, slots=True)
class ServerFolder:
    """The data folder of a centre; its database, where it has one of its own, makes a folder for itself."""

    root: Path

    @property
    def keys(self) -> Path:
        """The centre's private keys (see `vault.centre_keys`)."""
        return self.root / "centre.keys"

    @property
    def tls_key(self) -> Path:
        """Of a certificate that the centre made for itself, in one file with it."""
        return self.root / "tls.pem"

    @property
    def logs(self) -> Path:
        """Rotated logs."""
        return self.root / "logs"

    @property
    def crashes(self) -> Path:
        """Crash reports."""
        return self.root / "crash"

    @property
    def jobs(self) -> Path:
        """What long work of the office made: exports, reports."""
        return self.root / "jobs"

    def create(self) -> None:
        """Make the folders that are missing. Whom root hands the database to may pass through the first.

        Raises:
            StoreReadOnly: they cannot be made, or the root cannot be written.
        """
        with suppress(OSError):
            self.root.mkdir(mode=0o711, parents=True, exist_ok=True)
        _make((self.logs, self.crashes, self.jobs), self.root)


def _make(folders: tuple[Path, ...], root: Path) -> None:
    try:
        for folder in folders:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as fault:
        raise StoreReadOnly(f"cannot create {root}", path=str(root)) from fault
    if not os.access(root, os.W_OK | os.X_OK):
        raise StoreReadOnly(f"cannot write in {root}", path=str(root))


def _brought_along() -> Path:
    unpacked = getattr(sys, "_MEIPASS", None)
    if unpacked is not None:
        return Path(unpacked) / "fidpos" / "_bundled"
    bundled = _PACKAGE / "_bundled"
    return bundled if bundled.is_dir() else _PACKAGE.parents[1]
