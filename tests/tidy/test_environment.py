"""The environment is made once from the hashed locks, again when they change; every failure is a sentence."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from tools import environment as module
from tools.console import DevError
from tools.environment import Environment

NOWHERE = "http://127.0.0.1:9/simple"


class Recorder:
    """Stands for the programs that would install: notes each command and lets it succeed or fail."""

    def __init__(self) -> None:
        self.commands: list[list[str]] = []
        self.output = ""
        self.status = 0

    def __call__(
        self, command: Sequence[str], *, environ: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        self.commands.append(list(command))
        if command[1:3] == ["-m", "venv"]:
            make_folder(Path(command[3]))
        status = self.status if "install" in command else 0
        return subprocess.CompletedProcess(command, status, stdout=self.output)


def make_folder(folder: Path) -> None:
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    (folder / "lib" / version / "site-packages").mkdir(parents=True)
    (folder / "bin").mkdir()
    (folder / "bin" / "python").touch()


@pytest.fixture
def checkout(tmp_path: Path) -> Environment:
    requirements = tmp_path / "requirements"
    requirements.mkdir()
    for name in ("build", "till", "dev"):
        (requirements / f"{name}.txt").write_text(f"{name}==1\n")
    return Environment(root=tmp_path)


@pytest.fixture
def installer(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    recorder = Recorder()
    monkeypatch.setattr(module, "run_quietly", recorder)
    return recorder


def installed(installer: Recorder) -> list[str]:
    """The lock files that were installed from, in order."""
    return [Path(command[-1]).name for command in installer.commands if "--require-hashes" in command]


def test_the_first_run_installs_the_build_tools_and_then_the_lock(
    checkout: Environment, installer: Recorder, capsys: pytest.CaptureFixture[str]
) -> None:
    checkout.ensure("dev")

    assert installed(installer) == ["build.txt", "dev.txt"]
    assert all("--require-hashes" in command for command in installer.commands if "install" in command)
    assert "--no-build-isolation" in installer.commands[-1]
    assert "--compile-bytecode" in installer.commands[-1]
    assert capsys.readouterr().out.count("\n") == 3


def test_the_second_run_does_nothing(checkout: Environment, installer: Recorder) -> None:
    checkout.ensure("dev")
    installer.commands.clear()

    checkout.ensure("dev")

    assert installer.commands == []


def test_an_environment_for_tests_serves_the_demo_but_not_the_other_way_round(
    checkout: Environment, installer: Recorder
) -> None:
    checkout.ensure("till")
    checkout.ensure("dev")
    checkout.ensure("till")

    assert installed(installer) == ["build.txt", "till.txt", "build.txt", "dev.txt"]


def test_a_changed_lock_is_installed_again_and_what_was_there_for_tests_stays(
    checkout: Environment, installer: Recorder
) -> None:
    checkout.ensure("dev")
    (checkout.root / "requirements" / "dev.txt").write_text("dev==2\n")

    checkout.ensure("till")

    assert installed(installer) == ["build.txt", "dev.txt"] * 2


def test_an_installation_that_was_cut_off_is_done_again(checkout: Environment, installer: Recorder) -> None:
    installer.status = 1
    with pytest.raises(DevError):
        checkout.ensure("dev")
    installer.status = 0
    installer.commands.clear()

    checkout.ensure("dev")

    assert installed(installer) == ["build.txt", "dev.txt"]


def test_the_project_is_on_the_path_and_its_command_stands_beside_the_interpreter(
    checkout: Environment, installer: Recorder
) -> None:
    checkout.ensure("till")

    [path_file] = checkout.folder.glob("lib/*/site-packages/fidpos.pth")
    assert path_file.read_text() == f"{checkout.root}/src\n"
    command = checkout.script("fidpos")
    assert os.access(command, os.X_OK)
    assert command.read_text() == f'#!/bin/sh\nexec "{checkout.python}" -m fidpos "$@"\n'


def test_programs_of_the_environment_keep_their_bytecode(
    checkout: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")

    variables = checkout.variables()

    assert "PYTHONDONTWRITEBYTECODE" not in variables
    assert variables["PATH"].startswith(f"{checkout.folder}/bin:")


def test_a_folder_that_cannot_be_written_is_named_with_what_to_do(
    checkout: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refuse)

    with pytest.raises(DevError, match=r"\.venv cannot be written: Permission denied\.\nGive your user"):
        checkout.ensure("dev")


def test_an_environment_that_belongs_to_someone_else_is_named_too(
    checkout: Environment, installer: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, *, missing_ok: bool) -> None:
        raise PermissionError(13, "Permission denied")

    checkout.ensure("till")
    monkeypatch.setattr(Path, "unlink", refuse)

    with pytest.raises(DevError, match=r"\.venv cannot be written: Permission denied\.\nGive your user"):
        checkout.ensure("dev")


def test_a_full_disk_is_named_with_what_to_do(checkout: Environment, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "mkdir", refuse)

    with pytest.raises(DevError, match=r"No space left on device\.\nMake room"):
        checkout.ensure("dev")


def test_a_python_without_ensurepip_is_told_which_package_holds_it(
    checkout: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tools.environment.importlib.util.find_spec", lambda name: None)

    with pytest.raises(DevError, match=r"without ensurepip(.|\n)*python3-venv"):
        checkout.ensure("dev")


def test_a_failed_installation_shows_its_last_lines(checkout: Environment, installer: Recorder) -> None:
    installer.status, installer.output = 1, "Building pyscard\nwinscard.h: No such file\n"

    with pytest.raises(DevError, match=r"Mend what is said here(.|\n)*winscard\.h: No such file"):
        checkout.ensure("dev")


@pytest.mark.parametrize("program", ["pip", "uv"])
def test_without_a_network_the_real_installers_failure_is_recognised(
    checkout: Environment, program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both are pointed at a port of this machine where nobody listens."""
    settings = {"NO_PROXY": "127.0.0.1", "UV_NO_CONFIG": "1", "UV_CACHE_DIR": str(tmp_path / "cache")}
    settings |= {"PIP_INDEX_URL": NOWHERE, "PIP_RETRIES": "1", "PIP_CONFIG_FILE": os.devnull}
    settings |= {"UV_DEFAULT_INDEX": NOWHERE, "UV_HTTP_RETRIES": "0"}
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    wanted = tmp_path / "wanted.txt"
    wanted.write_text(f"segno==1.6.6 --hash=sha256:{'0' * 64}\n")
    pip = [sys.executable, "-m", "pip", "install", "--require-hashes", "--target", str(tmp_path / "there")]
    uv = [str(Path(sys.executable).with_name("uv")), "pip", "install", "--target", str(tmp_path / "there")]

    with pytest.raises(DevError, match=r"the package index cannot be reached(.|\n)*Connect this machine"):
        checkout._run([*(pip if program == "pip" else uv), "-r", str(wanted)])


def test_the_stamp_says_what_the_environment_was_made_from(
    checkout: Environment, installer: Recorder
) -> None:
    checkout.ensure("till")

    stamp = json.loads((checkout.folder / "fidpos-environment.json").read_text())
    assert stamp["root"] == str(checkout.root)
    assert stamp["lock"] == "till"
