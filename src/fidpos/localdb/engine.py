"""Opening the encrypted store: one writing connection under a priority lock, reading ones beside it.

SQLCipher through SQLAlchemy's pools, each pool named: the default for SQLite depends on the URL. A connection
gets the raw 32-byte key, never a passphrase (1.8 ms to open instead of 220), and the same settings as all.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol, TypeVar, cast

from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import Pool, PoolProxiedConnection, QueuePool, StaticPool
from sqlcipher3 import dbapi2

from fidpos.domain.errors import InvalidValue, StoreError, StoreMissing
from fidpos.localdb.faults import Fault, refusal, translate
from fidpos.localdb.lock import Priority, WriteLock

SQLITE_OLDEST = (3, 51, 3)
"""3.7.0 to 3.51.2 can lose committed WAL writes when a write and a checkpoint race."""

KEY_BYTES = 32
_BUSY_MS = 5_000
_WRITER_CACHE_KIB = 16 * 1024
"""With SQLite's own 2 MiB, what arrives by the thousand writes each page of an index several times over."""

Row = tuple[Any, ...]
"""A row as SQLite gives it; `mapping` turns it into domain values."""

T = TypeVar("T")


class Cursor(Protocol):
    """What we use of a DBAPI cursor."""

    @property
    def rowcount(self) -> int:
        """Rows changed by an UPDATE or DELETE."""
        ...

    def fetchone(self) -> Row | None:
        """The next row."""
        ...

    def fetchall(self) -> list[Row]:
        """All rows that remain."""
        ...

    def __iter__(self) -> Iterator[Row]:
        """The rows, fetched one by one."""
        ...


class Connection(Protocol):
    """What we use of a DBAPI connection."""

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""
        ...

    def execute(self, sql: str, values: Sequence[object] = (), /) -> Cursor:
        """Run one statement."""
        ...

    def executemany(self, sql: str, rows: Iterable[Sequence[object]], /) -> Cursor:
        """Run one statement for each row of values."""
        ...

    def close(self) -> None:
        """Close it."""
        ...


def connect(path: Path, key: bytes, *, writing: bool = False, creating: bool = False) -> Connection:
    """A connection to the store at `path`, keyed and set up; the first page has been read with the key.

    Raises:
        StoreMissing: there is no such file, and it is not to be created.
        StoreKeyRefused: the key does not open it, or it is no store.
        StoreError: see `faults`.
    """
    if len(key) != KEY_BYTES:
        raise InvalidValue(f"a store's key has {KEY_BYTES} bytes")
    if dbapi2.sqlite_version_info < SQLITE_OLDEST:
        raise StoreError(f"SQLite {dbapi2.sqlite_version} can lose writes; {SQLITE_OLDEST} is needed")
    if not creating and not path.is_file():
        raise StoreMissing(f"no store at {path.name}", path=str(path))
    try:
        connection = cast(
            Connection,
            dbapi2.connect(
                f"{path.absolute().as_uri()}?mode={'rwc' if creating else 'rw'}",
                uri=True,
                isolation_level=None,
                check_same_thread=False,
            ),
        )
    except Fault as fault:
        raise translate(fault, path) from fault
    try:
        _set_up(connection, key, writing=writing)
    except Fault as fault:
        connection.close()
        raise refusal(fault, path) from fault
    return connection


def path_of(connection: Connection) -> Path:
    """The file a connection is to."""
    return Path(connection.execute("PRAGMA database_list").fetchall()[0][2])


def _set_up(connection: Connection, key: bytes, *, writing: bool) -> None:
    # Otherwise the library writes a line to stderr for each page that does not authenticate.
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA recursive_triggers = ON")
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
    connection.execute(f"PRAGMA cache_size = -{_WRITER_CACHE_KIB}" if writing else "PRAGMA query_only = ON")


