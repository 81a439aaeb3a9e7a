"""Bringing a store to the schema of this program: nothing when it is there, else one checked transaction.

Foreign keys are off while tables are rebuilt (with them on, rebuilding a parent empties its children); they
are checked as a whole before the commit, together with the number of rows and the triggers. A copy of the
store is made first.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

from fidpos.domain.errors import StoreCorrupt, StoreNewer
from fidpos.localdb.backup import SUFFIX, copy_store
from fidpos.localdb.engine import Connection, connect, pooled
from fidpos.localdb.faults import Fault, translate
from fidpos.localdb.schema import HEAD, stamp_of
from fidpos.localdb.triggers import triggers

if TYPE_CHECKING:
    from alembic.config import Config

_TABLES = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
_TRIGGERS = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'"
_STAMP_TABLE = "alembic_version"


def upgrade(path: Path, key: bytes, *, migrations: Path, backups: Path) -> Path | None:
    """Bring the store to this program's schema; returns the copy made before, None when it was there.

    Args:
        path: the store, which nobody else has open.
        key: its key.
        migrations: folder with Alembic's settings and scripts.
        backups: where the copy goes.

    Raises:
        StoreNewer: a newer fidpos has written it; it was not touched.
        BackupError: the copy could not be made; the store was not touched.
        StoreError: the migration was undone; the store is as it was.
    """
    connection = connect(path, key, writing=True)
    try:
        if stamp_of(connection) == HEAD:
            return None
        refuse_newer(connection, migrations)
        copy = copy_store(path, key, _free_name(backups, f"before-{HEAD}"))
        migrate(connection, migrations)
        return copy
    except Fault as fault:
        raise translate(fault, path) from fault
    finally:
        connection.close()


def migrate(connection: Connection, migrations: Path) -> None:
    """Run the migrations that are missing in one transaction, check the result, commit.

    Raises:
        StoreCorrupt: a check failed; everything was rolled back.
    """
    config = _config(migrations)
    connection.execute("PRAGMA foreign_keys = OFF")
    before = _row_counts(connection)
    # SQLAlchemy's transaction is the frame: Alembic sees it and commits nothing by itself, and leaving it
    # with an error rolls back. It sends no BEGIN of its own.
    engine = pooled(lambda: connection, StaticPool)
    with engine.connect() as through_sqlalchemy, through_sqlalchemy.begin():
        config.attributes["connection"] = through_sqlalchemy
        connection.execute("BEGIN IMMEDIATE")
        for name in _triggers_of(connection):
            connection.execute(f"DROP TRIGGER {name}")
        _run(config)
        for statement in triggers().values():
            connection.execute(statement)
        _check(connection, before)
        connection.execute("COMMIT")
    connection.execute("PRAGMA foreign_keys = ON")


def refuse_newer(connection: Connection, migrations: Path) -> None:
    """Look before a migration whether this program knows the store's schema.

    Raises:
        StoreNewer: it does not.
    """
    from alembic.script import ScriptDirectory

    stamp = stamp_of(connection)
    scripts = ScriptDirectory.from_config(_config(migrations))
    if stamp not in {script.revision for script in scripts.walk_revisions()}:
        raise StoreNewer(f"the store is at schema {stamp}, this program knows up to {HEAD}", schema=stamp)


def _config(migrations: Path) -> "Config":
    from alembic.config import Config

    return Config(str(migrations / "alembic.ini"), ini_section="till")


def _run(config: "Config") -> None:
    from alembic import command

    try:
        command.upgrade(config, HEAD)
    except DBAPIError as wrapped:
        raise (wrapped.orig or wrapped) from wrapped


def _check(connection: Connection, before: dict[str, int]) -> None:
    after = _row_counts(connection)
    changed = {name for name in before.keys() & after.keys() if before[name] != after[name]}
    if changed:
        raise StoreCorrupt(f"rows were lost or doubled in {', '.join(sorted(changed))}")
    if connection.execute("PRAGMA foreign_key_check").fetchall():
        raise StoreCorrupt("rows refer to what is not there")
    if _triggers_of(connection) != triggers():
        raise StoreCorrupt("triggers are missing")


def _row_counts(connection: Connection) -> dict[str, int]:
    names = [row[0] for row in connection.execute(_TABLES).fetchall() if row[0] != _STAMP_TABLE]
    return {name: connection.execute(f"SELECT count(*) FROM {name}").fetchall()[0][0] for name in names}


def _triggers_of(connection: Connection) -> dict[str, str]:
    return dict(connection.execute(_TRIGGERS).fetchall())


def _free_name(folder: Path, stem: str) -> Path:
    names = (f"{stem}{f'-{n}' if n else ''}{SUFFIX}" for n in range(1_000_000))
    return next(path for name in names if not (path := folder / name).exists())
