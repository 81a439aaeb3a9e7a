"""The database as a whole, by the role that reads everything: what it is, who was erased, who minds it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import LiteralString

from psycopg import Connection, connect
from psycopg.rows import TupleRow

from fidpos.server.db.erasing import Erasure, erased_in
from fidpos.server.db.faults import translated
from fidpos.server.db.generation import read_generation
from fidpos.server.db.migrate import stamp_of

_LOCK = 0x66696470_6F730002
"""For `pg_advisory_lock`; any number that nothing else in the database uses."""
_TRY: LiteralString = "SELECT pg_try_advisory_lock(%s)"


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a database is.

    Attributes:
        schema: revision of its tables.
        major: version of its PostgreSQL.
        generation: which life of it.
    """

    schema: str
    major: int
    generation: str

    @property
    def identifier(self) -> str:
        """Of its cluster, in sixteen digits."""
        return f"{int(self.generation.partition(':')[0]):016x}"


def about(conninfo: str) -> About:
    """What it is.

    Raises:
        DatabaseError: it does not answer, or is not one of a centre.
    """
    with translated(), connect(conninfo) as connection:
        return About(
            schema=stamp_of(connection) or "",
            major=connection.info.server_version // 10_000,
            generation=read_generation(connection),
        )


def major_of(conninfo: str) -> int:
    """The major version of a database that may still be empty.

    Raises:
        DatabaseError: it does not answer, or does not let us in.
    """
    with translated(), connect(conninfo) as connection:
        return connection.info.server_version // 10_000


def erasures_in(conninfo: str) -> tuple[Erasure, ...]:
    """Everybody who was erased.

    Raises:
        DatabaseError: it does not answer, or is not one of a centre.
    """
    with translated(), connect(conninfo) as connection:
        return erased_in(connection)


@contextmanager
def alone(conninfo: str) -> Iterator[bool]:
    """Whether no other process looks after this database at the moment; none does until the block ends.

    Raises:
        DatabaseError: it does not answer.
    """
    with translated():
        connection: Connection[TupleRow] = connect(conninfo, autocommit=True)
    with connection:
        with translated():
            row = connection.execute(_TRY, [_LOCK]).fetchone()
        yield row is not None and row[0]
