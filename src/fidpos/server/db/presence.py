"""Who works with a centre's database: each program holds a lock for as long as it has the keys in hand.

It is a lock of PostgreSQL's on a session of its own, so that a program that is killed holds it no longer.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import LiteralString

from psycopg import connect

from fidpos.server.db.faults import translated

_BESIDE_OTHERS: LiteralString = "SELECT pg_try_advisory_lock_shared(%s)"
_ALONE: LiteralString = "SELECT pg_try_advisory_lock(%s)"
_LOCK = int.from_bytes(b"fidpos", "big")


@contextmanager
def present(conninfo: str, *, alone: bool = False) -> Iterator[bool]:
    """For as long as the block runs: beside others who are, or alone; yields whether that could be had.

    Raises:
        DatabaseError: it does not answer.
    """
    with translated():
        connection = connect(conninfo, autocommit=True, connect_timeout=5, application_name="fidpos presence")
    try:
        with translated():
            row = connection.execute(_ALONE if alone else _BESIDE_OTHERS, [_LOCK]).fetchone()
        yield row is not None and bool(row[0])
    finally:
        connection.close()
