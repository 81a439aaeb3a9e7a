"""The whole till at work until somebody pulls the plug: `python -m tests.soak.real_program DIR [--seed N]`.

Window, worker, readers and chores are those of `fidpos till`, on the offscreen platform; a cashier made of
key events and virtual cards serves one member after the other. What the screen announced stands on standard
output (`tests.helpers.announced`), written once the window has drawn it.
"""

import argparse
import random
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QObject, Slot

from fidpos.bootstrap.clock import SystemClock
from fidpos.bootstrap.till import TillProgram, assemble, leave, recorded
from fidpos.paths import TillFolder
from fidpos.readers.drivers.simulated.driver import SimulatedDriver
from fidpos.readers.drivers.simulated.virtual_cards import AppletCard, PrintedCode
from fidpos.settings.till_settings import Readers, TillSettings
from fidpos.till.view import CheckoutView, TillState
from fidpos.ui.app import show
from fidpos.ui.player import Player, Step, press
from fidpos.ui.presenters.keys import Key
from fidpos.ui.settings import UiSettings
from tests.helpers.announced import Announcer, Gesture, say
from tests.helpers.counter import INES, PIN
from tests.helpers.real_shop import MEMBERS, card_number, member_id
from tests.helpers.real_till import keystrokes

SIMULATED = "simulated"
READERS: Readers = {SIMULATED: {}, "keyboard_wedge": {}}


class Onlooker(QObject):
    """Sees what the window shows, and announces it."""

    def __init__(self) -> None:
        super().__init__()
        self.view: CheckoutView | None = None
        self._announcer = Announcer()

    @Slot(object)
    def on_view(self, view: CheckoutView) -> None:
        if self.view is None:
            self._announcer.start(view)
        else:
            self._announcer.shown(view)
        self.view = view

    @property
    def seen(self) -> CheckoutView:
        assert self.view is not None
        return self.view


class Cashier:
    """Makes the steps of a day that never ends; each gesture is said before it is made."""

    def __init__(self, program: TillProgram, onlooker: Onlooker, chance: random.Random) -> None:
        self._program = program
        self._at = onlooker
        self._chance = chance

    def day(self) -> Iterator[Step]:
        """Sign in, finish what was in progress, then serve."""
        yield self._step("start", lambda: None, lambda: self._at.view is not None)
        yield from self._sign_in()
        if self._at.seen.visit_id is not None:
            yield from self._finish()
        while True:
            yield from self._serve()

    def _sign_in(self) -> Iterator[Step]:
        place = [staff.staff_id for staff in self._at.seen.staff_names].index(INES.id)
        named = self._keys("name", str(place + 1))
        yield self._step("name", named, lambda: self._at.seen.sign_in is not None)
        typed = self._keys("pin", PIN, Key.ENTER)
        yield self._step("pin", typed, lambda: self._at.seen.staff is not None)

    def _finish(self) -> Iterator[Step]:
        if self._at.seen.member is None:
            yield self._present()
        if self._at.seen.amount is None:
            yield from self._type()
        yield self._enter()

    def _serve(self) -> Iterator[Step]:
        if self._chance.random() < 0.3:
            yield from self._type()
            yield self._present()
        else:
            yield self._present()
            yield from self._type()
        if self._chance.random() < 0.4:
            yield from self._choose_reward()
        if self._chance.random() < 0.1:
            yield from self._back()
            return
        yield self._enter()
        if self._chance.random() < 0.2:
            voided = {"banner.visit_voided", "banner.visit_voided_balance", "correction.needs_manager"}
            yield self._step("void", self._keys("void", Key.F8), lambda: self._banner() in voided)

    def _present(self) -> Step:
        number = self._chance.randrange(1, MEMBERS + 1)
        card = self._chance.choice((PrintedCode, AppletCard))(card_number(number))

        def act() -> None:
            driver = self._program.reader(SIMULATED)
            assert isinstance(driver, SimulatedDriver)
            driver.remove()
            say(Gesture(act="present", member=member_id(number)))
            driver.insert(card)

        def is_shown() -> bool:
            member = self._at.seen.member
            return (
                self._at.seen.visit_id is not None
                and member is not None
                and member.member_id == member_id(number)
            )

        return self._step("present", act, is_shown)

    def _type(self) -> Iterator[Step]:
        for minor in keystrokes(self._chance.randrange(100, 4_000)):
            yield self._digit(minor)

    def _digit(self, minor: int) -> Step:
        def act() -> None:
            say(Gesture(act="amount", amount=minor))
            press(self._program.ui.window, str(minor % 10))

        def is_shown() -> bool:
            amount = self._at.seen.amount
            return amount is not None and amount.minor == minor

        return self._step("digit", act, is_shown)

    def _choose_reward(self) -> Iterator[Step]:
        opened = self._keys("rewards", Key.F5)
        yield self._step("rewards", opened, lambda: self._at.seen.panel is not None)
        chosen = self._keys("reward", str(self._chance.randrange(1, 5)))
        yield self._step("reward", chosen, lambda: self._chosen() == 1)
        closed = self._keys("rewards", Key.ENTER)
        yield self._step("rewards", closed, lambda: self._at.seen.panel is None)

    def _back(self) -> Iterator[Step]:
        cleared = self._keys("back", Key.ESCAPE)
        yield self._step("back", cleared, lambda: self._at.seen.amount is None)
        let_go = self._keys("back", Key.ESCAPE)
        yield self._step("back", let_go, lambda: self._at.seen.visit_id is None)

    def _enter(self) -> Step:
        return self._step("enter", self._keys("enter", Key.ENTER), self._is_idle)

    def _is_idle(self) -> bool:
        return self._at.seen.state is TillState.IDLE

    def _banner(self) -> str:
        banner = self._at.seen.banner
        return banner.message.key if banner is not None else ""

    def _chosen(self) -> int:
        member = self._at.seen.member
        return sum(offer.chosen for offer in member.offers) if member is not None else 0

    def _keys(self, act: str, *keys: Key | str) -> Callable[[], None]:
        def pressed() -> None:
            say(Gesture(act=act))
            press(self._program.ui.window, *keys)

        return pressed

    def _step(self, title: str, act: Callable[[], None], until: Callable[[], bool]) -> Step:
        return Step(title=title, act=act, until=until)


def main() -> int:
    """Open the till and serve; returns only when something on screen did not come true."""
    parser = argparse.ArgumentParser(description="The whole till at work until somebody pulls the plug.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    folder = TillFolder(options.folder)
    with recorded(folder):
        program = assemble(
            folder,
            TillSettings(readers=READERS),
            SystemClock(),
            ui_settings=UiSettings(sounds=False, fullscreen=False, answer_guard_s=0),
        )
        ui, onlooker = program.ui, Onlooker()
        ui.gateway.view_changed.connect(onlooker.on_view)
        player = Player(Cashier(program, onlooker, random.Random(options.seed)).day(), ui.window)

        def stuck(step: str) -> None:
            print(f"{step} did not come true: {onlooker.view}", file=sys.stderr)
            ui.window.close()

        player.finished.connect(stuck)
        ui.window.painted.connect(player.start)
        ui.window.closed.connect(ui.application.quit)
        show(ui, fullscreen=False)
        ui.application.exec()
        return leave(program, 1)


if __name__ == "__main__":
    sys.exit(main())
