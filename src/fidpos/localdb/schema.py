"""Which schema a store has, read without Alembic: its import would be a third of the till's start."""

from pathlib import Path

from fidpos.domain.errors import StoreCorrupt, StoreError
from fidpos.localdb.engine import Connection, connect
from fidpos.localdb.faults import Fault, translate

HEAD = "0002"
"""The migration that this program's tables correspond to."""

_STAMPED = "SELECT count(*) FROM sqlite_schema WHERE name = 'alembic_version'"
_STAMP = "SELECT version_num FROM alembic_version"


def stamp_of(connection: Connection) -> str:
    """The migration the store is at.

    Raises:
        StoreCorrupt: it opens, but it is not a store of fidpos (an empty file, for one).
    """
    found = connection.execute(_STAMPED).fetchone()
    row = connection.execute(_STAMP).fetchone() if found and found[0] else None
    if row is None:
        raise StoreCorrupt("this is no store of fidpos")
    return str(row[0])


def check_current(path: Path, key: bytes) -> None:
    """A store is only worked with at the schema of this program; looking changes nothing, not even its mode.

    Raises:
        StoreError: it cannot be read, or has another schema: `upgrade.upgrade` brings an older one here and
            names
            a newer one.
    """
    connection = connect(path, key)
    try:
        stamp = stamp_of(connection)
    except Fault as fault:
        raise translate(fault, path) from fault
    finally:
        connection.close()
    if stamp != HEAD:
        raise StoreError(f"the store is at schema {stamp}, this program at {HEAD}")
