"""Databases of the centre, quick to come by: one embedded PostgreSQL a worker, a copy of one template each.

Workers do not share one: the feed shows a row once every transaction of the cluster that began before it is
over, and the long ones of one worker's tests would keep the tills of another's waiting. A process of its own
holds the cluster until its worker and the worker's children are gone, however they ended: each keeps a shared
lock, and the holder waits for the exclusive one. Nothing is flushed to disk. The oldest PostgreSQL that this
machine has installed is run in the same way, beside the one brought along.
"""

import fcntl
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from uuid import uuid4

from psycopg import connect
from psycopg.conninfo import make_conninfo
from psycopg.sql import SQL, Identifier

from fidpos.paths import migrations_dir
from fidpos.server.db.binaries import Installation, brought_along
from fidpos.server.db.embedded import EmbeddedPostgres
from fidpos.server.db.migrate import migrate
from fidpos.server.db.roles import create_database

ROOT = Path(__file__).parents[2]
TEMPLATE = "fidpos_template"
SYSTEM_VERSIONS = Path("/usr/lib/postgresql")
"""Where Debian and Ubuntu put them, one folder a major version."""


class Server(StrEnum):
    """Which PostgreSQL runs."""

    EMBEDDED = "embedded"
    SYSTEM = "system"

    def at_hand(self) -> tuple[Installation, ...]:
        """Its programs."""
        if self is Server.EMBEDDED:
            return brought_along()
        return (min(map(Installation.at, SYSTEM_VERSIONS.glob("*/bin")), key=lambda found: found.major),)


@dataclass(frozen=True, slots=True, kw_only=True)
class CentreDatabase:
    """One migrated database, and how each role connects to it."""

    name: str
    superuser: str
    owner: str
    app: str
    backup: str


@contextmanager
def centre_database(server: Server = Server.EMBEDDED) -> Iterator[CentreDatabase]:
    """A database as after the first start of a centre, gone at the end of the block."""
    with empty_database(server, template=TEMPLATE) as database:
        yield database


@contextmanager
def lent_database() -> Iterator[CentreDatabase]:
    """The same, for a test that writes nothing but rows: one a worker, emptied by whoever borrows it next.

    A copy of the template takes a second on a busy machine, deleting the rows of one test a few milliseconds.
    """
    database = _lent()
    with connect(database.superuser, autocommit=True) as connection:
        connection.execute(_EMPTY)
    yield database


@cache
def _lent() -> CentreDatabase:
    """Gone with the cluster."""
    cluster = shared_cluster()
    name = f"lent_{uuid4().hex}"
    with connect(cluster.superuser, autocommit=True) as connection:
        create_database(connection, name, template=TEMPLATE)
    return in_database(cluster, name)


_EMPTY = """
DO $$
DECLARE place text; named text;
BEGIN
    SET LOCAL session_replication_role = replica;
    FOR place, named IN
        SELECT table_schema, table_name FROM information_schema.tables
        WHERE table_schema IN ('public', 'jobs') AND table_type = 'BASE TABLE'
        AND table_name NOT IN ('alembic_version', 'generation')
    LOOP
        EXECUTE format('DELETE FROM %I.%I', place, named);
    END LOOP;
END $$
"""


@contextmanager
def empty_database(
    server: Server = Server.EMBEDDED, *, template: str | None = None
) -> Iterator[CentreDatabase]:
    """A database without a table, or a copy of another one."""
    cluster = shared_cluster(server)
    name = f"test_{uuid4().hex}"
    with connect(cluster.superuser, autocommit=True) as connection:
        create_database(connection, name, template=template)
        try:
            yield in_database(cluster, name)
        finally:
            connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


def in_database(cluster: EmbeddedPostgres, name: str) -> CentreDatabase:
    """How the roles connect to one of the cluster's databases."""
    return CentreDatabase(
        name=name,
        superuser=make_conninfo(cluster.superuser, dbname=name),
        owner=make_conninfo(cluster.owner, dbname=name),
        app=make_conninfo(cluster.app, dbname=name),
        backup=make_conninfo(cluster.backup, dbname=name),
    )


@cache
def shared_cluster(server: Server = Server.EMBEDDED) -> EmbeddedPostgres:
    """The worker's own. Held by it for as long as it lives, since the lock is never let go of."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", f"{os.getpid()}")
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    folder = Path(tempfile.gettempdir(), f"fidpos-tests-{run}-{worker}-{server}")
    folder.mkdir(mode=0o711, exist_ok=True)
    fcntl.flock(os.open(folder / "users", os.O_RDWR | os.O_CREAT), fcntl.LOCK_SH)
    starting = os.open(folder / "starting", os.O_RDWR | os.O_CREAT)
    try:
        fcntl.flock(starting, fcntl.LOCK_EX)
        if not (folder / "ready").exists():
            _start_holder(folder, server)
    finally:
        os.close(starting)
    return EmbeddedPostgres.open(folder / "cluster")


def _start_holder(folder: Path, server: Server) -> None:
    """Start it and wait until it says so; it is nobody's child to wait for, and has a session of its own."""
    told, tells = os.pipe()
    os.posix_spawn(
        sys.executable,
        [sys.executable, "-m", "tests.helpers.postgres", str(folder), server],
        {**os.environ, "PYTHONPATH": str(ROOT)},
        file_actions=[(os.POSIX_SPAWN_DUP2, tells, 1)],
        setsid=True,
    )
    os.close(tells)
    with os.fdopen(told) as answer:
        assert answer.readline() == "ready\n"
    (folder / "ready").touch()


def _hold(folder: Path, server: Server) -> None:
    cluster = EmbeddedPostgres.open(folder / "cluster", at_hand=server.at_hand(), durable=False)
    try:
        with connect(cluster.superuser, autocommit=True) as connection:
            create_database(connection, TEMPLATE)
        migrate(make_conninfo(cluster.owner, dbname=TEMPLATE), migrations_dir())
        os.write(1, b"ready\n")
        os.close(1)
        with (folder / "users").open("r+b") as users:
            fcntl.flock(users, fcntl.LOCK_EX)
    finally:
        cluster.close()
        shutil.rmtree(folder)


if __name__ == "__main__":
    _hold(Path(sys.argv[1]), Server(sys.argv[2]))
