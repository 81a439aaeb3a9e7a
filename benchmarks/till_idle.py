"""till.idle: what share of one core a till takes that nobody uses, with four readers.

Two readers of the real pcscd with empty slots, a scanner on a pseudo-terminal, one that types; the window is
drawn off screen and shows the lock screen. Nothing to compare with: an ideal till takes nothing.
"""

import os
import pty
import subprocess
import sys
import tempfile
import tty
from pathlib import Path

from benchmarks.report import Emit, Figure
from fidpos.bootstrap.clock import SystemClock
from fidpos.bootstrap.demo.pcscd import SOCKET_VARIABLE, VirtualPcscd
from fidpos.bootstrap.demo.seed import seed
from fidpos.paths import TillFolder

SECONDS = 60
LIGHTS = 3
"""One a driver; that of the smart-card service stands for two readers."""


def run(emit: Emit) -> None:
    """A minute, once the till has settled."""
    with tempfile.TemporaryDirectory(prefix="fidpos-") as parent:
        folder = TillFolder(Path(parent) / "till")
        seed(folder, SystemClock(), members=1_000)
        pcscd = VirtualPcscd(Path(parent))
        pcscd.start()
        master, slave = pty.openpty()
        tty.setraw(slave)
        try:
            share, lights = _idle(folder, pcscd, os.ttyname(slave))
        finally:
            os.close(master)
            os.close(slave)
            pcscd.stop()
    assert lights == LIGHTS, f"{lights} drivers are ready"
    emit(Figure(name="till.idle", value=share * 100, unit="% of core", target="<= 1"))


def _idle(folder: TillFolder, pcscd: VirtualPcscd, port: str) -> tuple[float, int]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.cases.idle_program", str(folder.root), port, str(SECONDS)],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen", SOCKET_VARIABLE: str(pcscd.socket_path)},
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    share, lights = done.stdout.split()
    return float(share), int(lights)
