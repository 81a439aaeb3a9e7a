"""Real PostgreSQL: the one that fidpos brings along and, where it matters, the oldest one installed."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from psycopg import connect

from fidpos.server.db.embedded import EmbeddedPostgres
from tests.helpers.postgres import CentreDatabase, Server, centre_database
from tests.helpers.two_merchants import fill

# Only root hands the database to another user.
collect_ignore = [] if os.name == "posix" and os.geteuid() == 0 else ["test_as_root.py"]


@pytest.fixture(params=list(Server))
def server(request: pytest.FixtureRequest) -> Server:
    found = request.param
    assert isinstance(found, Server)
    return found


@pytest.fixture
def database() -> Iterator[CentreDatabase]:
    """Migrated, empty, on the PostgreSQL brought along."""
    with centre_database() as made:
        yield made


@pytest.fixture
def anywhere(server: Server) -> Iterator[CentreDatabase]:
    """Migrated, empty, on either PostgreSQL."""
    with centre_database(server) as made:
        yield made


@pytest.fixture(scope="module")
def filled() -> Iterator[CentreDatabase]:
    """Two merchants with a row in every table; tests leave it as it is."""
    with centre_database() as made:
        with connect(made.app) as connection:
            fill(connection)
        yield made


@pytest.fixture(scope="session")
def made() -> Iterator[Path]:
    """The folder of an embedded database that was started and stopped once."""
    with short_folder() as folder:
        EmbeddedPostgres.open(folder / "cluster", durable=False).close()
        yield folder / "cluster"


@pytest.fixture
def empty() -> Iterator[Path]:
    """Where a database can be made; pytest's own folders are closed to whom root hands PostgreSQL to."""
    with short_folder() as folder:
        yield folder / "cluster"


@pytest.fixture
def folder(made: Path, empty: Path) -> Path:
    """A database of its own for each test, at rest."""
    subprocess.run(["cp", "-a", made, empty], check=True)
    return empty


@contextmanager
def short_folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="fidpos-"))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)
