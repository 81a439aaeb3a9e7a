"""A technician at the real program: sees the reader, sets it up again, proves it, checks and exports."""

import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.exceptions import TimeoutError as QtBotTimeout
from pytestqt.qtbot import QtBot

from fidpos.bootstrap.clock import SystemClock
from fidpos.bootstrap.demo.hands import CARDS, TrayHands
from fidpos.bootstrap.demo.seed import seed
from fidpos.bootstrap.demo.shop import CASHIER, TECHNICIAN, Colleague
from fidpos.bootstrap.demo.tray import Part, story_cards
from fidpos.bootstrap.till import TillProgram, assemble
from fidpos.paths import TillFolder
from fidpos.readers.drivers.simulated.driver import SimulatedDriver
from fidpos.settings.till_settings import TillSettings
from fidpos.till.technician.view import Page, TechnicianView, WizardStep
from fidpos.till.view import CheckoutView, Lamp, TillState
from fidpos.ui.app import show
from fidpos.ui.settings import UiSettings
from tests.helpers.leaving import put_away
from tests.helpers.window_counter import dispose

LIMIT_MS = 60_000
TRIES_MAX = 30
AGAIN_AFTER_MS = 2_000


@dataclass
class Site:
    """The program on screen, the hands that hold cards out, and what the screen got last."""

    program: TillProgram
    hands: TrayHands
    folder: TillFolder
    qtbot: QtBot
    view: CheckoutView | None = None

    def on_view(self, view: CheckoutView) -> None:
        self.view = view

    @property
    def desk(self) -> TechnicianView:
        assert self.view is not None
        assert self.view.technician is not None
        return self.view.technician

    def wait(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=LIMIT_MS)

    def type(self, *keys: Qt.Key | str) -> None:
        for key in keys:
            if isinstance(key, str):
                QTest.keyClicks(self.program.ui.window, key)
            else:
                QTest.keyClick(self.program.ui.window, key)

    def state_is(self, state: TillState) -> Callable[[], bool]:
        return lambda: self.view is not None and self.view.state is state

    def step_is(self, step: WizardStep) -> Callable[[], bool]:
        return lambda: self.desk.wizard is not None and self.desk.wizard.step is step

    def has_read(self, times: int) -> Callable[[], bool]:
        return lambda: self.desk.wizard is not None and self.desk.wizard.reads_done >= times

    def sign_in(self, who: Colleague) -> None:
        self.wait(self.state_is(TillState.LOCKED))
        assert self.view is not None
        place = [person.staff_id for person in self.view.staff_names].index(who.id)
        self.type(str(place + 1))
        self.wait(lambda: self.view is not None and self.view.sign_in is not None)
        self.type(who.pin, Qt.Key.Key_Return)
        self.wait(lambda: self.view is not None and self.view.staff is not None)

    def present_until(self, condition: Callable[[], bool]) -> None:
        """Hold the card there again, as a person does, while the reader is being built anew."""
        for _ in range(TRIES_MAX):
            self.present(Part.REGULAR)
            with suppress(QtBotTimeout):
                self.qtbot.waitUntil(condition, timeout=AGAIN_AFTER_MS)
                return
        pytest.fail("the card was never seen")

    def present(self, part: Part) -> None:
        card = next(card for card in story_cards() if card.part is part)
        # A reader that is set up again is built anew, on a thread of its own.
        self.wait(lambda: isinstance(self.program.reader("simulated"), SimulatedDriver))
        self.hands.take_away()
        self.hands.present(card)


@pytest.fixture
def site(qtbot: QtBot, tmp_path: Path) -> Iterator[Site]:
    folder = TillFolder(tmp_path / "till")
    seed(folder, SystemClock(), members=20)
    settings = TillSettings(readers=TrayHands.readers, cards=CARDS)
    screen = UiSettings(sounds=False, fullscreen=False, answer_guard_s=0)
    program = assemble(folder, settings, SystemClock(), ui_settings=screen)
    there = Site(program, TrayHands(program.reader), folder, qtbot)
    program.ui.gateway.view_changed.connect(there.on_view)
    try:
        with qtbot.waitSignal(program.ui.gateway.opened, timeout=LIMIT_MS):
            show(program.ui, fullscreen=False)
        yield there
    finally:
        put_away(program)
        dispose(program)


def test_a_technician_sees_the_readers_at_work(site: Site) -> None:
    site.sign_in(TECHNICIAN)
    site.wait(lambda: {line.reader for line in site.desk.devices} >= {"simulated"})
    site.wait(lambda: all(line.lamp is Lamp.OK for line in site.desk.devices if line.reader == "simulated"))

    site.present(Part.REGULAR)

    site.wait(lambda: any(event.token for event in site.desk.events))
    site.wait(lambda: bool(site.desk.raw))
    assert site.view is not None
    assert site.view.member is None


def test_a_reader_is_set_up_again_and_proven_by_three_reads(site: Site) -> None:
    site.sign_in(TECHNICIAN)
    site.wait(lambda: any(line.reader == "simulated" for line in site.desk.devices))
    place = [line.reader for line in site.desk.devices].index("simulated")
    site.type(str(place + 1), Qt.Key.Key_F3)
    site.wait(site.step_is(WizardStep.PRESENT))

    site.present_until(site.step_is(WizardStep.RESULT))
    site.type(Qt.Key.Key_Return)
    site.wait(site.step_is(WizardStep.TEST))
    for done in (1, 2, 3):
        site.present_until(site.has_read(done))
    site.wait(site.step_is(WizardStep.DONE))
    site.type(Qt.Key.Key_Return)
    site.wait(lambda: site.desk.page is Page.DEVICES)

    assert "[readers.simulated]" in site.folder.settings.read_text("utf-8")


def test_the_checks_say_the_same_as_the_doctor_and_the_bundle_lies_in_the_folder(site: Site) -> None:
    site.sign_in(TECHNICIAN)

    site.type(Qt.Key.Key_F6)
    site.wait(lambda: site.desk.page is Page.HEALTH and bool(site.desk.checks))
    site.type(Qt.Key.Key_Escape)
    site.wait(lambda: site.desk.page is Page.DEVICES)
    site.type(Qt.Key.Key_F8)
    site.wait(lambda: site.desk.notice is not None)

    assert site.desk.notice is not None
    assert site.desk.notice.key == "desk.exported"
    assert zipfile.is_zipfile(str(site.desk.notice.params["path"]))


def test_the_next_cashier_finds_the_checkout_and_nothing_of_the_desk(site: Site) -> None:
    site.sign_in(TECHNICIAN)
    site.present(Part.REGULAR)
    site.wait(lambda: any(event.token for event in site.desk.events))

    site.type(Qt.Key.Key_F9)
    site.sign_in(CASHIER)

    assert site.view is not None
    assert site.view.state is TillState.IDLE
    assert site.view.technician is None
    assert site.view.member is None
