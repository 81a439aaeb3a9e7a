"""till.tap: from the card's bytes in the driver to the member painted in the window, at a million members.

The whole path: decoding, the manager's queue, the worker, the store, the rules, the presenters, and a repaint
of the window at 1366x768. The reader's own poll is left out: the card is put into the simulated reader.
"""

import os
import statistics
import tempfile
import time
from pathlib import Path
from random import Random

from benchmarks.report import Emit, Figure

MEMBERS = 1_000_000
TAPS = 1_000


def run(emit: Emit) -> None:
    """Seed a million members (minutes), then present a thousand cards drawn at random."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from fidpos.bootstrap.clock import SystemClock
    from fidpos.bootstrap.demo.seed import seed
    from fidpos.paths import TillFolder

    with tempfile.TemporaryDirectory(prefix="fidpos-tap-") as parent:
        folder = TillFolder(Path(parent) / "till")
        seed(folder, SystemClock(), members=MEMBERS)
        times_ms = _tap(folder, _numbers(folder))
    times_ms.sort()
    emit(Figure(name="till.tap.p50", value=statistics.median(times_ms), unit="ms"))
    emit(Figure(name="till.tap.p99", value=times_ms[len(times_ms) * 99 // 100], unit="ms", target="<= 50"))


def _numbers(folder: "TillFolder") -> list[str]:  # noqa: F821 - imported once Qt is told where to draw
    """Card numbers of members drawn at random, the same for every run."""
    from fidpos.bootstrap.clock import SystemClock
    from fidpos.bootstrap.store import open_store

    opened = open_store(folder, SystemClock())
    try:
        reader = opened.store.database.reader()
        rows = reader.all("SELECT token FROM cards WHERE token LIKE 'num:%' AND status = 'active'")
        reader.close()
    finally:
        opened.store.close()
    return [str(row[0]).removeprefix("num:") for row in Random(1).sample(rows, TAPS)]


def _tap(folder: "TillFolder", numbers: list[str]) -> list[float]:  # noqa: F821
    """Milliseconds of each tap."""
    from fidpos.bootstrap.clock import SystemClock
    from fidpos.bootstrap.demo.hands import TrayHands
    from fidpos.bootstrap.demo.shop import CASHIER
    from fidpos.bootstrap.till import assemble, leave
    from fidpos.settings.till_settings import TillSettings
    from fidpos.till.view import CheckoutView, TillState
    from fidpos.ui.app import show
    from fidpos.ui.player import Player, Step, press
    from fidpos.ui.presenters.keys import Key
    from fidpos.ui.settings import UiSettings

    settings = TillSettings(readers=TrayHands.readers)
    program = assemble(folder, settings, SystemClock(), ui_settings=UiSettings(sounds=False))
    ui, views, times_ms = program.ui, [], []
    presented_s = 0.0

    def on_view(view: CheckoutView) -> None:
        views.append(view)
        if view.state is TillState.MEMBER and presented_s:
            ui.window.repaint()
            times_ms.append((time.perf_counter() - presented_s) * 1000)

    def at(*states: TillState) -> bool:
        return bool(views) and views[-1].state in states

    def present(number: str) -> None:
        nonlocal presented_s
        from fidpos.readers.drivers.simulated.driver import SimulatedDriver
        from fidpos.readers.drivers.simulated.virtual_cards import AppletCard

        driver = program.reader("simulated")
        assert isinstance(driver, SimulatedDriver)
        card = AppletCard(number)
        presented_s = time.perf_counter()
        driver.insert(card)

    def name_cashier() -> None:
        press(ui.window, str(1 + [each.staff_id for each in views[-1].staff_names].index(CASHIER.id)))

    def steps() -> "Iterator[Step]":  # noqa: F821
        yield Step(title="start", act=lambda: None, until=lambda: at(TillState.LOCKED))
        yield Step(title="name", act=name_cashier, until=lambda: views[-1].sign_in is not None)
        yield Step(
            title="pin",
            act=lambda: press(ui.window, CASHIER.pin, Key.ENTER),
            until=lambda: at(TillState.IDLE),
        )
        for number in numbers:
            yield Step(title="tap", act=lambda n=number: present(n), until=lambda: at(TillState.MEMBER))
            yield Step(
                title="esc", act=lambda: press(ui.window, Key.ESCAPE), until=lambda: at(TillState.IDLE)
            )

    player = Player(steps(), ui.window)
    failures: list[str] = []
    player.finished.connect(lambda failed: (failures.append(failed), ui.window.close()))
    ui.gateway.view_changed.connect(on_view)
    ui.window.painted.connect(player.start)
    ui.window.closed.connect(ui.application.quit)
    show(ui, fullscreen=False)
    leave(program, ui.application.exec())
    assert failures == [""], failures
    return times_ms
