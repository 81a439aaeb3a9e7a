"""Missing system packages are installed where that is allowed, and named in one line where it is not."""

import os
from pathlib import Path

import pytest

from tools import system
from tools.console import DevError

pytestmark = pytest.mark.usefixtures("interpreter_from_source")


class FakeMachine:
    """A Debian of a few small programs; `calls` is what was asked of apt and sudo."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._log = folder / "calls.log"
        self.program("env", 'while [ "${1#*=}" != "$1" ]; do shift; done\nexec "$@"')
        self.program("apt-get", f'echo "apt-get $*" >> "{self._log}"')
        self.knows()
        self.has()

    @property
    def calls(self) -> list[str]:
        return self._log.read_text().splitlines() if self._log.exists() else []

    def program(self, name: str, script: str) -> None:
        path = self._folder / name
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    def has(self, *packages: str) -> None:
        """What is installed; dpkg-query fails as soon as one name is unknown to it."""
        lines = "\n".join(f"echo '{package} installed'" for package in packages)
        self.program("dpkg-query", f"{lines}\necho 'libgone config-files'\nexit 1")

    def knows(self, *packages: str) -> None:
        """What the package lists offer."""
        lines = "\n".join(f"echo 'Package: {package}'" for package in packages)
        self.program("apt-cache", f"{lines}\nexit 100")


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeMachine:
    monkeypatch.setenv("PATH", str(tmp_path))
    return FakeMachine(tmp_path)


@pytest.fixture
def interpreter_from_source(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if Python were built by hand, so that Debian's packages for it are not asked for."""
    monkeypatch.setattr("tools.system.sys.base_prefix", "/opt/python")


@pytest.fixture
def normal_user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)


@pytest.fixture
def root_user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)


def test_nothing_happens_when_everything_is_there(machine: FakeMachine) -> None:
    machine.has("gcc", "libegl1")

    system.ensure(["gcc", "libegl1"])

    assert machine.calls == []


@pytest.mark.usefixtures("normal_user")
def test_a_package_under_its_newer_name_counts_as_there(machine: FakeMachine) -> None:
    machine.has("libglib2.0-0t64")

    system.ensure(["libglib2.0-0"])


@pytest.mark.usefixtures("normal_user")
def test_a_removed_package_whose_settings_remain_counts_as_missing(machine: FakeMachine) -> None:
    with pytest.raises(DevError, match="libgone"):
        system.ensure(["libgone"])


@pytest.mark.usefixtures("root_user")
def test_root_installs_what_is_missing_under_the_name_this_release_knows(
    machine: FakeMachine, capsys: pytest.CaptureFixture[str]
) -> None:
    machine.has("gcc")
    machine.knows("libglib2.0-0t64", "libegl1")

    system.ensure(["gcc", "libglib2.0-0", "libegl1"])

    options = "-y --no-install-recommends -o DPkg::Lock::Timeout=120"
    assert machine.calls == ["apt-get update", f"apt-get install {options} libglib2.0-0t64 libegl1"]
    assert "install 2 system packages (libglib2.0-0, libegl1)" in capsys.readouterr().out


@pytest.mark.usefixtures("normal_user")
def test_a_user_with_sudo_installs_through_it(machine: FakeMachine) -> None:
    machine.program("sudo", 'shift\n[ "$1" = true ] || exec "$@"')
    machine.knows("gcc")

    system.ensure(["gcc"])

    assert [call.split()[1] for call in machine.calls] == ["update", "install"]


@pytest.mark.parametrize("sudo", [None, "echo 'a password is required'; exit 1"])
@pytest.mark.usefixtures("normal_user")
def test_a_user_who_may_not_install_gets_the_one_line_to_run(machine: FakeMachine, sudo: str | None) -> None:
    if sudo:
        machine.program("sudo", sudo)
    machine.knows("libpcsclite-dev", "libglib2.0-0t64")

    with pytest.raises(DevError) as problem:
        system.ensure(["libpcsclite-dev", "libglib2.0-0"])

    sentence, line = str(problem.value).splitlines()
    assert sentence.startswith("2 system packages are missing")
    assert line.startswith("sudo apt-get update && sudo apt-get install -y --no-install-recommends ")
    assert line.endswith(" libpcsclite-dev libglib2.0-0t64")
    assert machine.calls == []


@pytest.mark.usefixtures("root_user")
def test_what_apt_says_is_shown_when_installing_fails(machine: FakeMachine) -> None:
    machine.program("apt-get", "echo 'E: Could not resolve the mirror'; exit 100")

    with pytest.raises(DevError, match=r"Mend what apt says.*\n    E: Could not resolve the mirror"):
        system.ensure(["gcc"])


def test_where_there_is_no_dpkg_nothing_is_checked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    system.ensure(["gcc"])


@pytest.mark.usefixtures("normal_user")
def test_the_packages_that_debian_splits_off_its_python_are_asked_for(
    machine: FakeMachine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tools.system.sys.base_prefix", "/usr")
    monkeypatch.setattr("tools.system.importlib.util.find_spec", lambda name: None)
    monkeypatch.setattr("tools.system.sysconfig.get_paths", lambda: {"include": str(tmp_path)})

    with pytest.raises(DevError, match=r"python3\.\d+-venv python3\.\d+-dev$"):
        system.ensure([])
