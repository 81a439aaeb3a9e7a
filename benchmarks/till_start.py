"""till.start: from the start of the process to the window painted, warm; memory once the till is open.

The limit is the same interpreter showing an empty window of the same size, in turns.
"""

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from time import time

from benchmarks.report import Emit, Figure
from fidpos.bootstrap.clock import SystemClock
from fidpos.bootstrap.demo.seed import seed
from fidpos.paths import TillFolder

STARTS = 15

_TILL = """
import sys, time
from pathlib import Path
from fidpos.ui.quick_imports import import_quickly
import_quickly()
from fidpos.bootstrap.clock import SystemClock
from fidpos.bootstrap.till import assemble, leave, recorded
from fidpos.paths import TillFolder
from fidpos.settings.till_settings import TillSettings
from fidpos.ui.app import show
folder = TillFolder(Path(sys.argv[1]))
with recorded(folder):
    program = assemble(folder, TillSettings(readers={"keyboard_wedge": {}}), SystemClock())
    ui = program.ui
    ui.window.painted.connect(lambda: print(time.time(), flush=True))
    def opened(view):
        status = Path("/proc/self/status").read_text()
        kib = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))
        print(time.time(), kib, flush=True)
        ui.window.close()
    ui.gateway.view_changed.connect(opened)
    ui.window.closed.connect(ui.application.quit)
    show(ui, fullscreen=False)
    leave(program, ui.application.exec())
"""

_EMPTY = """
import time
from PySide6.QtWidgets import QApplication, QWidget
class Window(QWidget):
    def paintEvent(self, event):
        print(time.time(), flush=True)
        self.close()
application = QApplication([])
window = Window()
window.resize(1366, 768)
window.show()
application.exec()
"""


def run(emit: Emit) -> None:
    """Start both programs in turns; the first start of each only warms the caches."""
    painted_s: list[float] = []
    opened_s: list[float] = []
    empty_s: list[float] = []
    memory_mb: list[float] = []
    with tempfile.TemporaryDirectory(prefix="fidpos-start-") as parent:
        root = Path(parent) / "till"
        seed(TillFolder(root), SystemClock(), members=5_000)
        for _ in range(STARTS + 1):
            began = time()
            painted, opened = _printed(_TILL, str(root))
            painted_s.append(float(painted) - began)
            at, kib = opened.split()
            opened_s.append(float(at) - began)
            memory_mb.append(int(kib) / 1024)
            began = time()
            (shown,) = _printed(_EMPTY)
            empty_s.append(float(shown) - began)
    limit = statistics.median(empty_s[1:])
    painted_median = statistics.median(painted_s[1:])
    emit(Figure(name="till.start.painted", value=painted_median, unit="s", target="<= 1.0"))
    emit(Figure(name="till.start.empty_window", value=limit, unit="s"))
    emit(Figure(name="till.start.opened", value=statistics.median(opened_s[1:]), unit="s"))
    emit(Figure(name="till.start.memory", value=max(memory_mb), unit="MB", target="<= 150"))


def _printed(program: str, *arguments: str) -> list[str]:
    """The lines that the program prints."""
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=True,
        text=True,
    )
    return done.stdout.strip().splitlines()
