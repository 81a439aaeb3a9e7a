"""Started by root, the database belongs to a user without rights of its own; root keeps the passwords."""

import shutil
from pathlib import Path

import pytest

from fidpos.server.db.binaries import Installation, brought_along
from fidpos.server.db.embedded import EmbeddedPostgres
from fidpos.server.db.errors import ClusterUnusable
from fidpos.server.db.system_user import user_for
from tests.helpers.asking import setting


def uid_of(pid: int) -> int:
    return Path(f"/proc/{pid}").stat().st_uid


def test_the_database_is_run_by_a_user_who_owns_nothing_else_of_it(folder: Path) -> None:
    database = EmbeddedPostgres.open(folder, durable=False)
    runs_as = uid_of(database.running.pid)
    groups = Path(f"/proc/{database.running.pid}/status").read_text().partition("Groups:")[2].split("\n")[0]
    database.close()

    assert runs_as != 0
    assert groups.strip() == ""
    assert (folder / "data").stat().st_uid == runs_as
    assert (folder / "passwords.json").stat().st_uid == 0


def test_it_stays_with_the_user_it_was_made_by(folder: Path) -> None:
    user = user_for(folder / "data")

    assert user is not None
    assert user.uid == (folder / "data").stat().st_uid


def test_a_folder_that_user_cannot_reach_is_told(empty: Path) -> None:
    empty.parent.chmod(0o700)

    with pytest.raises(ClusterUnusable, match="cannot reach"):
        EmbeddedPostgres.open(empty / "below")


def test_programs_that_user_cannot_reach_are_copied(folder: Path, empty: Path) -> None:
    site = empty.parent / "site"
    site.mkdir(mode=0o700)
    newest = brought_along()[0]
    package = newest.folder.parents[1]
    programs = newest.folder.parent.relative_to(package.parent)
    for part in (programs, f"{package.name}.libs"):
        shutil.copytree(package.parent / part, site / part, symlinks=True)
    hidden = site / newest.folder.relative_to(package.parent)
    database = EmbeddedPostgres.open(
        folder, at_hand=(Installation(major=newest.major, folder=hidden),), durable=False
    )
    runs = Path(f"/proc/{database.running.pid}/exe").readlink()
    answer = setting(database.app, "server_version_num")
    database.close()

    assert str(answer).startswith(str(newest.major))
    assert runs.is_relative_to(folder / f"programs-{newest.major}")
