"""Which life of the database this is: tills compare it to see that the centre was restored.

`system_identifier:timeline:counter`. PostgreSQL gives a new identifier to a new cluster and a new timeline to
one that was recovered to a point in time; a cold copy keeps both, so that a restore counts the third part up.
Where even that was forgotten, the place that a till has reached in the feed betrays it.
"""

from typing import LiteralString

from psycopg import Connection
from psycopg.rows import TupleRow

from fidpos.server.db.errors import RestoreUnfinished

_READ: LiteralString = """
    SELECT s.system_identifier, substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8), g.counter
    FROM pg_control_system() s, generation g
"""
"""The first eight characters of a log file's name are the timeline in use, in hexadecimal."""

_BEGIN: LiteralString = """
    INSERT INTO generation AS g (one, counter) VALUES (true, %(above)s + 1)
    ON CONFLICT (one) DO UPDATE SET counter = GREATEST(g.counter, %(above)s) + 1, since = now()
"""


def read_generation(connection: Connection[TupleRow]) -> str:
    """The present life of the database, by any role.

    Raises:
        RestoreUnfinished: what is there is part of a restore.
    """
    row = connection.execute(_READ).fetchone()
    if row is None:
        raise RestoreUnfinished("the database has no generation: a restore did not come to its end")
    identifier, timeline, counter = row
    return f"{identifier}:{int(timeline, 16)}:{counter}"


def begin_generation(connection: Connection[TupleRow], *, above: int = 0) -> str:
    """A new life: the last step of every restore, by the owner's role, within its transaction.

    Args:
        connection: of the owner.
        above: counted at least one further than this. A dump that is restored twice into one cluster would
            otherwise count to the same number twice.
    """
    connection.execute(_BEGIN, {"above": above})
    return read_generation(connection)
