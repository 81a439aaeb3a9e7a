"""till.tap: from the card's bytes in the driver to the member painted in the window, at a million members.

The whole path: decoding, the manager's queue, the worker, the store, the rules, the presenters, and a repaint
of the window at 1366x768. The reader's own poll is left out: the card is put into the simulated reader.
"""

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from random import Random

from benchmarks.report import Emit, Figure
from fidpos.bootstrap.clock import SystemClock
from fidpos.bootstrap.demo.seed import seed
from fidpos.bootstrap.store import open_store
from fidpos.paths import TillFolder

MEMBERS = 1_000_000
TAPS = 1_000


def run(emit: Emit) -> None:
    """Seed a million members (minutes), then present a thousand cards drawn at random."""
    with tempfile.TemporaryDirectory(prefix="fidpos-tap-") as parent:
        folder = TillFolder(Path(parent) / "till")
        seed(folder, SystemClock(), members=MEMBERS)
        times_ms = sorted(_tap(folder, _numbers(folder)))
    emit(Figure(name="till.tap.p50", value=statistics.median(times_ms), unit="ms"))
    emit(Figure(name="till.tap.p99", value=times_ms[len(times_ms) * 99 // 100], unit="ms", target="<= 50"))


def _numbers(folder: TillFolder) -> list[str]:
    """Card numbers of members drawn at random, the same in every run."""
    opened = open_store(folder, SystemClock())
    try:
        reader = opened.store.database.reader()
        rows = reader.all("SELECT token FROM cards WHERE token LIKE 'num:%' AND status = 'active'")
        reader.close()
    finally:
        opened.store.close()
    return [str(row[0]).removeprefix("num:") for row in Random(1).sample(rows, TAPS)]


def _tap(folder: TillFolder, numbers: list[str]) -> list[float]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.cases.tap_program", str(folder.root)],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        input="\n".join(numbers),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=True,
        text=True,
    )
    return [float(line) for line in done.stdout.split()]
