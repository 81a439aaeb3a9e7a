"""A real PostgreSQL out of a folder, run by us and for us: nothing to install, nothing to administer.

One program runs it and the others on the machine join it: the server runs it, its command line joins. It
listens on a socket that only its user can reach, never on the network. It stops with the program that runs
it, however that one ends, and the next start finds the folder as the last commit left it.
"""

import os
import shutil
import signal
import socket
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from psycopg import OperationalError, connect
from psycopg.conninfo import make_conninfo

from fidpos.server.db import roles
from fidpos.server.db.binaries import Installation, brought_along, copied, installation_for
from fidpos.server.db.cluster import SUPERUSER, ClusterFolder, Passwords
from fidpos.server.db.creation import make_data
from fidpos.server.db.errors import ClusterBusy, ClusterDamaged
from fidpos.server.db.folder_lock import FolderLock
from fidpos.server.db.keeper import Child, Keeper
from fidpos.server.db.protection import APP, BACKUP
from fidpos.server.db.running import Running, evict, running_in
from fidpos.server.db.system_user import user_for

START_LIMIT_S = 300.0
"""After a crash it reads back what the last minutes wrote."""
_POLL_S = 0.02
_LOG_TAIL_BYTES = 2_000
_LOG_BYTES_MAX = 10 * 1024 * 1024
_STOP = ((signal.SIGINT, 60.0), (getattr(signal, "SIGQUIT", signal.SIGTERM), 10.0))
"""Fast: sessions end, everything is written. Then at once: the next start reads it back."""

_SETTINGS = {
    "password_encryption": "scram-sha-256",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "max_wal_size": "2GB",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # No personal data in the log: neither statements nor the values in them.
    "log_statement": "none",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length_on_error": "0",
    "log_checkpoints": "off",
}
_DURABILITY = ("fsync", "synchronous_commit", "full_page_writes")


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddedPostgres:
    """The database of a folder, running.

    Attributes:
        running: the process and where it listens, as of the start.
        is_ours: whether we run it; otherwise another program does, and it ends with that one.
        lock: had by the program that runs it.
        until_closed: what `close` undoes.
    """

    running: Running
    passwords: Passwords
    is_ours: bool
    lock: FolderLock
    until_closed: ExitStack

    @classmethod
    def open(
        cls, folder: Path, *, at_hand: tuple[Installation, ...] | None = None, durable: bool = True
    ) -> "EmbeddedPostgres":
        """Run the database of `folder`, made now if there is none; or join the program that runs it.

        Args:
            folder: ours alone.
            at_hand: versions to choose from; those that were brought along.
            durable: False only for tests: a power cut may then lose everything.

        Raises:
            DatabaseError: it does not start; the detail says why, and nothing was lost.
            KeyStoreError: its passwords are exposed or cannot be kept.
        """
        cluster = ClusterFolder(root=folder, user=user_for(folder / "data"))
        cluster.create()
        with ExitStack() as undo:
            lock = FolderLock(cluster.lock)
            undo.callback(lock.close)
            database = _joined(cluster, lock)
            if database is None:
                passwords = cluster.known_passwords()
                running = _run(cluster, passwords, at_hand or brought_along(), undo, durable=durable)
                database = cls(
                    running=running, passwords=passwords, is_ours=True, lock=lock, until_closed=ExitStack()
                )
                roles.provision(database.superuser, passwords)
            database.until_closed.push(undo.pop_all())
        return database

    @property
    def superuser(self) -> str:
        """How to connect for making roles and databases: at the start, for a restore, in tests."""
        return self.conninfo(SUPERUSER, self.passwords.superuser, database="postgres")

    @property
    def owner(self) -> str:
        """How the role connects that migrates."""
        return self.conninfo(roles.OWNER, self.passwords.owner)

    @property
    def app(self) -> str:
        """How the role connects that serves."""
        return self.conninfo(APP, self.passwords.app)

    @property
    def backup(self) -> str:
        """How the role connects that reads everything."""
        return self.conninfo(BACKUP, self.passwords.backup)

    def conninfo(self, role: str, password: str, *, database: str = roles.DATABASE) -> str:
        """How a role connects to one of the databases."""
        return make_conninfo(self.running.conninfo, user=role, password=password, dbname=database)

    def is_orphaned(self) -> bool:
        """Whether the program that we joined has ended, and the database with it: close, and open anew."""
        return not self.is_ours and self.lock.taken()

    def close(self) -> None:
        """Stop it, if we run it; harmless when called again."""
        self.until_closed.close()


