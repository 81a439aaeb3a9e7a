"""Connections to the centre's database, each transaction in the name of one merchant.

Hot paths run their SQL on psycopg itself; SQLAlchemy is for the tables' declarations and the migrations.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import LiteralString, Self
from uuid import UUID

from psycopg import Connection, connect
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.errors import ProgrammingError
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool

from fidpos.server.db.errors import DatabaseTooOld, DatabaseUnreachable
from fidpos.server.db.faults import translated

URL_VARIABLE = "FIDPOS_DATABASE_URL"
"""Names a PostgreSQL for the serving role; without it the embedded one is used."""
OWNER_URL_VARIABLE = "FIDPOS_DATABASE_OWNER_URL"
"""The same database for the role that migrates; without it, it has to be migrated beforehand."""
BACKUP_URL_VARIABLE = "FIDPOS_DATABASE_BACKUP_URL"
"""The same database for the role that reads everything: for backups and proofs."""

LEAST_VERSION = 15
"""Views that run with the rights of who asks, which row-level security needs, came with it."""

OFFICE_CONNECTIONS = 4
"""For the pages of the back office and its jobs: tills never wait for them."""
POOL_SIZE = 10 + OFFICE_CONNECTIONS
WAIT_S = 10.0
"""For a free connection, before a request is told to come back later."""

_IN_TENANT: LiteralString = "SELECT set_config('app.merchant', %s, true)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one connection may take, so that none holds up the others.

    Attributes:
        lock_ms: waiting for a lock.
        idle_ms: an open transaction that does nothing; a long one also freezes the feed.
    """

    statement_ms: int = 30_000
    lock_ms: int = 5_000
    idle_ms: int = 15_000

    @property
    def options(self) -> str:
        """As the server takes them when a session starts."""
        return (
            f"-c statement_timeout={self.statement_ms} -c lock_timeout={self.lock_ms} "
            f"-c idle_in_transaction_session_timeout={self.idle_ms} -c timezone=UTC"
        )


def conninfo_from_url(url: str) -> str:
    """What a URL, or a line of `name=value`, says of a database.

    Raises:
        DatabaseUnreachable: it is neither; the text is not repeated, it may hold a password.
    """
    try:
        conninfo_to_dict(url)
    except ProgrammingError:
        raise DatabaseUnreachable(
            "the database's address is no postgresql:// URL", variable=URL_VARIABLE
        ) from None
    return url


class Database:
    """A pool of connections of the serving role; thread-safe."""

    def __init__(self, conninfo: str, *, size: int = POOL_SIZE, limits: Limits | None = None) -> None:
        self._conninfo = make_conninfo(
            conninfo,
            application_name="fidpos",
            connect_timeout=5,
            options=(limits or Limits()).options,
        )
        self._pool = ConnectionPool(
            self._conninfo,
            min_size=1,
            max_size=size,
            timeout=WAIT_S,
            open=False,
            name="fidpos",
        )

    @property
    def conninfo(self) -> str:
        """How the role connects, for a connection beside the pool."""
        return self._conninfo

    def open(self) -> Self:
        """Connect; whatever is wrong is told now.

        Raises:
            DatabaseUnreachable: nobody answers.
            DatabaseRefused: our name or password is not taken.
            DatabaseTooOld: it is not one that we know.
        """
        with translated(), connect(self._conninfo) as connection:
            check_version(connection)
        self._pool.open()
        return self

    def check(self) -> None:
        """Whether it answers.

        Raises:
            DatabaseError: it does not.
        """
        with self.connection() as connection:
            connection.execute("SELECT")

    def close(self) -> None:
        """End every connection; harmless when called again."""
        self._pool.close()

    @contextmanager
    def transaction(self, merchant_id: UUID) -> Iterator[Connection[TupleRow]]:
        """A transaction that sees and writes what is this merchant's, and nothing else.

        Raises:
            DatabaseError: the database refused or went away; everything was undone.
        """
        with self.connection() as connection:
            connection.execute(_IN_TENANT, [str(merchant_id)])
            yield connection

    @contextmanager
    def connection(self) -> Iterator[Connection[TupleRow]]:
        """A transaction in nobody's name: it sees only what is of nobody, such as the generation.

        Raises:
            DatabaseError: the database refused or went away; everything was undone.
        """
        used: Connection[TupleRow] | None = None
        try:
            with translated(), self._pool.connection() as used:
                yield used
        finally:
            if used is not None and used.broken:
                # A restart broke them all: the others are looked at now, not by one failing request each.
                self._pool.check()


def check_version(connection: Connection[TupleRow]) -> None:
    """Refuse a PostgreSQL that lacks what we rely on.

    Raises:
        DatabaseTooOld: it is older than `LEAST_VERSION`.
    """
    version = connection.info.server_version // 10_000
    if version < LEAST_VERSION:
        raise DatabaseTooOld(
            f"PostgreSQL {version} is too old, fidpos needs {LEAST_VERSION}",
            version=version,
            least=LEAST_VERSION,
        )
