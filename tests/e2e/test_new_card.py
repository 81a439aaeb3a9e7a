"""F3 through the real windows: a blank on the simulated reader is written, and finds its member later."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from fidpos.bootstrap.clock import SystemClock
from fidpos.bootstrap.till import TillProgram, assemble, leave
from fidpos.domain.card_writing import WriteProblem
from fidpos.readers.drivers.simulated.driver import SimulatedDriver
from fidpos.readers.drivers.simulated.virtual_cards import AppletCard, VirtualChip
from fidpos.settings.till_settings import TillSettings
from fidpos.ui.app import show
from fidpos.ui.presenters.models import CheckoutModel, LockModel, MemberModel, NamesModel, NewCardModel
from fidpos.ui.settings import UiSettings
from tests.helpers.counter import PAUL, PIN
from tests.helpers.real_shop import card_number, found_shop
from tests.helpers.virtual_cards.blank_cards import FORMATS, BlankApplet, BlankTag

LIMIT_MS = 20_000


@dataclass
class Counter:
    """A till with its window, a keyboard, and a hand with cards."""

    program: TillProgram
    qtbot: QtBot

    def type(self, *keys: Qt.Key | str) -> None:
        for key in keys:
            if isinstance(key, str):
                QTest.keyClicks(self.program.ui.window, key)
            else:
                QTest.keyClick(self.program.ui.window, key)

    def hold_out(self, chip: VirtualChip) -> None:
        reader = self.program.reader("simulated")
        assert isinstance(reader, SimulatedDriver)
        reader.insert(chip)
        reader.remove()

    def wait_for_banner(self, words: str) -> None:
        self.qtbot.waitUntil(lambda: words in self._said(), timeout=LIMIT_MS)

    def wait_for_member(self, name: str) -> None:
        self.qtbot.waitUntil(lambda: self._member() == name, timeout=LIMIT_MS)

    def wait_for_kinds(self) -> NewCardModel:
        self.qtbot.waitUntil(lambda: self._column() is not None, timeout=LIMIT_MS)
        column = self._column()
        assert column is not None
        return column

    def sign_in(self) -> None:
        panel = self._names()
        number = next(tile.number for tile in panel.tiles if tile.name == PAUL.name)
        self.type(number, PIN, Qt.Key.Key_Return)
        self.qtbot.waitUntil(lambda: isinstance(self._screen(), CheckoutModel), timeout=LIMIT_MS)

    def _screen(self) -> object:
        return self.program.ui.desk.screen

    def _names(self) -> NamesModel:
        screen = self._screen()
        assert isinstance(screen, LockModel)
        assert isinstance(screen.panel, NamesModel)
        return screen.panel

    def _said(self) -> str:
        screen = self._screen()
        return screen.banner.title if isinstance(screen, CheckoutModel) else ""

    def _member(self) -> str:
        screen = self._screen()
        shown = screen.member if isinstance(screen, CheckoutModel) else None
        return shown.name if isinstance(shown, MemberModel) else ""

    def _column(self) -> NewCardModel | None:
        screen = self._screen()
        shown = screen.column if isinstance(screen, CheckoutModel) else None
        return shown if isinstance(shown, NewCardModel) else None


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "till"


@pytest.fixture
def counter(qtbot: QtBot, folder: Path) -> Iterator[Counter]:
    shop = found_shop(folder, members=2, whole_program=True)
    program = assemble(
        shop.folder,
        TillSettings(readers={"simulated": {}}, cards=FORMATS),
        SystemClock(),
        ui_settings=UiSettings(sounds=False, fullscreen=False, answer_guard_s=0),
    )
    try:
        with qtbot.waitSignal(program.ui.gateway.opened, timeout=LIMIT_MS):
            show(program.ui, fullscreen=False)
        made = Counter(program, qtbot)
        made.sign_in()
        made.hold_out(AppletCard(card_number(1)))
        made.wait_for_member("Prénom1 Essai")
        yield made
    finally:
        program.ui.window.close()
        assert leave(program, 0) == 0


def test_a_blank_tag_becomes_the_members_card(counter: Counter) -> None:
    tag = BlankTag()
    counter.type(Qt.Key.Key_F3)
    titles = [line.title for line in counter.wait_for_kinds().lines]
    assert titles[2] == "Carte sans contact NTAG"
    counter.type("3")
    counter.wait_for_banner("Présentez la carte vierge")
    counter.hold_out(tag)
    counter.wait_for_banner("remettez‑la au client")
    counter.type(Qt.Key.Key_Escape)
    counter.wait_for_member("")
    counter.hold_out(tag)

    counter.wait_for_member("Prénom1 Essai")


def test_a_blank_of_another_kind_is_said_and_the_right_one_is_written(counter: Counter) -> None:
    counter.type(Qt.Key.Key_F3)
    counter.wait_for_kinds()
    counter.type("1")
    counter.wait_for_banner("Présentez la carte vierge")
    counter.hold_out(BlankTag())
    counter.wait_for_banner(counter.program.texts.say(f"write.{WriteProblem.OTHER_KIND.value}"))
    assert counter.wait_for_kinds().failed
    counter.hold_out(BlankApplet())

    counter.wait_for_banner("remettez‑la au client")


def test_a_card_on_paper_is_a_file_of_the_till(counter: Counter, folder: Path) -> None:
    counter.type(Qt.Key.Key_F3)
    counter.wait_for_kinds()
    counter.type("4")
    counter.wait_for_banner("prête à imprimer")

    (card,) = (folder / "cards").iterdir()
    assert card.read_bytes().startswith(b"%PDF-")