def _joined(cluster: ClusterFolder, lock: FolderLock) -> EmbeddedPostgres | None:
    """The database as another program runs it; None once the lock is ours, so that we are to run it.

    What a killed program left behind may say that it is ready, and one that is being made has no roles yet:
    it is there when it lets the serving role in.
    """
    until = time.monotonic() + START_LIMIT_S
    while not lock.taken():
        running = running_in(cluster)
        if running is not None and running.ready and cluster.passwords.exists():
            passwords = cluster.known_passwords()
            found = EmbeddedPostgres(
                running=running, passwords=passwords, is_ours=False, lock=lock, until_closed=ExitStack()
            )
            if _lets_in(found.app):
                return found
        if time.monotonic() > until:
            raise ClusterBusy(
                f"another program has {cluster.root}, and its database does not come up",
                path=str(cluster.root),
            )
        time.sleep(_POLL_S)
    return None


def _lets_in(conninfo: str) -> bool:
    try:
        connect(conninfo, connect_timeout=2).close()
    except OperationalError:
        return False
    return True


def _run(
    cluster: ClusterFolder,
    passwords: Passwords,
    at_hand: tuple[Installation, ...],
    undo: ExitStack,
    *,
    durable: bool,
) -> Running:
    installation = installation_for(cluster.data, at_hand)
    if cluster.user is not None and not cluster.user.can_pass(installation.folder):
        installation = copied(installation, cluster.root)
    if not cluster.data.exists():
        make_data(cluster, installation, passwords.superuser, durable=durable)
    evict(cluster, installation)
    socket_folder = cluster.socket_folder()
    undo.callback(shutil.rmtree, socket_folder, ignore_errors=True)
    said = _begin_log(cluster.log)
    settings = _SETTINGS | dict.fromkeys(_DURABILITY, "on" if durable else "off") | _place(socket_folder)
    command = [str(installation.program("postgres")), "-D", str(cluster.data), *_as_options(settings)]
    keeper = Keeper(Child(command=command, log=cluster.log, user=cluster.user))
    keeper.start()
    undo.callback(keeper.stop, *_STOP)
    running = _await_ready(cluster, keeper, said)
    keeper.works()
    return running


def _place(socket_folder: Path) -> dict[str, str]:
    """Where it listens: on a socket; on Windows on a free port of the loopback, behind its passwords."""
    if os.name != "nt":
        return {
            "listen_addresses": "",
            "unix_socket_directories": str(socket_folder),
            "unix_socket_permissions": "0700",
        }
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    return {"listen_addresses": "127.0.0.1", "unix_socket_directories": "", "port": str(port)}


def _as_options(settings: Mapping[str, str]) -> Sequence[str]:
    return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]


def _begin_log(path: Path) -> int:
    """Where in the log this run begins; a log that has grown long is begun anew, the last one kept."""
    size = path.stat().st_size if path.exists() else 0
    if size > _LOG_BYTES_MAX:
        path.replace(path.with_suffix(".log.1"))
        return 0
    return size


def _await_ready(cluster: ClusterFolder, keeper: Keeper, said: int) -> Running:
    until = time.monotonic() + START_LIMIT_S
    while not keeper.ended.wait(_POLL_S):
        running = running_in(cluster)
        if running is not None and running.ready and running.pid == keeper.pid:
            return running
        if time.monotonic() > until:
            raise ClusterBusy(f"PostgreSQL does not come up in {cluster.data}", path=str(cluster.data))
    with cluster.log.open("rb") as log:
        log.seek(said)
        tail = log.read()[-_LOG_TAIL_BYTES:].decode("utf-8", "replace").strip()
    raise ClusterDamaged(
        f"PostgreSQL did not start from {cluster.data}: {tail}", path=str(cluster.data), said=tail
    )
