"""The centre's database at the start of a program: found or run, migrated, and only then served from.

Where `FIDPOS_DATABASE_URL` names a PostgreSQL, that one is used, and an administrator has made its roles;
else the embedded one of the data folder.
"""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from fidpos.server.db.embedded import EmbeddedPostgres
from fidpos.server.db.engine import OWNER_URL_VARIABLE, URL_VARIABLE, Database, conninfo_from_url
from fidpos.server.db.generation import read_generation
from fidpos.server.db.migrate import check_schema, migrate
from fidpos.server.db.roles import check_serving_role

EMBEDDED_FOLDER = "postgres"
"""In the data folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """How the roles connect.

    Attributes:
        owner: None where somebody else migrates.
        is_orphaned: whether the program that ran the database has ended.
    """

    app: str
    owner: str | None
    is_orphaned: Callable[[], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class StartedDatabase:
    """A database that is fit to serve from.

    Attributes:
        generation: which life of it this is; it changes only while no program serves.
        is_orphaned: whether it ended with the program that ran it, so that it is to be started anew.
        until_closed: what `close` undoes.
    """

    database: Database
    generation: str
    is_orphaned: Callable[[], bool]
    until_closed: ExitStack

    def close(self) -> None:
        """End the connections, then the database if we run it; harmless when called again."""
        self.until_closed.close()


def start_database(data: Path, migrations: Path, environment: Mapping[str, str]) -> StartedDatabase:
    """Everything that comes before the first request.

    Args:
        data: the server's data folder.
        migrations: folder with Alembic's settings and scripts.
        environment: may name a database.

    Raises:
        DatabaseError: there is none to serve from; the error says why, and nothing was lost.
        KeyStoreError: the passwords of the embedded one are exposed or cannot be kept.
    """
    with ExitStack() as undo:
        addresses = _named(environment) or _embedded(data / EMBEDDED_FOLDER, undo)
        if addresses.owner is not None:
            migrate(addresses.owner, migrations)
        database = Database(addresses.app)
        undo.callback(database.close)
        database.open()
        with database.connection() as connection:
            check_serving_role(connection)
            check_schema(connection, migrations)
            generation = read_generation(connection)
        return StartedDatabase(
            database=database,
            generation=generation,
            is_orphaned=addresses.is_orphaned,
            until_closed=undo.pop_all(),
        )


def _named(environment: Mapping[str, str]) -> Addresses | None:
    app = environment.get(URL_VARIABLE, "")
    owner = environment.get(OWNER_URL_VARIABLE, "")
    if not app:
        return None
    return Addresses(
        app=conninfo_from_url(app),
        owner=conninfo_from_url(owner) if owner else None,
        is_orphaned=lambda: False,
    )


def _embedded(folder: Path, undo: ExitStack) -> Addresses:
    embedded = EmbeddedPostgres.open(folder)
    undo.callback(embedded.close)
    return Addresses(app=embedded.app, owner=embedded.owner, is_orphaned=embedded.is_orphaned)
