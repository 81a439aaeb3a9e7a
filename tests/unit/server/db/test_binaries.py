"""Which PostgreSQL reads which data."""

from pathlib import Path

import pytest

from fidpos.server.db import binaries
from fidpos.server.db.binaries import Installation, brought_along, copied, installation_for
from fidpos.server.db.errors import BinariesMissing, ClusterOfOtherMajor

OLD = Installation(major=16, folder=Path("/old"))
NEW = Installation(major=18, folder=Path("/new"))


def program(folder: Path, said: str) -> Path:
    """A `postgres` that says its version."""
    folder.mkdir(parents=True)
    path = folder / "postgres"
    path.write_text(f"#!/bin/sh\necho '{said}'\n")
    path.chmod(0o755)
    return folder


@pytest.mark.parametrize(
    ("said", "major"),
    [
        ("postgres (PostgreSQL) 18.4", 18),
        ("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)", 15),
        ("postgres (PostgreSQL) 19beta1", 19),
    ],
)
def test_a_program_says_its_major_version(tmp_path: Path, said: str, major: int) -> None:
    assert Installation.at(program(tmp_path / "bin", said)).major == major


@pytest.mark.parametrize("said", ["", "something else"])
def test_a_program_that_is_something_else_is_told(tmp_path: Path, said: str) -> None:
    with pytest.raises(BinariesMissing):
        Installation.at(program(tmp_path / "bin", said))


def test_what_was_brought_along_is_known_newest_first() -> None:
    majors = [installation.major for installation in brought_along()]

    assert majors == sorted(majors, reverse=True)
    assert majors[0] >= 18


def test_where_nothing_was_brought_along_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "_PACKAGE", "no_such_package")

    with pytest.raises(BinariesMissing, match="fidpos\\[server\\]"):
        brought_along()


def test_new_data_are_made_by_the_newest(tmp_path: Path) -> None:
    assert installation_for(tmp_path, (NEW, OLD)) is NEW


def test_data_are_read_by_the_version_that_wrote_them(tmp_path: Path) -> None:
    (tmp_path / "PG_VERSION").write_text("16\n")

    assert installation_for(tmp_path, (NEW, OLD)) is OLD


def test_data_of_a_version_not_at_hand_are_refused(tmp_path: Path) -> None:
    (tmp_path / "PG_VERSION").write_text("17\n")

    with pytest.raises(ClusterOfOtherMajor) as refused:
        installation_for(tmp_path, (NEW, OLD))
    assert refused.value.params["at_hand"] == "18, 16"


def test_a_copy_is_made_once_and_again_after_an_update(tmp_path: Path) -> None:
    site = program(tmp_path / "site" / "pgserver" / "pginstall18" / "bin", "postgres 18.4")
    installation = Installation.at(site)
    first = (copied(installation, tmp_path).folder / "postgres").stat().st_ino
    second = (copied(installation, tmp_path).folder / "postgres").stat().st_ino
    (site / "postgres").write_text("#!/bin/sh\necho 'postgres 18.10'\n")
    third = copied(installation, tmp_path).folder / "postgres"

    assert first == second
    assert "18.10" in third.read_text()


def test_a_copy_is_open_to_all_with_the_libraries_beside_it(tmp_path: Path) -> None:
    site = tmp_path / "site"
    installation = Installation.at(program(site / "pgserver" / "pginstall18" / "bin", "postgres 18.4"))
    (site / "pgserver.libs").mkdir()
    (site / "pgserver.libs" / "libpq.so").touch(mode=0o600)
    copy = copied(installation, tmp_path)

    assert copy.folder == tmp_path / "programs-18" / "pgserver" / "pginstall18" / "bin"
    library = tmp_path / "programs-18" / "pgserver.libs" / "libpq.so"
    assert library.stat().st_mode & 0o777 == 0o644
