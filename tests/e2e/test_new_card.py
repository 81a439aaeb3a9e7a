"""F3 through the real windows: a blank on the simulated reader is written, and finds its member later."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from fidpos.bootstrap.clock import SystemClock
from fidpos.bootstrap.till import TillProgram, assemble
from fidpos.domain.card_writing import WriteProblem
from fidpos.readers.drivers.simulated.driver import SimulatedDriver
from fidpos.readers.drivers.simulated.virtual_cards import AppletCard, VirtualChip
from fidpos.settings.till_settings import TillSettings
from fidpos.ui.app import show
from fidpos.ui.presenters.models import CheckoutModel, LockModel, MemberModel, NamesModel
from fidpos.ui.presenters.task.models import ListModel, TaskModel, WaitModel
from fidpos.ui.settings import UiSettings
from tests.helpers.counter import PAUL, PIN
from tests.helpers.leaving import put_away
from tests.helpers.real_shop import card_number, found_shop
from tests.helpers.virtual_cards.blank_cards import FORMATS, BlankApplet, BlankTag
from tests.helpers.window_counter import dispose

LIMIT_MS = 60_000


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

    def wait_for_lines(self, word: str) -> list[str]:
        """The titles of the list that has a line with this word."""
        self.qtbot.waitUntil(lambda: any(word in title for title in self._lines()), timeout=LIMIT_MS)
        return self._lines()

    def wait_for_reader(self) -> None:
        """A card is to be held out."""
        self.qtbot.waitUntil(self._waits, timeout=LIMIT_MS)

    def begin_new_card(self) -> list[str]:
        """F3, then the first line of the member's file; the kinds of cards."""
        self.type(Qt.Key.Key_F3)
        self.wait_for_lines("Nouvelle carte")
        self.type("1")
        return self.wait_for_lines("NTAG")

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
        screen, task = self._screen(), self._task()
        if task is not None:
            return task.said.title if task.said is not None else ""
        return screen.banner.title if isinstance(screen, CheckoutModel) else ""

    def _member(self) -> str:
        screen = self._screen()
        shown = screen.member if isinstance(screen, CheckoutModel) else None
        return shown.name if isinstance(shown, MemberModel) else ""

    def _task(self) -> TaskModel | None:
        screen = self._screen()
        return screen.task if isinstance(screen, CheckoutModel) else None

    def _lines(self) -> list[str]:
        task = self._task()
        shown = task.body if task is not None else None
        return [line.title for line in shown.lines] if isinstance(shown, ListModel) else []

    def _waits(self) -> bool:
        task = self._task()
        return task is not None and isinstance(task.body, WaitModel)


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
        put_away(program)
        dispose(program)


def test_a_blank_tag_becomes_the_members_card(counter: Counter) -> None:
    tag = BlankTag()
    assert counter.begin_new_card()[2] == "Carte sans contact NTAG"
    counter.type("3")
    counter.wait_for_reader()
    counter.hold_out(tag)
    counter.wait_for_banner("remettez‑la au client")
    counter.type(Qt.Key.Key_Escape)
    counter.wait_for_member("")
    counter.hold_out(tag)

    counter.wait_for_member("Prénom1 Essai")


def test_a_blank_of_another_kind_is_said_and_the_right_one_is_written(counter: Counter) -> None:
    counter.begin_new_card()
    counter.type("1")
    counter.wait_for_reader()
    counter.hold_out(BlankTag())
    counter.wait_for_banner(counter.program.texts.say(f"write.{WriteProblem.OTHER_KIND.value}"))
    counter.wait_for_reader()
    counter.hold_out(BlankApplet())

    counter.wait_for_banner("remettez‑la au client")


def test_a_card_on_paper_is_a_file_of_the_till(counter: Counter, folder: Path) -> None:
    counter.begin_new_card()
    counter.type("4")
    counter.wait_for_banner("prête à imprimer")

    (card,) = (folder / "cards").iterdir()
    assert card.read_bytes().startswith(b"%PDF-")