class Reader:
    """A read-only connection of one thread; sees each commit as soon as it is made."""

    def __init__(self, pooled: PoolProxiedConnection, path: Path) -> None:
        self._pooled = pooled
        self._connection = cast(Connection, pooled.driver_connection)
        self._path = path

    def one(self, sql: str, *values: object) -> Row | None:
        """The first row.

        Raises:
            StoreError: see `faults`.
        """
        try:
            return self._connection.execute(sql, values).fetchone()
        except Fault as fault:
            raise translate(fault, self._path) from fault

    def all(self, sql: str, *values: object) -> list[Row]:
        """All rows.

        Raises:
            StoreError: see `faults`.
        """
        try:
            return self._connection.execute(sql, values).fetchall()
        except Fault as fault:
            raise translate(fault, self._path) from fault

    @property
    def connection(self) -> Connection:
        """The connection itself, for work that reads many rows; its errors are not translated."""
        return self._connection

    def close(self) -> None:
        """Give the connection back."""
        self._pooled.close()


class Database:
    """An open store.

    `write` may be called from any thread; the lock decides who goes first. The writing connection is private,
    so that nothing is ever written outside a transaction.
    """

    def __init__(self, path: Path, key: bytes) -> None:
        """Open the store that stands there; never makes one.

        Raises:
            StoreError: missing, refused, damaged, or not writable.
        """
        self.path = path
        self.lock = WriteLock()
        self._readers = pooled(lambda: connect(path, key), QueuePool)
        self._writers = pooled(lambda: connect(path, key, writing=True), StaticPool)
        self._pooled_writer: PoolProxiedConnection | None = None
        self._writer: Connection | None = None
        try:
            self.write(Priority.BACKGROUND, _is_writable)
        except StoreError:
            self.close()
            raise

    def reader(self) -> Reader:
        """A read-only connection, for the calling thread."""
        return Reader(self._readers.raw_connection(), self.path)

    def write(self, priority: Priority, work: Callable[[Connection], T]) -> T:
        """Run `work` in one durable transaction: all of it or nothing.

        Raises:
            StoreError: see `faults`; nothing was written.
        """
        self.lock.acquire(priority)  # Not `held`: a generator costs what ten rows cost.
        try:
            writer = self._writer or self._open_writer()
            try:
                writer.execute("BEGIN IMMEDIATE")
                result = work(writer)
                writer.execute("COMMIT")
            except Fault as fault:
                self._roll_back(writer)
                raise translate(fault, self.path) from fault
            except BaseException:
                self._roll_back(writer)
                raise
            return result
        finally:
            self.lock.release()

    def checkpoint(self) -> None:
        """Fold the write-ahead log into the file and empty it, as far as readers allow.

        Raises:
            StoreError: see `faults`.
        """
        with self.lock.held(Priority.BACKGROUND):
            try:
                (self._writer or self._open_writer()).execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            except Fault as fault:
                raise translate(fault, self.path) from fault

    def close(self) -> None:
        """Close every connection; the last one out folds the write-ahead log into the file."""
        self._readers.dispose()
        with self.lock.held(Priority.BACKGROUND):
            self._forget_writer()

    def _open_writer(self) -> Connection:
        pooled = self._writers.raw_connection()
        writer = cast(Connection, pooled.driver_connection)
        self._pooled_writer, self._writer = pooled, writer
        try:
            writer.execute("PRAGMA journal_mode = WAL")
        except Fault as fault:
            self._forget_writer()
            raise translate(fault, self.path) from fault
        return writer

    def _forget_writer(self) -> None:
        if self._pooled_writer is not None:
            self._pooled_writer.invalidate()
        self._pooled_writer = self._writer = None

    def _roll_back(self, writer: Connection) -> None:
        # SQLite has already rolled back after some errors. If it cannot, the connection is not to be trusted.
        try:
            if writer.in_transaction:
                writer.execute("ROLLBACK")
        except Fault:
            self._forget_writer()


def pooled(creator: Callable[[], Connection], pool: type[Pool]) -> Engine:
    """An engine whose pool is named, over connections that are made here."""
    return create_engine("sqlite+pysqlite://", module=dbapi2, creator=creator, poolclass=pool)


def _is_writable(connection: Connection) -> None:
    """A write that finds nothing to do, since this store keeps no free pages to give back.

    BEGIN IMMEDIATE alone finds nothing out: SQLite quietly opens for reading what it may not write, and then
    begins a reading transaction. https://www.sqlite.org/pragma.html#pragma_incremental_vacuum
    """
    connection.execute("PRAGMA incremental_vacuum")
