"""Databases of a cluster of ours that stand in for each other: one is filled beside the other, then renamed.

Renaming is a transaction: at every instant there is one database under the name, and it is whole. What it
replaces is kept under another name.
"""

from typing import LiteralString

from psycopg import Connection, connect
from psycopg.conninfo import make_conninfo
from psycopg.rows import TupleRow
from psycopg.sql import SQL, Composed, Identifier

from fidpos.server.db.faults import translated
from fidpos.server.db.roles import DATABASE, create_database

DRAFT = "fidpos_restoring"
_IN_USE: LiteralString = "SELECT FROM pg_stat_activity WHERE datname = %s LIMIT 1"
_HAS_TABLES: LiteralString = """
    SELECT EXISTS (
        SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
    )
"""


def is_empty(conninfo: str) -> bool:
    """Whether a database has no table.

    Raises:
        DatabaseError: it does not answer, or does not let us in.
    """
    with translated(), connect(conninfo) as connection:
        row = connection.execute(_HAS_TABLES).fetchone()
    assert row is not None
    return not row[0]


def is_in_use(superuser: str) -> bool:
    """Whether anybody is connected to the centre's database."""
    with translated(), connect(superuser, autocommit=True) as connection:
        return connection.execute(_IN_USE, [DATABASE]).fetchone() is not None


def make_draft(superuser: str) -> None:
    """An empty database beside the one in use; what an interrupted restore left is dropped."""
    with translated(), connect(superuser, autocommit=True) as connection:
        _drop(connection, DRAFT)
        create_database(connection, DRAFT)


def drop_draft(superuser: str) -> None:
    """As if it had never been."""
    with translated(), connect(superuser, autocommit=True) as connection:
        _drop(connection, DRAFT)


def put_in_place(superuser: str, stamp: str) -> str | None:
    """The draft becomes the centre's database.

    Args:
        superuser: how to connect as one; to neither of the two databases.
        stamp: tells apart what was replaced, at different times.

    Returns:
        The name under which the replaced one is kept; None when it was empty, and is gone.
    """
    kept = f"{DATABASE}_replaced_{stamp}"
    was_empty = is_empty(make_conninfo(superuser, dbname=DATABASE))
    with translated(), connect(superuser) as connection:
        connection.execute(_rename(DATABASE, kept))
        connection.execute(_rename(DRAFT, DATABASE))
    if not was_empty:
        return kept
    with translated(), connect(superuser, autocommit=True) as connection:
        _drop(connection, kept)
    return None


def _rename(name: str, to: str) -> Composed:
    return SQL("ALTER DATABASE {} RENAME TO {}").format(Identifier(name), Identifier(to))


def _drop(connection: Connection[TupleRow], name: str) -> None:
    connection.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))
