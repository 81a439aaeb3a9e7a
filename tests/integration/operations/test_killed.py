"""Whoever is killed in a backup or a restore leaves nothing half done that anybody could take for whole."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from psycopg import connect

from fidpos.paths import migrations_dir
from fidpos.server.db.embedded import EmbeddedPostgres
from fidpos.server.db.migrate import migrate
from fidpos.server.operations.backup import make_backup
from fidpos.server.operations.restore import RestorePlan, restore_embedded
from tests.helpers.fake_clock import FakeClock
from tests.helpers.off_site import OffSite
from tests.helpers.two_merchants import fill

ROOT = Path(__file__).parents[3]
BACKUP = """
import os, signal, sys
from pathlib import Path
from fidpos.server.operations import backup
from tests.helpers.fake_clock import FakeClock
from tests.helpers.off_site import OffSite
folder, conninfo, when = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
def die(*_): os.kill(os.getpid(), signal.SIGKILL)
if when == "writing":
    backup.os.fsync = die
else:
    Path.rename = die
backup.make_backup(conninfo, OffSite(folder=folder, private_key=bytes(range(32))).place(), FakeClock())
"""
RESTORE = """
import os, signal, sys
from pathlib import Path
from fidpos.server.operations import restore
from fidpos.server.operations.backup import Backup
from tests.helpers.fake_clock import FakeClock
from tests.helpers.off_site import OffSite
folder, file, step = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
def die(*_, **__): os.kill(os.getpid(), signal.SIGKILL)
setattr(restore, step, die)
plan = OffSite(folder=file.parent, private_key=bytes(range(32))).plan(
    Backup(made_at=FakeClock().now(), path=file), replace=True
)
restore.restore_embedded(folder, plan, FakeClock())
"""


@pytest.fixture
def centre(folder: Path) -> Iterator[EmbeddedPostgres]:
    database = EmbeddedPostgres.open(folder / "cluster", durable=False)
    migrate(database.owner, migrations_dir())
    with connect(database.app) as connection:
        fill(connection)
    yield database
    database.close()


@pytest.fixture
def at_home(tmp_path: Path) -> OffSite:
    return OffSite(folder=tmp_path / "off-site", private_key=bytes(range(32)))


def killed(script: str, *arguments: str) -> None:
    """Run it; it kills itself."""
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}"}
    ended = subprocess.run(
        [sys.executable, "-c", script, *arguments], env=environment, check=False, timeout=120
    )
    assert ended.returncode == -signal.SIGKILL


@pytest.mark.parametrize("when", ["writing", "naming"])
def test_a_backup_that_was_killed_is_none(centre: EmbeddedPostgres, at_home: OffSite, when: str) -> None:
    killed(BACKUP, str(at_home.folder), centre.backup, when)

    assert [path.suffix for path in at_home.folder.iterdir()] == [".part"]
    clock = FakeClock()
    clock.advance(3_600)
    made = make_backup(centre.backup, at_home.place(), clock)
    assert made.path.exists()


@pytest.mark.parametrize("step", ["migrate", "put_in_place"])
def test_a_restore_that_was_killed_leaves_the_former_database_in_use(
    centre: EmbeddedPostgres, at_home: OffSite, folder: Path, step: str
) -> None:
    made = make_backup(centre.backup, at_home.place(), FakeClock())
    with connect(centre.app) as connection:
        generation = connection.execute("SELECT counter FROM generation").fetchall()
    centre.close()
    killed(RESTORE, str(folder / "cluster"), str(made.path), step)

    found = EmbeddedPostgres.open(folder / "cluster", durable=False)
    try:
        with connect(found.app) as connection:
            assert connection.execute("SELECT counter FROM generation").fetchall() == generation
    finally:
        found.close()
    plan: RestorePlan = at_home.plan(made, replace=True)
    assert restore_embedded(folder / "cluster", plan, FakeClock()).kept is not None
