"""A whole till as a program of its own, which says what is on its screen: `python till_program.py DIR`.

Whoever runs it hits keys through the X server and holds cards out by JSON lines on standard input; standard
output gets a line after each change of the screen and after each answer.
"""

import json
import sys
from pathlib import Path

from PySide6.QtCore import QObject, QSocketNotifier, Slot

from fidpos.bootstrap.clock import SystemClock
from fidpos.bootstrap.till import TillProgram, assemble, leave
from fidpos.paths import TillFolder
from fidpos.readers.drivers.simulated.driver import SimulatedDriver
from fidpos.readers.drivers.simulated.virtual_cards import AppletCard, PrintedCode
from fidpos.settings.till_settings import TillSettings
from fidpos.ui.app import show
from fidpos.ui.settings import UiSettings
from tests.helpers.window_counter import plain, texts_in


class Teller(QObject):
    """Says what is on the screen, and does what standard input asks."""

    def __init__(self, program: TillProgram) -> None:
        super().__init__()
        self._program = program
        program.ui.desk.screen_changed.connect(self._on_change)
        program.ui.gateway.answered.connect(self._on_change)
        self._notifier = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_command)

    @Slot(object)
    def _on_change(self, _: object) -> None:
        ui, customer = self._program.ui, self._program.customer.model
        said = {
            "words": plain("\n".join(texts_in(ui.desk.screen))),
            "due": plain(customer.amount) if customer is not None else "",
            "is_answered": ui.desk.is_answered,
            "window": int(ui.window.winId()),
        }
        sys.stdout.write(json.dumps(said) + "\n")
        sys.stdout.flush()

    @Slot()
    def _on_command(self) -> None:
        line = sys.stdin.buffer.readline()
        if not line:
            self._program.ui.window.close()
            return
        asked = json.loads(line)
        reader = self._program.reader("simulated")
        assert isinstance(reader, SimulatedDriver)
        reader.insert(AppletCard(asked["tap"]) if "tap" in asked else PrintedCode(asked["scan"]))
        reader.remove()


def main() -> int:
    """Until its window is closed or its standard input ends."""
    program = assemble(
        TillFolder(Path(sys.argv[1])),
        TillSettings(readers={"simulated": {}}),
        SystemClock(),
        ui_settings=UiSettings(sounds=False, fullscreen=False, answer_guard_s=0),
    )
    teller = Teller(program)
    program.ui.window.closed.connect(program.ui.application.quit)
    show(program.ui, fullscreen=True)
    status = program.ui.application.exec()
    del teller
    return leave(program, status)


if __name__ == "__main__":
    sys.exit(main())
