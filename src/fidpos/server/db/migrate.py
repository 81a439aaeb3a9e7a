"""Brings the database to the schema of this program: by the owner's role, under a lock, in one transaction.

Of several processes that start at once one migrates, and the others wait for it and find it done. Nothing is
ever migrated back: an older program refuses a newer database.
"""

from pathlib import Path
from typing import TYPE_CHECKING, LiteralString

from psycopg import Connection, connect
from psycopg.rows import TupleRow

from fidpos.server.db.errors import SchemaNewer, SchemaOlder
from fidpos.server.db.faults import translated
from fidpos.server.db.roles import check_prepared

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0001"
"""The schema that this program works with: the newest of migrations/server."""

_LOCK = 0x66696470_6F730001
"""For `pg_advisory_lock`; any number that nothing else in the database uses."""

_STAMP: LiteralString = "SELECT version_num FROM alembic_version"
_HAS_STAMP: LiteralString = "SELECT to_regclass('public.alembic_version') IS NOT NULL"


def migrate(owner: str, migrations: Path) -> bool:
    """Run the migrations that are missing; False when there was none.

    Args:
        owner: how the owner's role connects.
        migrations: folder with Alembic's settings and scripts.

    Raises:
        SchemaNewer: a newer fidpos was here; nothing was touched.
        DatabaseUnprepared: roles are missing; nothing was touched.
        DatabaseError: the database refused; everything was undone.
    """
    with translated(), connect(owner, autocommit=True, application_name="fidpos migrate") as connection:
        check_prepared(connection)
        # A lock of the session: a second process waits here without a transaction, which would hold up the
        # feed of every merchant. It goes with the connection.
        connection.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        stamp = stamp_of(connection)
        if stamp == HEAD:
            return False
        config = _config(migrations)
        _refuse_newer(stamp, config)
        _run(connection, config)
        return True


def check_schema(connection: Connection[TupleRow], migrations: Path) -> None:
    """Before serving: the database has the schema of this program.

    Raises:
        SchemaNewer: a newer fidpos has migrated it.
        SchemaOlder: it waits for its migrations.
    """
    stamp = stamp_of(connection)
    if stamp != HEAD:
        _refuse_newer(stamp, _config(migrations))
        raise SchemaOlder(f"the database is at schema {stamp}, this program needs {HEAD}", schema=stamp)


def refuse_newer(stamp: str, migrations: Path) -> None:
    """Before a dump with this schema is brought back.

    Raises:
        SchemaNewer: this program does not know it.
    """
    _refuse_newer(stamp, _config(migrations))


def stamp_of(connection: Connection[TupleRow]) -> str | None:
    """The schema's revision, None before the first migration."""
    has_stamp = connection.execute(_HAS_STAMP).fetchone()
    if has_stamp is None or not has_stamp[0]:
        return None
    row = connection.execute(_STAMP).fetchone()
    return None if row is None else str(row[0])


def _refuse_newer(stamp: str | None, config: "Config") -> None:
    from alembic.script import ScriptDirectory

    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if stamp is not None and stamp not in known:
        raise SchemaNewer(f"the database is at schema {stamp}, this program knows up to {HEAD}", schema=stamp)


def _run(connection: Connection[TupleRow], config: "Config") -> None:
    from alembic import command
    from sqlalchemy import create_engine
    from sqlalchemy.exc import DBAPIError
    from sqlalchemy.pool import StaticPool

    # SQLAlchemy's transaction is the frame: leaving it with an error undoes every migration.
    connection.set_autocommit(False)
    engine = create_engine("postgresql+psycopg://", creator=lambda: connection, poolclass=StaticPool)
    try:
        with engine.begin() as frame:
            config.attributes["connection"] = frame
            command.upgrade(config, HEAD)
    except DBAPIError as wrapped:
        raise (wrapped.orig or wrapped) from wrapped


def _config(migrations: Path) -> "Config":
    from alembic.config import Config

    return Config(str(migrations / "alembic.ini"), ini_section="server")
