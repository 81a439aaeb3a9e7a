"""A till that nobody uses, drawn off screen with its readers; prints what share of one core it took.

A program of its own: `python -m benchmarks.cases.idle_program DIR PORT SECONDS`, with
`QT_QPA_PLATFORM=offscreen`, PORT being a serial line on which nothing comes.
"""

import sys
import time
from pathlib import Path

from PySide6.QtCore import QTimer

from fidpos.bootstrap.clock import SystemClock
from fidpos.bootstrap.till import assemble, leave
from fidpos.paths import TillFolder
from fidpos.settings.till_settings import TillSettings
from fidpos.till.view import Lamp, StatusLight
from fidpos.ui.app import show
from fidpos.ui.settings import UiSettings

SETTLED_AFTER_MS = 5_000


def main() -> int:
    """Four readers: two of the smart-card service, a serial scanner, one that types."""
    root, port, seconds = sys.argv[1:]
    readers = {"pcsc": {}, "serial_line": {"device": port}, "keyboard_wedge": {}}
    program = assemble(
        TillFolder(Path(root)),
        TillSettings(readers=readers),
        SystemClock(),
        ui_settings=UiSettings(sounds=False),
    )
    ui = program.ui
    began: list[float] = []
    ready: set[str] = set()

    def note(lights: tuple[StatusLight, ...]) -> None:
        ready.update(
            light.key for light in lights if light.key.startswith("reader.") and light.lamp is Lamp.OK
        )

    def begin() -> None:
        began.extend((time.process_time(), time.perf_counter()))

    def end() -> None:
        worked_s, passed_s = time.process_time() - began[0], time.perf_counter() - began[1]
        print(worked_s / passed_s, len(ready), flush=True)
        ui.window.close()

    ui.gateway.lights_changed.connect(note)
    QTimer.singleShot(SETTLED_AFTER_MS, begin)
    QTimer.singleShot(SETTLED_AFTER_MS + int(seconds) * 1000, end)
    ui.window.closed.connect(ui.application.quit)
    show(ui, fullscreen=False)
    return leave(program, ui.application.exec())


if __name__ == "__main__":
    sys.exit(main())
