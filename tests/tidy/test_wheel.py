"""The wheel carries what stands outside the package in a checkout, and the program finds it there."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel's content, as an installation would put it on the path."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    [wheel] = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def test_the_program_finds_what_the_wheel_brought_along(installed: Path) -> None:
    question = (
        "from fidpos import paths as p; "
        "print(p.migrations_dir(), p.resources_dir(), p.udev_rule(), sep='\\n')"
    )
    environ = {**os.environ, "PYTHONPATH": str(installed)}
    run = subprocess.run(
        [sys.executable, "-c", question],
        env=environ,
        cwd=installed,
        capture_output=True,
        text=True,
        check=True,
    )

    bundled = installed / "fidpos" / "_bundled"
    rule = bundled / "installer" / "till" / "linux" / "70-fidpos.rules"
    assert run.stdout.splitlines() == [str(bundled / "migrations"), str(bundled / "resources"), str(rule)]
    assert rule.is_file()


@pytest.mark.parametrize("folder", ["migrations", "resources"])
def test_the_wheel_carries_every_tracked_file(installed: Path, folder: str) -> None:
    listing = ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z", folder]
    tracked = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")

    missing = [name for name in tracked if name and not (installed / "fidpos" / "_bundled" / name).is_file()]
    assert missing == []


def test_the_wheel_has_the_command_and_the_licence(installed: Path) -> None:
    [information] = installed.glob("fidpos-*.dist-info")

    assert "fidpos = fidpos.__main__:main" in (information / "entry_points.txt").read_text()
    assert (information / "licenses" / "LICENSE").is_file()
