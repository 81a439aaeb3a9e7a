"""The script `dev`: what it says on an old Python, on a wrong command, and when something fails."""

import ast
import re
import runpy
import sys
from pathlib import Path

import pytest

from tools import commands, console
from tools.console import DevError

ROOT = Path(__file__).parents[2]
DEV = ROOT / "dev"


def test_an_old_python_reads_the_script_and_is_told_which_one_it_needs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ast.parse(DEV.read_text(encoding="utf-8"), feature_version=(3, 0))
    monkeypatch.setattr(sys, "version_info", (3, 9, 18, "final", 0))
    monkeypatch.setattr(sys, "argv", ["dev", "test", "-q"])

    with pytest.raises(SystemExit) as stop:
        runpy.run_path(str(DEV), run_name="__main__")

    assert "needs Python 3.11 or newer and this is 3.9" in str(stop.value)
    assert "python3.11 dev test -q" in str(stop.value)


def test_the_script_asks_for_the_python_that_the_project_declares() -> None:
    declared = re.search(
        r'requires-python = ">=3\.(\d+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    )

    assert declared
    assert f"OLDEST = (3, {declared[1]})" in DEV.read_text(encoding="utf-8")


def test_tools_need_nothing_but_the_standard_library() -> None:
    modules = [DEV, *sorted((ROOT / "tools").glob("*.py"))]
    nodes = [node for module in modules for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))]
    imported = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}

    assert {name.split(".")[0] for name in imported} <= {*sys.stdlib_module_names, "tools"}


def test_without_a_command_the_list_of_commands_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert commands.main([]) == 0

    listed = re.findall(r"^  (\w+) ", capsys.readouterr().out, re.MULTILINE)
    assert listed == [
        "demo",
        "office",
        "fidpos",
        "test",
        "check",
        "bench",
        "soak",
        "simulate",
        "golden",
        "lock",
    ]


def test_an_unknown_command_is_named_and_the_list_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert commands.main(["tset"]) == 1

    said = capsys.readouterr().err
    assert said.startswith("dev: there is no command 'tset'.")
    assert "./dev COMMAND" in said


@pytest.mark.parametrize(
    ("failure", "status", "sentence"),
    [
        (DevError("gcc is missing.\nInstall it."), 1, "dev: gcc is missing.\n     Install it.\n"),
        (
            OSError(28, "No space left on device"),
            1,
            "dev: the system refused: [Errno 28] No space left on device.\n",
        ),
        (KeyboardInterrupt(), 130, "dev: stopped; run the same command again to go on.\n"),
    ],
)
def test_a_failure_is_a_sentence_and_an_exit_status(
    failure: BaseException,
    status: int,
    sentence: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail(packages: object) -> None:
        raise failure

    monkeypatch.setattr("tools.commands.system.ensure", fail)

    assert commands.main(["test"]) == status
    assert capsys.readouterr().err == sentence


def test_a_program_that_does_not_exist_is_named() -> None:
    with pytest.raises(DevError, match="no-such-program could not be started"):
        console.run_quietly(["no-such-program"])


def test_a_step_shows_its_seconds_and_whether_it_failed(capsys: pytest.CaptureFixture[str]) -> None:
    with console.step("fetch"):
        pass
    with pytest.raises(DevError), console.step("build"):
        raise DevError("no compiler")

    shown = re.sub(r"\d+\.\d", "0.0", capsys.readouterr().out)
    assert shown == "dev: fetch ... 0.0 s\ndev: build ... failed after 0.0 s\n"
