"""The pairing through the real window and a real session: typed, scanned, refused, given up; by keys."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from fidpos.texts.texts import Texts
from fidpos.till.centre_link import Paired, PairingRefusal, PairingRefused
from fidpos.till.technician.ports import TraceTold
from fidpos.till.technician.view import RawKind, RawLine
from fidpos.till.view import CheckoutView
from fidpos.till.workplace import Workplace
from fidpos.ui.background import TillWorker
from fidpos.ui.desk import Desk
from fidpos.ui.gateway import Gateway, OnView, OpenTill
from fidpos.ui.main_window import MainWindow
from fidpos.ui.presenters.models import LockModel, Sound
from fidpos.ui.presenters.technician.models import (
    AskingModel,
    CentreModel,
    DevicesModel,
    LineModel,
    NamesModel,
    PairingModel,
    TechnicianModel,
)
from fidpos.ui.settings import UiSettings
from tests.helpers.centre_samples import UP_TO_DATE
from tests.helpers.counter import PIN, TAREK, PlainPins, counter
from tests.helpers.pairing_codes import for_scanning, for_typing
from tests.helpers.sample_views import RESOURCES
from tests.helpers.scripted_bench import ScriptedBench
from tests.helpers.scripted_link import ScriptedLink


@dataclass
class AtWindow:
    """A technician at the window of a till whose link and bench are scripted."""

    window: MainWindow
    desk: Desk
    gateway: Gateway
    link: ScriptedLink
    bench: ScriptedBench
    heard: list[Sound]
    qtbot: QtBot

    def press(self, *keys: Qt.Key | str) -> None:
        for key in keys:
            if isinstance(key, str):
                QTest.keyClicks(self.window, key)
            else:
                QTest.keyClick(self.window, key)

    def wait(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition)

    def on_worker(self, work: Callable[[], None]) -> None:
        """Have it done as the link does, and wait for it."""
        done = threading.Event()
        self.gateway.run(work)
        self.gateway.run(done.set)
        self.wait(done.is_set)

    @property
    def page(self) -> object:
        screen = self.desk.screen
        return screen.page if isinstance(screen, TechnicianModel) else None

    @property
    def pairing(self) -> PairingModel:
        assert isinstance(self.page, PairingModel)
        return self.page

    def shows(self, kind: type[object]) -> None:
        """Wait until the page, or the step of the pairing, is this one."""
        self.wait(
            lambda: isinstance(page.body if isinstance(page := self.page, PairingModel) else page, kind)
        )

    def asks_for(self, instruction: str) -> None:
        """Wait until the pairing asks for this line."""
        self.wait(lambda: isinstance(self.page, PairingModel) and self.page.instruction == instruction)

    @property
    def line(self) -> str:
        body = self.pairing.body
        assert isinstance(body, LineModel)
        return body.text


@pytest.fixture
def at(dressed: QApplication, french: Texts, qtbot: QtBot) -> Iterator[AtWindow]:
    link, bench, heard = ScriptedLink(), ScriptedBench(), list[Sound]()
    made = counter(signed_in=False)

    def opens(on_view: OnView) -> OpenTill:
        session = made.session.__class__(
            made.store, PlainPins(), made.clock, on_view, workplace=Workplace(bench=bench, link=link)
        )
        made.session = session
        view: CheckoutView = session.view()
        identity = made.store.identity()
        return OpenTill(session=session, identity=identity, view=view, close=lambda: None)

    worker = TillWorker()
    worker.start()
    gateway = Gateway(worker, opens)
    settings = UiSettings(answer_guard_s=0)
    desk = Desk(gateway, french, made.clock, settings=settings, play_sound=heard.append)
    window = MainWindow(desk, RESOURCES, title="fidpos")
    window.resize(1366, 768)
    qtbot.addWidget(window)
    window.show()
    at = AtWindow(window, desk, gateway, link, bench, heard, qtbot)
    desk.start()
    at.wait(lambda: isinstance(desk.screen, LockModel))
    names = [staff.id for staff in made.store.staff()]
    at.press(str(names.index(TAREK.id) + 1), PIN, Qt.Key.Key_Return)
    at.shows(DevicesModel)
    at.press(Qt.Key.Key_F10)
    at.shows(CentreModel)
    yield at
    desk.stop()
    assert gateway.close()


def as_far_as_asking(at: AtWindow) -> None:
    at.press(Qt.Key.Key_F2)
    at.shows(LineModel)
    at.press(for_typing().lower().replace(" ", ""), Qt.Key.Key_Return)
    at.asks_for("Où est le centre\xa0?")
    at.press("centre.exemple.fr", Qt.Key.Key_Return)
    at.asks_for("Comment s’appelle ce terminal\xa0?")
    at.press(Qt.Key.Key_Delete, "Caisse 1", Qt.Key.Key_Enter)
    at.shows(AskingModel)


def test_a_till_is_paired_by_keys_alone(at: AtWindow) -> None:
    as_far_as_asking(at)
    asked = at.link.asked[-1]
    at.on_worker(lambda: at.link.tell(Paired(standing=UP_TO_DATE)))
    at.shows(NamesModel)
    at.press(Qt.Key.Key_Return)
    at.shows(CentreModel)

    assert asked[0] == "pair"
    assert (asked[1], asked[3]) == ("https://centre.exemple.fr", "Caisse 1")
    assert isinstance(at.page, CentreModel)
    assert at.page.facts[2].value == "Caisse 1"


def test_keys_typed_ahead_of_the_answers_are_not_lost(at: AtWindow) -> None:
    at.press(Qt.Key.Key_F2, for_typing().replace(" ", ""), Qt.Key.Key_Return)
    at.asks_for("Où est le centre\xa0?")

    assert at.heard == []


def test_a_scanned_code_skips_the_address_and_enter_pairs(at: AtWindow) -> None:
    code = for_scanning()
    frame = RawLine(kind=RawKind.FRAME, hex=code.encode().hex(" "))

    at.on_worker(lambda: at.bench.tell(TraceTold(reader="counter", lines=(frame,))))
    at.asks_for("Comment s’appelle ce terminal\xa0?")
    at.press(Qt.Key.Key_Return)
    at.shows(AskingModel)

    assert at.link.asked[-1][:3] == ("pair", "https://centre.exemple.fr", code)


def test_a_scanner_that_types_a_code_pairs_as_well(at: AtWindow) -> None:
    at.press(Qt.Key.Key_F2)
    at.shows(LineModel)

    at.press(for_scanning(), Qt.Key.Key_Return)

    at.asks_for("Comment s’appelle ce terminal\xa0?")


def test_a_mistyped_code_stays_in_the_line_to_be_corrected(at: AtWindow) -> None:
    code = for_typing().replace(" ", "")
    last = "1" if code[-1] != "1" else "2"
    at.press(Qt.Key.Key_F2)
    at.shows(LineModel)

    at.press(code[:-1] + last, Qt.Key.Key_Return)
    at.wait(lambda: at.pairing.foot.said.title.startswith("Ce n’est pas un code"))
    assert at.line.replace(" ", "") == code[:-1] + last
    at.press(Qt.Key.Key_Backspace, code[-1], Qt.Key.Key_Return)

    at.asks_for("Où est le centre\xa0?")


def test_after_a_refusal_the_same_is_asked_again_by_enter(at: AtWindow) -> None:
    as_far_as_asking(at)
    refused = PairingRefused(reason=PairingRefusal.NOBODY_ANSWERS)

    at.on_worker(lambda: at.link.tell(refused))
    at.asks_for("Où est le centre\xa0?")
    assert at.line == "https://centre.exemple.fr"
    at.press(Qt.Key.Key_Return)
    at.asks_for("Comment s’appelle ce terminal\xa0?")
    at.press(Qt.Key.Key_Return)
    at.shows(AskingModel)

    assert at.link.asked[-1] == at.link.asked[-2]


def test_esc_leads_out_of_every_step_and_asks_nobody(at: AtWindow) -> None:
    at.press(Qt.Key.Key_F2)
    at.shows(LineModel)
    at.press(for_typing(), Qt.Key.Key_Return)
    at.asks_for("Où est le centre\xa0?")
    at.press("x", Qt.Key.Key_Return)
    at.asks_for("Comment s’appelle ce terminal\xa0?")

    at.press(Qt.Key.Key_Escape, Qt.Key.Key_Escape, Qt.Key.Key_Escape)
    at.shows(CentreModel)

    assert at.link.asked == [("list_waiting",)]


def test_enter_on_an_empty_line_is_heard_and_does_nothing(at: AtWindow) -> None:
    at.press(Qt.Key.Key_F2)
    at.shows(LineModel)

    at.press(Qt.Key.Key_Return)

    assert at.heard == [Sound.WARNING]


def test_a_till_leaves_its_centre_only_when_del_is_pressed_twice(at: AtWindow) -> None:
    at.on_worker(lambda: at.link.tell_standing(UP_TO_DATE))
    at.wait(lambda: isinstance(at.page, CentreModel) and bool(at.page.facts))

    at.press(Qt.Key.Key_Delete)
    at.wait(lambda: isinstance(at.page, CentreModel) and "Suppr" in at.page.banner.title)
    assert ("unpair",) not in at.link.asked
    at.press(Qt.Key.Key_Delete)

    at.wait(lambda: at.link.asked[-1] == ("unpair",))


def test_the_buttons_are_the_keys(at: AtWindow) -> None:
    buttons = {each.accessibleName(): each for each in at.window.findChildren(QAbstractButton)}

    QTest.mouseClick(buttons["Appairer…"], Qt.MouseButton.LeftButton)

    at.shows(LineModel)
