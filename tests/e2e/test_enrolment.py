"""F3 through the real windows: somebody new, with a chip held out in the middle, or a code to photograph."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from fidpos.bootstrap.clock import SystemClock
from fidpos.bootstrap.till import TillProgram, assemble
from fidpos.readers.drivers.simulated.driver import SimulatedDriver
from fidpos.readers.drivers.simulated.virtual_cards import AppletCard
from fidpos.settings.till_settings import TillSettings
from fidpos.ui.app import show
from fidpos.ui.presenters.models import CheckoutModel, LockModel, MemberModel, NamesModel
from fidpos.ui.presenters.task.models import FormModel, ReviewModel, TaskModel
from fidpos.ui.settings import UiSettings
from tests.helpers.counter import INES, PIN
from tests.helpers.leaving import put_away
from tests.helpers.real_shop import card_number, found_shop
from tests.helpers.window_counter import dispose

LIMIT_MS = 60_000
NEW_CARD = card_number(77)
"""Nobody's: the shop has two members."""
ENTER = Qt.Key.Key_Return


@dataclass
class Counter:
    """A till with its window, its keyboard and its cards."""

    program: TillProgram
    qtbot: QtBot

    @property
    def screen(self) -> object:
        return self.program.ui.desk.screen

    @property
    def task(self) -> TaskModel | None:
        screen = self.screen
        shown = screen.task if isinstance(screen, CheckoutModel) else None
        return shown if isinstance(shown, TaskModel) else None

    @property
    def has_answered(self) -> bool:
        """Whether the next Enter is a new one: a second one while the first is answered is not heard."""
        return not self.program.ui.desk._intake.is_waiting

    @property
    def member(self) -> str:
        screen = self.screen
        shown = screen.member if isinstance(screen, CheckoutModel) else None
        return shown.name if isinstance(shown, MemberModel) else ""

    def wait(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=LIMIT_MS)

    def type(self, *keys: Qt.Key | str) -> None:
        for key in keys:
            if isinstance(key, str):
                QTest.keyClicks(self.program.ui.window, key)
            else:
                QTest.keyClick(self.program.ui.window, key)

    def sign_in(self) -> None:
        screen = self.screen
        assert isinstance(screen, LockModel)
        assert isinstance(screen.panel, NamesModel)
        number = next(tile.number for tile in screen.panel.tiles if tile.name == INES.name)
        self.type(number, PIN, ENTER)
        self.wait(lambda: isinstance(self.screen, CheckoutModel))

    def tap(self, number: str) -> None:
        reader = self.program.reader("simulated")
        assert isinstance(reader, SimulatedDriver)
        reader.insert(AppletCard(number))
        reader.remove()

    def form(self, at: int) -> FormModel:
        """Once the keys are in that field, counted from 0."""
        self.wait(lambda: self._body_at(at) is not None and self.has_answered)
        body = self._body_at(at)
        assert body is not None
        return body

    def review(self, *, with_code: bool = False) -> ReviewModel:
        """Once there is something to look at."""
        self.wait(lambda: self._review(with_code) is not None and self.has_answered)
        body = self._review(with_code)
        assert body is not None
        return body

    def fill_first_page(self, phone: str, family_name: str, given_name: str) -> None:
        self.type(Qt.Key.Key_F3)
        for at, text in enumerate((phone, family_name, given_name, "", "")):
            self.form(at)
            self.type(text, ENTER)
        self.form(0)

    def _body_at(self, at: int) -> FormModel | None:
        task = self.task
        body = task.body if task is not None else None
        return body if isinstance(body, FormModel) and body.at == at else None

    def _review(self, with_code: bool) -> ReviewModel | None:
        task = self.task
        body = task.body if task is not None else None
        return body if isinstance(body, ReviewModel) and bool(body.code) is with_code else None


@pytest.fixture
def counter(qtbot: QtBot, tmp_path: Path) -> Iterator[Counter]:
    shop = found_shop(tmp_path / "till", members=2, whole_program=True)
    program = assemble(
        shop.folder,
        TillSettings(readers={"simulated": {}}),
        SystemClock(),
        ui_settings=UiSettings(sounds=False, fullscreen=False, answer_guard_s=0),
    )
    try:
        with qtbot.waitSignal(program.ui.gateway.opened, timeout=LIMIT_MS):
            show(program.ui, fullscreen=False)
        made = Counter(program, qtbot)
        made.sign_in()
        yield made
    finally:
        put_away(program)
        dispose(program)


def test_a_chip_held_out_in_the_middle_is_the_new_members_and_is_known_the_next_time(
    counter: Counter,
) -> None:
    counter.fill_first_page("0639980777", "Petit", "Lina")
    counter.tap(NEW_CARD)
    counter.type("1")
    counter.form(1)
    counter.type("2")
    facts = [fact.value for fact in counter.review().facts]
    counter.type(ENTER)
    counter.wait(lambda: counter.member == "Lina Petit")
    counter.type(Qt.Key.Key_Escape)
    counter.wait(lambda: counter.member == "")

    counter.tap(NEW_CARD)

    counter.wait(lambda: counter.member == "Lina Petit")
    assert facts[:2] == ["Lina Petit", "06 39 98 07 77"]
    assert facts[2:4] == ["Oui", "Non"]
    assert facts[-1].endswith(NEW_CARD[-4:])


def test_without_a_card_a_code_is_shown_and_the_typed_amount_stays(counter: Counter) -> None:
    counter.type("4550")
    counter.fill_first_page("0639980777", "Petit", "Lina")
    counter.type(ENTER)
    counter.form(1)
    counter.type(ENTER)
    counter.review()
    counter.type(ENTER)
    code = counter.review(with_code=True).code
    counter.type(ENTER)
    counter.wait(lambda: counter.member == "Lina Petit")

    screen = counter.screen
    assert isinstance(screen, CheckoutModel)
    assert len(code) == len(code[0]) >= 21
    assert "45,50" in "".join(part.text for part in screen.amount.segments)


def test_whoever_is_a_member_already_is_shown_while_one_types_and_taken_with_two_keys(
    counter: Counter,
) -> None:
    counter.type(Qt.Key.Key_F3)
    counter.form(0)
    counter.type(ENTER)
    counter.form(1)
    counter.type("Essai", ENTER)
    counter.form(2)
    counter.type("Prenom1")
    counter.wait(lambda: [line.title for line in counter.form(2).lines] == ["Prénom1 Essai"])
    counter.type(Qt.Key.Key_Down, ENTER)

    counter.wait(lambda: counter.member == "Prénom1 Essai")
