"""An unforeseen end leaves a report. Hooks are the process's, so each case has a process of its own."""

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from fidpos.logs.crash import REPORTS_MAX, CrashReporter

PREPARE = """
import logging, os, signal, sys, threading
from pathlib import Path
from uuid import UUID
from fidpos.logs.crash import CrashReporter, reporting
from fidpos.logs.correlation import set_visit
from fidpos.logs.log_file import logging_to
folder = Path(sys.argv[1])
set_visit(UUID(int=7))
with logging_to(folder / "till.log") as recent:
    logging.getLogger("fidpos.test").info("before the end")
    with reporting(CrashReporter(folder=folder, program="till 1.0", recent=lambda: recent.lines)):
"""


def run(folder: Path, body: str) -> subprocess.CompletedProcess[str]:
    source = PREPARE + "".join(f"        {line}\n" for line in body.splitlines())
    return subprocess.run(
        [sys.executable, "-c", source, str(folder)], capture_output=True, text=True, timeout=60, check=False
    )


def only_report(folder: Path) -> dict[str, Any]:
    (path,) = folder.glob("crash-*.json")
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def test_an_exception_that_nobody_caught_leaves_a_report_and_one_line(tmp_path: Path) -> None:
    # The hook runs after the context has ended, so it is called here as the interpreter would.
    ended = run(tmp_path, "try:\n    {}['Camille']\nexcept KeyError:\n    sys.excepthook(*sys.exc_info())")

    report = only_report(tmp_path)
    assert report["program"] == "till 1.0"
    assert report["fault"]["kind"] == "builtins.KeyError"
    assert report["visit"] == "00000000-0000-0000-0000-000000000007"
    assert [line["message"] for line in report["recent"]] == ["before the end", "unforeseen"]
    assert ended.stderr.startswith("fidpos: KeyError, see ")
    assert ended.stderr.count("\n") == 1
    assert "Camille" not in ended.stderr + json.dumps(report)


def test_an_exception_in_another_thread_leaves_a_report(tmp_path: Path) -> None:
    body = "def fail(): raise ValueError('Camille')\n"
    ended = run(tmp_path, body + "t = threading.Thread(target=fail, name='reader'); t.start(); t.join()")

    assert only_report(tmp_path)["thread"] == "reader"
    assert ended.stderr == ""
    assert ended.returncode == 0


def test_an_exception_where_python_cannot_raise_leaves_a_report(tmp_path: Path) -> None:
    ended = run(tmp_path, "class A:\n    def __del__(self): raise ValueError('Camille')\nA()")

    assert only_report(tmp_path)["fault"]["kind"] == "builtins.ValueError"
    assert ended.stderr == ""


def test_a_person_who_presses_control_c_is_no_crash(tmp_path: Path) -> None:
    run(tmp_path, "sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)")

    assert list(tmp_path.glob("crash-*")) == []


def test_a_process_that_dies_of_a_signal_leaves_the_places_of_its_threads_for_the_next_start(
    tmp_path: Path,
) -> None:
    died = run(tmp_path, "name = 'Camille'\nos.kill(os.getpid(), signal.SIGSEGV)")
    run(tmp_path, "pass")

    assert died.returncode == -signal.SIGSEGV
    (kept,) = tmp_path.glob("crash-*-native.txt")
    assert "Segmentation fault" in kept.read_text()
    assert "Camille" not in kept.read_text()
    assert "died of a signal" in (tmp_path / "till.log").read_text()


def test_a_command_beside_a_running_till_leaves_its_place_for_a_crash_alone(
    tmp_path: Path, reporter: CrashReporter
) -> None:
    command = CrashReporter(folder=tmp_path, program="cli 1.0", recent=tuple)

    assert command.native_file != reporter.native_file


def test_a_good_end_leaves_nothing_behind(tmp_path: Path) -> None:
    run(tmp_path, "pass")

    assert [path.name for path in tmp_path.iterdir()] == ["till.log"]


@pytest.fixture
def reporter(tmp_path: Path) -> CrashReporter:
    return CrashReporter(folder=tmp_path, program="till 1.0", recent=tuple)


def test_only_the_newest_reports_are_kept(tmp_path: Path, reporter: CrashReporter) -> None:
    old = [f"crash-2020-01-01T0000{number:02d}-000Z.json" for number in range(REPORTS_MAX)]
    for name in old:
        (tmp_path / name).touch()

    newest = reporter.report(ValueError())

    left = {path.name for path in tmp_path.iterdir()}
    assert newest is not None
    assert left == {newest.name, *old[1:]}


def test_a_report_is_for_the_user_alone(reporter: CrashReporter) -> None:
    path = reporter.report(ValueError())

    assert path is not None
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_folder_that_is_gone_makes_no_second_crash(reporter: CrashReporter) -> None:
    reporter.folder.rmdir()

    assert reporter.report(ValueError()) is None
    assert reporter.keep_native() is None


def test_a_native_report_of_a_run_that_is_not_over_is_empty_and_not_kept(
    tmp_path: Path, reporter: CrashReporter
) -> None:
    reporter.native_file.touch()

    assert reporter.keep_native() is None
