"""Real PostgreSQL: the one that fidpos brings along and, where it matters, the oldest one installed."""

import os
from collections.abc import Iterator

import pytest

from tests.helpers.postgres import CentreDatabase, Server, centre_database

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
