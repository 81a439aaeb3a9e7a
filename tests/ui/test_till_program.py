"""The till as it is wired: what goes wrong on the GUI thread is said, and leaving it ends the program."""

import logging
import os
import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from fidpos.bootstrap.chores import Chores
from fidpos.bootstrap.clock import SystemClock
from fidpos.bootstrap.demo.hands import TrayHands
from fidpos.bootstrap.demo.seed import seed
from fidpos.bootstrap.till import TillProgram, assemble, faults_said, leave
from fidpos.paths import TillFolder
from fidpos.settings.till_settings import TillSettings
from fidpos.till.view import Message
from fidpos.ui.app import show
from fidpos.ui.gateway import UNEXPECTED
from fidpos.ui.settings import UiSettings
from tests.helpers.leaving import put_away


class Exited(Exception):
    """Stands for the end of the program."""


def small_till(tmp_path: Path) -> TillProgram:
    folder = TillFolder(tmp_path / "till")
    seed(folder, SystemClock(), members=20)
    return assemble(
        folder,
        TillSettings(readers=TrayHands.readers),
        SystemClock(),
        ui_settings=UiSettings(sounds=False, fullscreen=False),
    )


def exits(status: int) -> None:
    raise Exited(status)


def test_a_fault_on_the_gui_thread_is_reported_and_said(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reported: list[BaseException] = []
    monkeypatch.setattr(sys, "excepthook", lambda _kind, error, _trace: reported.append(error))
    program = small_till(tmp_path)
    said: list[Message] = []
    monkeypatch.setattr(program.ui.desk, "report", said.append)
    fault = ValueError("a slot that broke")
    try:
        with qtbot.waitSignal(program.ui.gateway.opened, timeout=60_000):
            show(program.ui, fullscreen=False)
        with faults_said(program):
            sys.excepthook(ValueError, fault, None)
    finally:
        put_away(program)

    assert reported == [fault]
    assert said == [UNEXPECTED]


def test_a_backup_that_still_goes_on_is_left_without_the_exit_that_would_crash_it(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop = Chores.stop
    monkeypatch.setattr(Chores, "stop", lambda chores: not stop(chores))
    monkeypatch.setattr(logging, "shutdown", lambda: None)
    monkeypatch.setattr(os, "_exit", exits)
    program = small_till(tmp_path)
    with qtbot.waitSignal(program.ui.gateway.opened, timeout=60_000):
        show(program.ui, fullscreen=False)

    program.ui.window.close()

    with pytest.raises(Exited) as left:
        leave(program, 0)
    assert left.value.args == (0,)
