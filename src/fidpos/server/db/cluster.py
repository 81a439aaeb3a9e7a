"""The folder of the embedded database: what lies in it, who may, and how it comes to be.

lock            held by the program that runs the database
passwords.json  of the database's roles, for our own user alone
data/           PostgreSQL's own, belongs to the user that runs it
postgres.log    what PostgreSQL had to say
run/            its socket, unless the path would be too long for one
"""

import os
import secrets
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import msgspec

from fidpos.server.db.errors import ClusterPasswordsLost, ClusterUnusable
from fidpos.server.db.system_user import SystemUser
from fidpos.vault import key_file

SUPERUSER = "fidpos_root"
"""Makes the roles and the database, and is not used otherwise."""

_SOCKET_PATH_MAX = 100
"""Bytes; a socket's path holds 107, and `/.s.PGSQL.5432` is ours to add."""
_SOCKET_NAME_BYTES = 15


class Passwords(msgspec.Struct, frozen=True, kw_only=True):
    """Of the roles of an embedded database; made once, 256 random bits each."""

    superuser: str
    owner: str
    app: str
    backup: str

    def __repr__(self) -> str:
        """No password ends in a log."""
        return "Passwords(...)"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterFolder:
    """The folder of one embedded database.

    Attributes:
        user: who runs PostgreSQL; None for ourselves.
    """

    root: Path
    user: SystemUser | None = None

    @property
    def data(self) -> Path:
        """PostgreSQL's data folder."""
        return self.root / "data"

    @property
    def pid_file(self) -> Path:
        """Written by the running PostgreSQL: its process, port, socket folder and state."""
        return self.data / "postmaster.pid"

    @property
    def passwords(self) -> Path:
        """For our own user alone."""
        return self.root / "passwords.json"

    @property
    def lock(self) -> Path:
        """See `keeper`."""
        return self.root / "lock"

    @property
    def log(self) -> Path:
        """Grows by a few lines a start, and by what goes wrong."""
        return self.root / "postgres.log"

    def create(self) -> None:
        """Make the folder if it is missing, and see that whoever runs PostgreSQL can work in it.

        Raises:
            ClusterUnusable: it cannot be made, or that user cannot reach it.
        """
        # Who runs PostgreSQL has to pass through; what is inside has rights of its own.
        mode = 0o700 if self.user is None else 0o711
        try:
            self.root.mkdir(mode=mode, parents=True, exist_ok=True)
            if self.user is not None:
                self.root.chmod(mode)
        except OSError as fault:
            raise ClusterUnusable(f"cannot create {self.root}: {fault}", path=str(self.root)) from fault
        if self.user is not None and not self.user.can_pass(self.root):
            raise ClusterUnusable(
                f"PostgreSQL runs as {self.user.name}, who cannot reach {self.root}: choose another folder",
                path=str(self.root),
                user=self.user.name,
            )
        if not os.access(self.root, os.W_OK | os.X_OK):
            raise ClusterUnusable(f"cannot write in {self.root}", path=str(self.root))

    def give(self, path: Path) -> None:
        """Hand a file or folder to whoever runs PostgreSQL."""
        if self.user is not None:
            os.chown(path, self.user.uid, self.user.gid)

    def socket_folder(self) -> Path:
        """An empty folder for this run's socket, for whoever runs PostgreSQL alone, short enough for one."""
        folder = self.root / "run"
        if len(os.fsencode(folder)) > _SOCKET_PATH_MAX - _SOCKET_NAME_BYTES:
            folder = Path(tempfile.mkdtemp(prefix="fidpos-", dir=_short_temporary_folder()))
        else:
            # What a killed one left there would keep the next one out.
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(mode=0o700)
        self.give(folder)
        return folder

    def known_passwords(self) -> Passwords:
        """Those of this database; made now when there is neither a database nor passwords.

        Raises:
            ClusterPasswordsLost: there is a database, and they are gone or cannot be read.
            KeyStoreError: the file is not private, or cannot be written.
        """
        stored = key_file.read(self.passwords)
        if stored is None and self.data.exists():
            raise ClusterPasswordsLost(f"{self.passwords} is gone", path=str(self.passwords))
        if stored is None:
            made = Passwords(**{name: secrets.token_urlsafe(32) for name in Passwords.__struct_fields__})
            key_file.write_new(self.passwords, msgspec.json.encode(made))
            return made
        try:
            return msgspec.json.decode(stored, type=Passwords)
        except msgspec.MsgspecError as fault:
            raise ClusterPasswordsLost(
                f"{self.passwords} does not hold passwords", path=str(self.passwords)
            ) from fault


def _short_temporary_folder() -> Path:
    usual = Path(tempfile.gettempdir())
    return usual if len(os.fsencode(usual)) < _SOCKET_PATH_MAX // 2 else Path("/tmp")  # noqa: S108 -- mkdtemp
