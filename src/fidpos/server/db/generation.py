"""Which life of the database this is: tills compare it to see that the centre was restored.

`system_identifier:timeline:counter`. PostgreSQL gives a new identifier to a new cluster and a new timeline to
one that was recovered to a point in time; a cold copy keeps both, so that a restore counts the third part up.
Where even that was forgotten, the place that a till has reached in the feed betrays it.
"""

from typing import LiteralString

from psycopg import Connection
from psycopg.rows import TupleRow

_READ: LiteralString = """
    SELECT s.system_identifier, substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8), g.counter
    FROM pg_control_system() s, generation g
"""
"""The first eight characters of a log file's name are the timeline in use, in hexadecimal."""


def read_generation(connection: Connection[TupleRow]) -> str:
    """The present life of the database, by any role."""
    row = connection.execute(_READ).fetchone()
    assert row is not None
    identifier, timeline, counter = row
    return f"{identifier}:{int(timeline, 16)}:{counter}"


def begin_generation(connection: Connection[TupleRow]) -> str:
    """A new life: the last step of every restore, by the owner's role, within its transaction."""
    connection.execute("UPDATE generation SET counter = counter + 1, since = now()")
    return read_generation(connection)
