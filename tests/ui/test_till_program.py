"""The till as it is wired: a fault on the GUI thread is reported and said, and the till goes on."""

import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from fidpos.bootstrap.clock import SystemClock
from fidpos.bootstrap.demo.hands import TrayHands
from fidpos.bootstrap.demo.seed import seed
from fidpos.bootstrap.till import assemble, faults_said, leave
from fidpos.paths import TillFolder
from fidpos.settings.till_settings import TillSettings
from fidpos.till.view import Message
from fidpos.ui.app import show
from fidpos.ui.gateway import UNEXPECTED
from fidpos.ui.settings import UiSettings


def test_a_fault_on_the_gui_thread_is_reported_and_said(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reported: list[BaseException] = []
    monkeypatch.setattr(sys, "excepthook", lambda _kind, error, _trace: reported.append(error))
    folder = TillFolder(tmp_path / "till")
    seed(folder, SystemClock(), members=20)
    program = assemble(
        folder,
        TillSettings(readers=TrayHands.readers),
        SystemClock(),
        ui_settings=UiSettings(sounds=False, fullscreen=False),
    )
    said: list[Message] = []
    monkeypatch.setattr(program.ui.desk, "report", said.append)
    fault = ValueError("a slot that broke")
    try:
        with qtbot.waitSignal(program.ui.gateway.opened, timeout=20_000):
            show(program.ui, fullscreen=False)
        with faults_said(program):
            sys.excepthook(ValueError, fault, None)
    finally:
        program.ui.window.close()
        assert leave(program, 0) == 0

    assert reported == [fault]
    assert said == [UNEXPECTED]
