"""A till that was used alone is paired at its own window, by keys alone, with a centre that really runs."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
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
from fidpos.ui.presenters.models import CheckoutModel, LockModel
from fidpos.ui.presenters.models import NamesModel as StaffNames
from fidpos.ui.presenters.screen import Screen
from fidpos.ui.presenters.technician.models import (
    CentreModel,
    LineModel,
    NamesModel,
    PairingModel,
    TechnicianModel,
)
from fidpos.ui.settings import UiSettings
from fidpos.wire.sync.pairing_code import typed
from tests.helpers.centre_process import CentrePlace, CentreProcess, Network
from tests.helpers.counter import PIN
from tests.helpers.leaving import put_away
from tests.helpers.linked_till import new_network
from tests.helpers.real_shop import bakery, found_shop

LIMIT_MS = 90_000
ENTER, ESCAPE = Qt.Key.Key_Return, Qt.Key.Key_Escape
MANAGER = "Paul"


class AtTheWindow:
    """Somebody with a keyboard."""

    def __init__(self, program: TillProgram, qtbot: QtBot) -> None:
        self._program = program
        self._qtbot = qtbot

    @property
    def screen(self) -> Screen | object:
        return self._program.ui.desk.screen

    @property
    def page(self) -> object:
        """Of the technician's desk; the step of the pairing while that is on."""
        page = self.screen.page if isinstance(self.screen, TechnicianModel) else None
        return page.body if isinstance(page, PairingModel) else page

    def press(self, *keys: Qt.Key | str) -> None:
        for key in keys:
            if isinstance(key, str):
                QTest.keyClicks(self._program.ui.window, key)
            else:
                QTest.keyClick(self._program.ui.window, key)

    def until(self, holds: Callable[[], bool]) -> None:
        self._qtbot.waitUntil(holds, timeout=LIMIT_MS)

    def sees(self, page: type[object]) -> None:
        self.until(lambda: isinstance(self.page, page))

    def asks(self, label: str) -> None:
        self.until(lambda: isinstance(self.page, LineModel) and self.page.label == label)

    def says(self, light: str) -> Callable[[], bool]:
        """Whether the light of the centre says this."""

        def said() -> bool:
            lights = self.screen.status.lights if isinstance(self.screen, LockModel | CheckoutModel) else ()
            return any(each.label == "Centre" and light in each.text for each in lights)

        return said

    def pairs(self, code: str, address: str) -> None:
        """From the checkout to the names of the paired till."""
        self.press(Qt.Key.Key_F11)
        self.until(lambda: isinstance(self.screen, TechnicianModel))
        self.press(Qt.Key.Key_F10, Qt.Key.Key_F2, code, ENTER)
        self.asks("Adresse du centre")
        self.press(address, ENTER)
        self.asks("Nom de ce terminal")
        self.press(Qt.Key.Key_Delete, "Caisse 7", ENTER)
        self.sees(NamesModel)

    def leaves_the_desk(self) -> None:
        """From the centre's page to the till that is another one now."""
        self.sees(CentreModel)
        self.press(ESCAPE, ESCAPE)
        self.until(lambda: isinstance(self.screen, LockModel))

    def sign_in(self) -> None:
        """The manager, by name and PIN."""
        self.until(lambda: isinstance(self.screen, LockModel))
        panel = self.screen.panel if isinstance(self.screen, LockModel) else None
        assert isinstance(panel, StaffNames)
        self.press(next(tile.number for tile in panel.tiles if tile.name.startswith(MANAGER)))
        self.press(PIN, ENTER)
        self.until(lambda: isinstance(self.screen, CheckoutModel))


@contextmanager
def window_of(root: Path, qtbot: QtBot) -> Iterator[AtTheWindow]:
    """The whole program on this folder, without a reader."""
    program = assemble(
        TillFolder(root),
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
def baker(place: CentrePlace) -> Network:
    """A merchant who published what the till that was used alone has."""
    return new_network(place, bakery())


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Folder of a till with a programme and staff of its own, which serves real customers."""
    folder = tmp_path / "till"
    found_shop(folder, members=0, whole_program=True)
    with closing(open_store(TillFolder(folder), SystemClock()).store) as store:
        store.put_identity(replace(store.identity(), production=True))
    return folder


def test_a_till_is_paired_at_its_window_and_starts_anew_as_what_the_centre_says(
    centre: CentreProcess, baker: Network, root: Path, qtbot: QtBot
) -> None:
    with window_of(root, qtbot) as at:
        at.sign_in()
        assert at.says("non appairé")()
        at.pairs(typed(baker.code()).lower().replace(" ", ""), centre.url)
        names = [name.value for name in at.page.names]  # type: ignore[attr-defined]  # as seen above
        at.press(ENTER)
        at.leaves_the_desk()
        at.until(at.says("à jour"))

        assert names == ["Maison Test", "Lyon", "Caisse 7"]
    with baker.place.operator() as operator:
        assert [till.name for till in operator.tills(baker.number)] == ["Caisse 7"]


def test_a_centre_that_does_not_answer_costs_neither_the_code_nor_what_was_typed(
    centre: CentreProcess, baker: Network, root: Path, qtbot: QtBot
) -> None:
    with window_of(root, qtbot) as at:
        at.sign_in()
        at.press(Qt.Key.Key_F11, Qt.Key.Key_F10, Qt.Key.Key_F2, typed(baker.code()), ENTER)
        at.asks("Adresse du centre")
        at.press("http://127.0.0.1:9", ENTER)
        at.asks("Nom de ce terminal")
        at.press(ENTER)
        at.asks("Adresse du centre")
        foot = at.screen.page.foot  # type: ignore[attr-defined]  # the pairing's, as asked above

        assert foot.said.title == "Aucun centre ne répond à cette adresse"
        at.press(Qt.Key.Key_Delete, centre.url, ENTER)
        at.asks("Nom de ce terminal")
        at.press(ENTER)
        at.sees(NamesModel)


def test_a_till_leaves_its_centre_at_its_window_once_nothing_waits(
    centre: CentreProcess, baker: Network, root: Path, qtbot: QtBot
) -> None:
    with window_of(root, qtbot) as at:
        at.sign_in()
        at.pairs(typed(baker.code()), centre.url)
        at.press(ENTER)
        at.leaves_the_desk()
        at.sign_in()
        at.until(at.says("à jour"))
        at.press(Qt.Key.Key_F11, Qt.Key.Key_F10)
        at.until(lambda: isinstance(at.page, CentreModel) and at.page.banner.title == "Le centre a tout reçu")
        at.press(Qt.Key.Key_Delete, Qt.Key.Key_Delete)
        at.until(lambda: isinstance(at.page, CentreModel) and not at.page.facts)
        at.leaves_the_desk()

        at.until(at.says("non appairé"))
