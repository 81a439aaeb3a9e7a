"""From an empty folder to a first visit that reaches the centre on the same PC, through the real windows."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from fidpos.bootstrap.clock import SystemClock
from fidpos.bootstrap.operator import operator_at
from fidpos.bootstrap.till import TillProgram, assemble
from fidpos.paths import TillFolder
from fidpos.settings.till_settings import TillSettings
from fidpos.ui.app import show
from fidpos.ui.presenters.models import CheckoutModel, FirstRunModel, LockModel, MemberModel
from fidpos.ui.presenters.task.models import FormModel, ListModel, ReviewModel, TaskModel
from fidpos.ui.settings import UiSettings
from tests.helpers.fresh_pc import fresh_pc
from tests.helpers.leaving import put_away

LIMIT_MS = 60_000
PIN = "482915"
ENTER = Qt.Key.Key_Return
COUNT_VISITS = "SELECT count(*) FROM visits"


@dataclass
class Screen:
    """The window, its keyboard, and what is on it."""

    program: TillProgram
    qtbot: QtBot

    @property
    def shown(self) -> object:
        return self.program.ui.desk.screen

    def type(self, *keys: Qt.Key | str) -> None:
        for key in keys:
            if isinstance(key, str):
                QTest.keyClicks(self.program.ui.window, key)
            else:
                QTest.keyClick(self.program.ui.window, key)

    def wait(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=LIMIT_MS)

    def page(self, step: str) -> FirstRunModel:
        """Once the page whose Enter or lines begin so is there and takes keys."""
        self.wait(lambda: self._is_at(step) and self.program.ui.desk.is_answered)
        shown = self.shown
        assert isinstance(shown, FirstRunModel)
        return shown

    def fill(self, *texts: str) -> None:
        """One text a field, each with Enter; an empty one leaves what is there."""
        for at, text in enumerate(texts):
            self._await_field(at)
            self.type(*((Qt.Key.Key_Delete, text) if text else ()), ENTER)

    def _await_field(self, at: int) -> None:
        self.wait(lambda: self._field == at and self.program.ui.desk.is_answered)

    @property
    def _field(self) -> int | None:
        body = self._task.body if self._task is not None else None
        return body.at if isinstance(body, FormModel) else None

    @property
    def _task(self) -> TaskModel | None:
        shown = self.shown
        return shown.task if isinstance(shown, FirstRunModel | CheckoutModel) else None

    def enrol(self, phone: str, family_name: str, given_name: str) -> None:
        """Somebody new, without a card and without consents, who is then attached."""
        self.type(Qt.Key.Key_F3)
        self.fill(phone, family_name, given_name, "", "")
        self.fill("", "")
        self.wait(lambda: self._is_review(with_code=False))
        self.type(ENTER)
        self.wait(lambda: self._is_review(with_code=True))
        self.type(ENTER)
        self.wait(lambda: self._has_member)

    @property
    def _has_member(self) -> bool:
        return isinstance(self.shown, CheckoutModel) and isinstance(self.shown.member, MemberModel)

    def _is_review(self, *, with_code: bool) -> bool:
        body = self._task.body if self._task is not None else None
        is_shown = isinstance(body, ReviewModel) and bool(body.code) is with_code
        return is_shown and self.program.ui.desk.is_answered

    def _is_at(self, lead: str) -> bool:
        return isinstance(self.shown, FirstRunModel) and lead in self.shown.task.lead


@pytest.fixture
def folder() -> Iterator[TillFolder]:
    with fresh_pc() as found:
        yield found


@pytest.fixture
def screen(qtbot: QtBot, folder: TillFolder) -> Iterator[Screen]:
    folder.create()
    program = assemble(
        folder, TillSettings(), SystemClock(), ui_settings=UiSettings(answer_guard_s=0, sounds=False)
    )
    qtbot.addWidget(program.ui.window)
    show(program.ui, fullscreen=False)
    yield Screen(program, qtbot)
    put_away(program)


def test_an_empty_folder_becomes_a_shop_whose_first_visit_reaches_its_own_centre(
    screen: Screen, folder: TillFolder
) -> None:
    screen.page("Your language")
    screen.type("2")
    assert isinstance(screen.page("this PC to become").task.body, ListModel)
    screen.type("2")
    screen.page("called")
    screen.fill("Harbour shop", "Lenoir & Co", "Club Card", "Till 1")
    screen.page("which country")
    screen.type("1")
    screen.page("time zone")
    screen.fill("", "", "")
    screen.page("Who is the manager")
    screen.fill("Helen Lenoir", PIN, PIN)
    screen.page("everybody")
    screen.type(ENTER)
    screen.page("Which programme")
    screen.type("1")
    screen.page("A point per euro")
    screen.type(ENTER)
    screen.page("plugged in")
    screen.type(ENTER)
    screen.page("Is everything right")
    screen.type(ENTER)
    screen.page("ready to serve")
    screen.type(ENTER)
    screen.wait(lambda: isinstance(screen.shown, LockModel))
    screen.type("1", PIN, ENTER)
    screen.wait(lambda: isinstance(screen.shown, CheckoutModel))
    screen.enrol("0639980777", "Petit", "Lina")
    screen.type("1240")
    screen.wait(lambda: isinstance(screen.shown, CheckoutModel) and screen.shown.primary.enabled)
    screen.type(ENTER)

    def visits_at_centre() -> int:
        with operator_at(folder.centre, {}) as operator, operator.work(1) as work:
            row = work.connection.execute(COUNT_VISITS).fetchone()
        assert row is not None
        return int(row[0])

    screen.wait(lambda: visits_at_centre() == 1)
    assert not folder.first_run.exists()
