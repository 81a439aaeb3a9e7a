"""Training through the real windows: in, a visit that counts nowhere, out, and the shop as it was before."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from fidpos.bootstrap.clock import SystemClock
from fidpos.bootstrap.store import open_store
from fidpos.bootstrap.till import TillProgram, assemble
from fidpos.paths import TillFolder
from fidpos.settings.till_settings import TillSettings
from fidpos.ui.app import show
from fidpos.ui.presenters.models import (
    Accent,
    CheckoutModel,
    LockModel,
    MemberModel,
    NamesModel,
    SearchModel,
    StartModel,
)
from fidpos.ui.presenters.task.models import ListModel, TaskModel
from fidpos.ui.settings import UiSettings
from tests.helpers.counter import INES, PAUL, PIN
from tests.helpers.leaving import put_away
from tests.helpers.real_shop import found_shop

LIMIT_MS = 60_000
ENTER, ESCAPE = Qt.Key.Key_Return, Qt.Key.Key_Escape
MARK = "FORMATION — SANS VALEUR"


class AtTheWindow:
    """Somebody with a keyboard."""

    def __init__(self, program: TillProgram, qtbot: QtBot) -> None:
        self.program = program
        self._qtbot = qtbot

    @property
    def screen(self) -> object:
        return self.program.ui.desk.screen

    @property
    def strip(self) -> str:
        """What the strip at the top says first."""
        screen = self.screen
        assert isinstance(screen, LockModel | CheckoutModel)
        return screen.header.merchant

    @property
    def checkout(self) -> CheckoutModel:
        assert isinstance(self.screen, CheckoutModel)
        return self.screen

    @property
    def lines(self) -> list[str]:
        task = self.screen.task if isinstance(self.screen, CheckoutModel) else None
        body = task.body if isinstance(task, TaskModel) else None
        return [line.title for line in body.lines] if isinstance(body, ListModel) else []

    def press(self, *keys: Qt.Key | str) -> None:
        for key in keys:
            if isinstance(key, str):
                QTest.keyClicks(self.program.ui.window, key)
            else:
                QTest.keyClick(self.program.ui.window, key)

    def wait(self, condition: Callable[[], bool]) -> None:
        self._qtbot.waitUntil(condition, timeout=LIMIT_MS)

    def sign_in(self, name: str) -> None:
        self.wait(lambda: isinstance(self.screen, LockModel))
        panel = self.screen.panel if isinstance(self.screen, LockModel) else None
        assert isinstance(panel, NamesModel)
        self.press(next(tile.number for tile in panel.tiles if tile.name == name))
        self.press(PIN, ENTER)
        self.wait(lambda: isinstance(self.screen, CheckoutModel))

    def choose(self, title: str) -> None:
        """From the list of the shop."""
        self.press(Qt.Key.Key_F10)
        self.wait(lambda: title in self.lines)
        self.press(str(self.lines.index(title) + 1))
        self.wait(lambda: isinstance(self.screen, LockModel))

    def find(self, beginning: str) -> None:
        """The first one whose name begins so."""
        self.press(Qt.Key.Key_F2, beginning)
        self.wait(lambda: self.found > 0)
        self.press(ENTER)
        self.wait(lambda: isinstance(self.checkout.member, MemberModel))

    @property
    def found(self) -> int:
        column = self.checkout.column
        return len(column.lines) if isinstance(column, SearchModel) else 0


@contextmanager
def window_of(folder: TillFolder, qtbot: QtBot) -> Iterator[AtTheWindow]:
    program = assemble(
        folder,
        TillSettings(readers={}),
        SystemClock(),
        ui_settings=UiSettings(sounds=False, fullscreen=False, answer_guard_s=0),
    )
    show(program.ui, fullscreen=False)
    try:
        yield AtTheWindow(program, qtbot)
    finally:
        put_away(program)


@pytest.fixture
def folder(tmp_path: Path) -> TillFolder:
    """A shop that serves customers."""
    made = found_shop(tmp_path / "till", members=2, whole_program=True).folder
    with closing(open_store(made, SystemClock()).store) as store:
        store.put_identity(replace(store.identity(), production=True))
    return made


def fingerprint(folder: TillFolder) -> str:
    """Of the store; what is closed stands in this one file."""
    return sha256(folder.store.read_bytes()).hexdigest()


def recorded(folder: TillFolder) -> int:
    """How many events the journal has."""
    with closing(open_store(folder, SystemClock()).store) as store:
        return store.days.journal_head().seq


def test_what_is_done_in_training_is_nowhere_in_the_real_shop(folder: TillFolder, qtbot: QtBot) -> None:
    with window_of(folder, qtbot) as at:
        at.sign_in(PAUL.name)
        assert at.strip == "Maison Test"
        at.choose("Formation")
        before = fingerprint(folder)
        assert at.strip == MARK
        at.sign_in(INES.name)
        assert at.strip == MARK
        at.find("ma")
        at.press("1250")
        at.wait(lambda: at.checkout.primary.enabled)
        at.press(ENTER)
        at.wait(lambda: at.checkout.banner.accent is Accent.SUCCESS)
        at.press(ESCAPE)
        at.choose("Quitter la formation")
        assert fingerprint(folder) == before
        assert at.strip == "Maison Test"

    assert recorded(folder.training) > 1


def test_a_program_that_starts_anew_is_in_the_real_shop(folder: TillFolder, qtbot: QtBot) -> None:
    with window_of(folder, qtbot) as at:
        at.sign_in(PAUL.name)
        at.choose("Formation")
    with window_of(folder, qtbot) as at:
        at.wait(lambda: isinstance(at.screen, LockModel))
        assert at.strip == "Maison Test"


def test_where_there_is_no_room_to_practise_the_till_says_so_and_opens_the_shop_again(
    folder: TillFolder, qtbot: QtBot
) -> None:
    folder.training.root.write_text("in the way")
    folder.root.joinpath("training.making").write_text("in the way")
    with window_of(folder, qtbot) as at:
        at.sign_in(PAUL.name)
        at.press(Qt.Key.Key_F10)
        at.wait(lambda: "Formation" in at.lines)
        at.press(str(at.lines.index("Formation") + 1))
        at.wait(lambda: isinstance(at.screen, StartModel) and at.screen.failed)
        at.press(ENTER)
        at.sign_in(PAUL.name)
        assert at.strip == "Maison Test"
