"""From an empty folder, or an address, to a database that is fit to serve from; or to why there is none."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from psycopg import connect
from psycopg.conninfo import make_conninfo

from fidpos.paths import migrations_dir
from fidpos.server.db.cluster import ClusterFolder
from fidpos.server.db.embedded import EmbeddedPostgres
from fidpos.server.db.engine import OWNER_URL_VARIABLE, URL_VARIABLE
from fidpos.server.db.errors import DatabaseRefused, SchemaOlder, ServingRoleRefused
from fidpos.server.db.roles import DATABASE
from fidpos.server.db.running import running_in
from fidpos.server.db.start import start_database
from tests.helpers.postgres import CentreDatabase, Server, empty_database
from tests.helpers.two_merchants import OURS


@pytest.fixture
def bare(server: Server) -> Iterator[CentreDatabase]:
    """Somewhere else, its roles made, not yet migrated."""
    with empty_database(server) as made:
        yield made


def test_without_an_address_the_data_folder_has_the_database(empty: Path) -> None:
    first = start_database(empty, migrations_dir(), {})
    with first.database.transaction(OURS) as connection:
        row = connection.execute("SELECT current_user::text, count(*) FROM visits").fetchone()
    first.close()
    second = start_database(empty, migrations_dir(), {URL_VARIABLE: ""})
    second.close()

    assert row == ("fidpos_app", 0)
    assert second.generation == first.generation
    assert running_in(ClusterFolder(root=empty / "postgres")) is None


def test_a_database_elsewhere_is_migrated_by_its_owner_and_served_by_another(
    bare: CentreDatabase, tmp_path: Path
) -> None:
    started = start_database(
        tmp_path, migrations_dir(), {URL_VARIABLE: bare.app, OWNER_URL_VARIABLE: bare.owner}
    )
    with started.database.transaction(OURS) as connection:
        row = connection.execute("SELECT current_user::text, count(*) FROM visits").fetchone()
    started.close()

    assert row == ("fidpos_app", 0)
    assert list(tmp_path.iterdir()) == []


def test_without_the_owners_address_it_has_to_be_migrated_beforehand(
    bare: CentreDatabase, tmp_path: Path
) -> None:
    with pytest.raises(SchemaOlder):
        start_database(tmp_path, migrations_dir(), {URL_VARIABLE: bare.app})


@pytest.mark.parametrize("role", ["owner", "superuser", "backup"])
def test_no_other_role_than_the_serving_one_is_taken(
    anywhere: CentreDatabase, tmp_path: Path, role: str
) -> None:
    with pytest.raises(ServingRoleRefused):
        start_database(tmp_path, migrations_dir(), {URL_VARIABLE: getattr(anywhere, role)})


def test_the_embedded_one_is_checked_as_well_and_stopped_when_it_is_refused(empty: Path) -> None:
    start_database(empty, migrations_dir(), {}).close()
    embedded = EmbeddedPostgres.open(empty / "postgres")
    with connect(make_conninfo(embedded.superuser, dbname=DATABASE)) as connection:
        connection.execute("ALTER TABLE visits OWNER TO fidpos_app")
    embedded.close()

    with pytest.raises(ServingRoleRefused):
        start_database(empty, migrations_dir(), {})
    assert running_in(ClusterFolder(root=empty / "postgres")) is None


def test_rights_that_were_added_to_its_role_are_taken_back(empty: Path) -> None:
    embedded = EmbeddedPostgres.open(empty / "postgres", durable=False)
    with connect(embedded.superuser) as connection:
        connection.execute("ALTER ROLE fidpos_app SUPERUSER BYPASSRLS")
    embedded.close()
    started = start_database(empty, migrations_dir(), {})
    started.close()

    assert started.generation.endswith(":1:1")


def test_an_address_with_a_wrong_password_is_told(database: CentreDatabase, tmp_path: Path) -> None:
    with connect(database.superuser, autocommit=True) as connection:
        port = connection.info.port
        host = connection.info.host
    address = f"postgresql://fidpos_app:guessed@/{database.name}?host={host}&port={port}"

    with pytest.raises(DatabaseRefused):
        start_database(tmp_path, migrations_dir(), {URL_VARIABLE: address})
