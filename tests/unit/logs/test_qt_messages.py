"""Qt's own messages in our log."""

import json
from pathlib import Path

import pytest

from fidpos.logs.log_file import logging_to
from fidpos.logs.qt_messages import log_qt_message


@pytest.mark.parametrize(
    ("kind", "level"),
    [
        ("QtInfoMsg", "info"),
        ("QtWarningMsg", "warning"),
        ("QtFatalMsg", "critical"),
        ("QtSomethingNew", "warning"),
    ],
)
def test_a_message_keeps_its_gravity_and_loses_what_it_quotes(tmp_path: Path, kind: str, level: str) -> None:
    with logging_to(tmp_path / "till.log"):
        log_qt_message(kind, "qt.widgets", "cannot set 'Camille' on QLabel")

    fields = json.loads((tmp_path / "till.log").read_text())
    assert fields["level"] == level
    assert fields["message"] == "qt.widgets: cannot set ‹text› on QLabel"


def test_chatter_is_not_kept(tmp_path: Path) -> None:
    with logging_to(tmp_path / "till.log"):
        log_qt_message("QtDebugMsg", "qt.widgets", "moved")

    assert not (tmp_path / "till.log").exists()
