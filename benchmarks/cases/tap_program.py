"""Presents cards to a till drawn off screen, one after another, and notes how long each took to be painted.

A program of its own: `python -m benchmarks.cases.tap_program DIR`, with `QT_QPA_PLATFORM=offscreen`, card
numbers on standard input, milliseconds on standard output, one a line.
"""

import sys
import time
from collections.abc import Iterator
from pathlib import Path

from fidpos.bootstrap.clock import SystemClock
from fidpos.bootstrap.demo.hands import TrayHands
from fidpos.bootstrap.demo.shop import CASHIER
from fidpos.bootstrap.till import TillProgram, assemble, leave
from fidpos.paths import TillFolder
from fidpos.readers.drivers.simulated.driver import SimulatedDriver
from fidpos.readers.drivers.simulated.virtual_cards import AppletCard
from fidpos.settings.till_settings import TillSettings
from fidpos.till.view import CheckoutView, TillState
from fidpos.ui.app import show
from fidpos.ui.player import Player, Step, press
from fidpos.ui.presenters.keys import Key
from fidpos.ui.settings import UiSettings


class Tapping:
    """The hand that presents, and the eye on the window."""

    def __init__(self, program: TillProgram, numbers: list[str]) -> None:
        self._program = program
        self._numbers = numbers
        self._view: CheckoutView | None = None
        self._presented_s: float | None = None
        self.times_ms: list[float] = []
        self.failed = ""

    def on_view(self, view: CheckoutView) -> None:
        """A view was drawn: paint it now, and stop the watch if it shows the member."""
        self._view = view
        if view.state is TillState.MEMBER and self._presented_s is not None:
            self._program.ui.window.repaint()
            self.times_ms.append((time.perf_counter() - self._presented_s) * 1000)
            self._presented_s = None

    def on_finished(self, failed: str) -> None:
        """All cards were presented, or a step did not come true."""
        self.failed = failed
        self._program.ui.window.close()

    def steps(self) -> Iterator[Step]:
        """Sign in, then present and put away each card."""
        window = self._program.ui.window
        yield Step(title="start", act=_nothing, until=lambda: self._is_at(TillState.LOCKED))
        yield Step(title="name", act=self._name_cashier, until=self._is_named)
        yield Step(
            title="pin",
            act=lambda: press(window, CASHIER.pin, Key.ENTER),
            until=lambda: self._is_at(TillState.IDLE),
        )
        for number in self._numbers:
            yield self._tap(number)
            yield Step(
                title="esc",
                act=lambda: press(window, Key.ESCAPE),
                until=lambda: self._is_at(TillState.IDLE),
            )

    def _tap(self, number: str) -> Step:
        card = AppletCard(number)

        def present() -> None:
            driver = self._program.reader("simulated")
            assert isinstance(driver, SimulatedDriver)
            self._presented_s = time.perf_counter()
            driver.insert(card)

        return Step(title=f"tap {number}", act=present, until=lambda: self._is_at(TillState.MEMBER))

    def _name_cashier(self) -> None:
        assert self._view is not None
        names = [person.staff_id for person in self._view.staff_names]
        press(self._program.ui.window, str(1 + names.index(CASHIER.id)))

    def _is_named(self) -> bool:
        return self._view is not None and self._view.sign_in is not None

    def _is_at(self, state: TillState) -> bool:
        return self._view is not None and self._view.state is state


def main() -> int:
    """Tap the cards whose numbers stand on standard input."""
    folder = TillFolder(Path(sys.argv[1]))
    settings = TillSettings(readers=TrayHands.readers)
    program = assemble(folder, settings, SystemClock(), ui_settings=UiSettings(sounds=False))
    tapping = Tapping(program, sys.stdin.read().split())
    ui = program.ui
    player = Player(tapping.steps(), ui.window)
    player.finished.connect(tapping.on_finished)
    ui.gateway.view_changed.connect(tapping.on_view)
    ui.window.painted.connect(player.start)
    ui.window.closed.connect(ui.application.quit)
    show(ui, fullscreen=False)
    status = ui.application.exec()
    print("\n".join(str(took_ms) for took_ms in tapping.times_ms))
    return leave(program, status or (1 if tapping.failed else 0))


def _nothing() -> None:
    """The step only waits."""


if __name__ == "__main__":
    sys.exit(main())
