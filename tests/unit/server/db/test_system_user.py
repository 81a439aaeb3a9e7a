"""Who is to run the database."""

import os
import pwd
import shutil
from pathlib import Path

import pytest

from fidpos.server.db.errors import ClusterUnusable
from fidpos.server.db.system_user import SystemUser, user_for

SOMEBODY = SystemUser(name="somebody", uid=54_321, gid=54_321)


@pytest.fixture
def as_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)


def known(*names: str) -> list[pwd.struct_passwd]:
    return [
        pwd.struct_passwd((name, "x", 900 + n, 900 + n, "", "/", "/bin/sh")) for n, name in enumerate(names)
    ]


def test_whoever_is_not_root_runs_it_themselves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    assert user_for(tmp_path) is None


@pytest.mark.parametrize(
    ("names", "chosen"),
    [(("root", "postgres", "fidpos"), "fidpos"), (("root", "postgres"), "postgres")],
)
@pytest.mark.usefixtures("as_root")
def test_root_hands_it_to_a_user_made_for_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, names: tuple[str, ...], chosen: str
) -> None:
    monkeypatch.setattr(pwd, "getpwall", lambda: known(*names))
    user = user_for(tmp_path / "not_there_yet")

    assert user is not None
    assert user.name == chosen


@pytest.mark.usefixtures("as_root")
def test_where_there_is_none_and_none_can_be_made_it_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pwd, "getpwall", lambda: known("root"))
    monkeypatch.setattr(shutil, "which", lambda *_, **__: None)

    with pytest.raises(ClusterUnusable, match="there is no user fidpos"):
        user_for(tmp_path / "not_there_yet")


@pytest.mark.usefixtures("as_root")
def test_where_there_is_none_one_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = tmp_path / "made"
    useradd = tmp_path / "useradd"
    useradd.write_text(f'#!/bin/sh\necho "$@" > {made}\n')
    useradd.chmod(0o755)
    monkeypatch.setattr(shutil, "which", lambda *_, **__: str(useradd))
    monkeypatch.setattr(pwd, "getpwall", lambda: known("root", "fidpos") if made.exists() else known("root"))
    user = user_for(tmp_path / "not_there_yet")

    assert user is not None
    assert user.name == "fidpos"
    assert made.read_text().split()[0] == "--system"
    assert made.read_text().split()[-1] == "fidpos"


def test_a_folder_is_reached_through_all_those_above_it(tmp_path: Path) -> None:
    inner = tmp_path / "outer" / "inner"
    inner.mkdir(parents=True)
    for folder in (inner, inner.parent):
        folder.chmod(0o755)
    below = SOMEBODY.can_pass(inner)
    inner.parent.chmod(0o700)

    assert below is SOMEBODY.can_pass(tmp_path)
    assert not SOMEBODY.can_pass(inner)


@pytest.mark.parametrize(
    ("uid", "gid", "mode", "may"),
    [
        (0, 0, 0o700, False),
        (0, 0, 0o711, True),
        (0, 1, 0o710, True),
        (1, 0, 0o700, True),
        (1, 0, 0o077, False),
    ],
    ids=["closed", "open to all", "open to the group", "one's own", "one's own, closed"],
)
def test_the_mode_of_a_folder_says_who_passes(
    tmp_path: Path, uid: int, gid: int, mode: int, may: bool
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    folder.chmod(mode)
    status = folder.stat()
    user = SystemUser(name="one", uid=status.st_uid if uid else 54_321, gid=status.st_gid if gid else 54_321)

    assert user._may_enter(folder) is may
    folder.chmod(0o700)
