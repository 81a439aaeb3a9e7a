"""A counter on a real X server: the window is a program of its own, the keys come through the server."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.xvfb import START_LIMIT_S, Fingers, LineReader, x_server
from tests.integration.wedge.hands import Counter

PROGRAM = Path(__file__).parent / "counter_program.py"


@pytest.fixture(scope="module")
def event_loop() -> str:
    """Which of Qt's two event loops the window runs; a module may ask for both."""
    return "glib"


@pytest.fixture(scope="module")
def counter(event_loop: str) -> Iterator[Counter]:
    with x_server() as server:
        environment = {**os.environ, "DISPLAY": server.name, "QT_QPA_PLATFORM": "xcb"}
        if event_loop == "unix":
            environment["QT_NO_GLIB"] = "1"
        fingers = Fingers(server)
        process = subprocess.Popen(
            [sys.executable, str(PROGRAM)], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert process.stdin is not None
        assert process.stdout is not None
        lines = LineReader(process.stdout.fileno())
        try:
            assert json.loads(lines.line(START_LIMIT_S)) == {"ready": True}
            yield Counter(server, fingers, process, lines)
        finally:
            fingers.close()
            process.stdin.close()
            process.wait(START_LIMIT_S)
            process.stdout.close()
