"""One act of the story in a process of its own, so that cutting the power is nothing but killing it.

    python -m fidpos.bootstrap.demo.act FIRST|SECOND --data DIR [--out DIR] [--language fr|en] [--pcsc]

Prints a line for each step with its time, writes the pictures, and at the end of the first act, in the
middle of a visit, waits to be killed.
"""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path

from fidpos.bootstrap.clock import SystemClock
from fidpos.bootstrap.demo.counter import Counter
from fidpos.bootstrap.demo.hands import CARDS, Hands, PcscHands, TrayHands
from fidpos.bootstrap.demo.printer import DemoPrinter
from fidpos.bootstrap.demo.register import DemoRegister, pair
from fidpos.bootstrap.demo.story import first_act, second_act
from fidpos.bootstrap.till import TillProgram, assemble, leave, recorded
from fidpos.paths import TillFolder
from fidpos.settings.till_settings import Language, PrinterKind, TillSettings
from fidpos.till.view import CheckoutView, StatusLight
from fidpos.ui.app import show
from fidpos.ui.customer_window import CustomerWindow
from fidpos.ui.main_window import MainWindow
from fidpos.ui.player import Played, Player, Step, press
from fidpos.ui.settings import UiSettings

CUT_NOW = "cut the power now"
"""Line by which the first act asks to be killed."""


CUSTOMER_SIZE = (1024, 600)
"""Of the customer's screen in the pictures."""

USUAL_SIZE = "1366x768"

FIRST_ACT_PICTURES = 87
"""Pictures of the second act are numbered on from here."""


class Act(StrEnum):
    """The two processes of the story."""

    FIRST = "first"
    SECOND = "second"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was asked for on the command line; `size` is that of the till's window."""

    language: Language
    pcsc: bool
    size: tuple[int, int]


class Watched:
    """The latest view and lights, as the screen got them."""

    def __init__(self) -> None:
        self.view: CheckoutView | None = None
        self.lights: tuple[StatusLight, ...] = ()

    def on_view(self, view: CheckoutView) -> None:
        """A new view was drawn."""
        self.view = view

    @property
    def summary(self) -> str:
        """Where the till stands, for the report of a step that did not come true."""
        if self.view is None:
            return "no view"
        banner = self.view.banner.message.key if self.view.banner is not None else "no banner"
        lights = ", ".join(f"{light.key} {light.lamp.value}" for light in self.lights)
        return f"{self.view.state.value}, {banner}, {lights}"

    def on_lights(self, lights: tuple[StatusLight, ...]) -> None:
        """New lights were drawn."""
        self.lights = lights


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands around the till."""

    hands: Hands
    register: DemoRegister
    printer: DemoPrinter


class Telling:
    """Tells the story on standard output and into pictures."""

    def __init__(self, act: Act, program: TillProgram, out: Path | None, watched: Watched) -> None:
        self._act = act
        self._watched = watched
        self._program = program
        self._out = out
        self._pictures = 0 if act is Act.FIRST else FIRST_ACT_PICTURES
        self.failed = ""

    def on_played(self, played: Played) -> None:
        """A step came true."""
        print(f"{played.took_s * 1000:8.0f} ms  {played.step.title}", flush=True)
        self._take_picture(self._program.ui.window, played.step.shot)
        self._take_picture(self._program.customer, played.step.customer_shot)

    def _take_picture(self, window: MainWindow | CustomerWindow, name: str) -> None:
        if self._out is not None and name:
            self._pictures += 1
            window.grab().save(str(self._out / f"{self._pictures:02d}-{name}.png"))

    def on_finished(self, failed: str) -> None:
        """The act is over, or a step did not come true."""
        self.failed = failed
        if failed:
            print(f"          {failed}: did not come true ({self._watched.summary})", flush=True)
        elif self._act is Act.FIRST:
            print(CUT_NOW, flush=True)
            return
        self._program.ui.window.close()


def main() -> int:
    """Play the act that the arguments name."""
    options = _parse()
    folder = TillFolder(options.data)
    out: Path | None = options.out
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
    with recorded(folder):
        asked = Asked(language=Language(options.language), pcsc=options.pcsc, size=_pixels(options.size))
        return _play(Act(options.act), folder, out, asked)


def _play(act: Act, folder: TillFolder, out: Path | None, asked: Asked) -> int:
    kind, printer = PcscHands if asked.pcsc else TrayHands, DemoPrinter()
    settings = TillSettings(
        language=asked.language,
        readers=kind.readers,
        cards=CARDS,
        register_link=True,
        register_link_port=0,
        printer=PrinterKind.NETWORK,
        printer_address=printer.address,
    )
    clock = SystemClock()
    ui_settings = UiSettings(sounds=False, fullscreen=False, answer_guard_s=0)
    program = assemble(folder, settings, clock, ui_settings=ui_settings)
    register = DemoRegister(pair(folder, clock.now()), lambda: _register_port(program), clock.now)
    ui, watched = program.ui, Watched()
    ui.gateway.view_changed.connect(watched.on_view)
    ui.gateway.lights_changed.connect(watched.on_lights)
    hands = kind(program.reader)
    telling = Telling(act, program, out, watched)
    program.customer.resize(*CUSTOMER_SIZE)
    ui.window.resize(*asked.size)
    player = Player(_steps(act, program, Beside(hands, register, printer), watched), ui.window)
    player.played.connect(telling.on_played)
    player.finished.connect(telling.on_finished)
    ui.window.painted.connect(player.start)
    ui.window.closed.connect(ui.application.quit)
    show(ui, fullscreen=False)
    status = ui.application.exec()
    register.close()
    printer.close()
    hands.close()
    return leave(program, status or (1 if telling.failed else 0))


def _register_port(program: TillProgram) -> int | None:
    return program.backstage.register_port if program.backstage is not None else None


def _steps(act: Act, program: TillProgram, beside: Beside, watched: Watched) -> Iterator[Step]:
    at = Counter(
        hands=beside.hands,
        press=partial(press, program.ui.window),
        view=lambda: watched.view,
        lights=lambda: watched.lights,
        screen=lambda: program.ui.desk.screen,
        title=program.texts.say,
        ring=beside.register.ring,
        put_paper=beside.printer.put_paper,
        is_answered=lambda: program.ui.desk.is_answered,
    )
    return first_act(at) if act is Act.FIRST else second_act(at)


def _pixels(size: str) -> tuple[int, int]:
    width, height = size.split("x")
    return int(width), int(height)


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="act")
    parser.add_argument("act", choices=[act.value for act in Act])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--language", default=Language.FRENCH.value)
    parser.add_argument("--size", default=USUAL_SIZE)
    parser.add_argument("--pcsc", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
