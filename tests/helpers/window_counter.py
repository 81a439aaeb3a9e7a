"""The whole till behind its real window, as those see it who stand at it: keys, cards, and words on a screen.

Whoever presses a key first waits until the last one was answered, as people do; what is awaited are words,
wherever on the screen they stand.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields, is_dataclass
from typing import Self

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from pytestqt.exceptions import TimeoutError as QtBotTimeout
from pytestqt.qtbot import QtBot

from fidpos.bootstrap.clock import SystemClock
from fidpos.bootstrap.till import TillProgram, assemble
from fidpos.domain.clock import Clock
from fidpos.localdb.store import LocalStore
from fidpos.paths import TillFolder
from fidpos.readers.drivers.simulated.driver import SimulatedDriver
from fidpos.readers.drivers.simulated.virtual_cards import AppletCard, PrintedCode, VirtualChip
from fidpos.settings.till_settings import TillSettings
from fidpos.ui.app import show
from fidpos.ui.presenters.models import CheckoutModel, LockModel, MemberModel, NamesModel
from fidpos.ui.settings import UiSettings
from tests.helpers.counter import INES, PIN
from tests.helpers.leaving import put_away
from tests.helpers.real_shop import card_number, keys_of

LIMIT_MS = 60_000

ENTER, ESC, DELETE = Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Delete
UP, DOWN = Qt.Key.Key_Up, Qt.Key.Key_Down
F1, F2, F3, F4 = Qt.Key.Key_F1, Qt.Key.Key_F2, Qt.Key.Key_F3, Qt.Key.Key_F4
F5, F6, F7, F8 = Qt.Key.Key_F5, Qt.Key.Key_F6, Qt.Key.Key_F7, Qt.Key.Key_F8
F9, F10, F12 = Qt.Key.Key_F9, Qt.Key.Key_F10, Qt.Key.Key_F12
LEFT, RIGHT = Qt.Key.Key_Left, Qt.Key.Key_Right


@dataclass(frozen=True, slots=True)
class Shift:
    """A key with Shift held down."""

    key: Qt.Key


SHIFT_F3, SHIFT_F8 = Shift(Qt.Key.Key_F3), Shift(Qt.Key.Key_F8)

Keys = Qt.Key | Shift | str


@dataclass
class WindowCounter:
    """A till in its window; each method returns once the screen says what it should."""

    program: TillProgram
    folder: TillFolder
    clock: Clock
    qtbot: QtBot

    # Hands

    def press(self, *keys: Keys) -> Self:
        """One after the other, each once the one before was answered; a text is typed sign by sign."""
        window = self.program.ui.window
        for key in keys:
            self.wait(lambda: self.program.ui.desk.is_answered)
            match key:
                case str():
                    QTest.keyClicks(window, key)
                case Shift(shifted):
                    QTest.keyClick(window, shifted, Qt.KeyboardModifier.ShiftModifier)
                case _:
                    QTest.keyClick(window, key)
        return self

    def hold_out(self, chip: VirtualChip | PrintedCode) -> Self:
        """Lay it on the reader, where it stays."""
        self.reader.insert(chip)
        return self

    def take_away(self) -> Self:
        """Nothing lies there any more."""
        self.reader.remove()
        return self

    def tap(self, chip: VirtualChip | PrintedCode) -> Self:
        """Hold it out and take it back."""
        return self.hold_out(chip).take_away()

    def tap_member(self, number: int) -> Self:
        """The card of member `number`, until they are shown."""
        return self.tap(AppletCard(card_number(number))).sees_member(f"Prénom{number} ")

    def sign_in(self, name: str = INES.name, pin: str = PIN) -> Self:
        """From the lock screen, by the digit of the name."""
        self.wait(lambda: self._names is not None)
        names = self._names
        assert names is not None
        number = next(tile.number for tile in names.tiles if tile.name == name)
        self.press(number, pin, ENTER)
        self.wait(lambda: isinstance(self.screen, CheckoutModel))
        return self

    def lock(self) -> Self:
        """F9."""
        self.press(F9)
        self.wait(lambda: isinstance(self.screen, LockModel))
        return self

    def manager_says_yes(self) -> Self:
        """Paul, the only one there: chosen by his digit, then his PIN."""
        return self.sees("Un responsable se désigne").press("1").sees("tape son code").press(PIN, ENTER)

    def close_visit(self, cents: str) -> Self:
        """The amount and Enter, for whoever is attached; then the till is done with it."""
        self.press(cents).sees_amount(cents).press(ENTER)
        return self.sees("points →")

    # Eyes

    def sees(self, *words: str) -> Self:
        """Until all of them are on the screen and the till waits for the next key."""
        self.wait(
            lambda: self.program.ui.desk.is_answered and all(each in self.words for each in words),
            lambda: f"{words} is not on the screen: {self.gist}",
        )
        return self

    def sees_no(self, word: str) -> Self:
        """Until it is gone."""
        self.wait(lambda: self.program.ui.desk.is_answered and word not in self.words)
        return self

    def sees_member(self, name: str) -> Self:
        """Until whoever's name begins so is attached; nobody for an empty name."""
        self.wait(
            lambda: self.member.startswith(name) if name else not self.member,
            lambda: f"{self.member!r} is attached: {self.gist}",
        )
        return self

    def sees_amount(self, cents: str) -> Self:
        """Until the till itself has computed what was typed."""
        shown = f"{int(cents) // 100},{int(cents) % 100:02d}"
        self.wait(lambda: shown in self.due, lambda: f"{shown!r} is not due but {self.due!r}")
        return self

    @property
    def screen(self) -> object:
        return self.program.ui.desk.screen

    @property
    def words(self) -> str:
        """All that stands on the screen, a line for each piece of text, with plain spaces and hyphens."""
        return plain("\n".join(texts_in(self.screen)))

    @property
    def gist(self) -> str:
        """The task, or the banner, without what stands around it."""
        screen = self.screen
        shown = (screen.task or screen.banner) if isinstance(screen, CheckoutModel) else screen
        return plain(" | ".join(texts_in(shown)))

    @property
    def member(self) -> str:
        """Whose name stands in the left column."""
        shown = self.screen.member if isinstance(self.screen, CheckoutModel) else None
        return shown.name if isinstance(shown, MemberModel) else ""

    @property
    def points(self) -> int:
        """What the left column says that the member has."""
        assert isinstance(self.screen, CheckoutModel)
        assert isinstance(self.screen.member, MemberModel)
        return int("".join(sign for sign in self.screen.member.points if sign.isdecimal()))

    @property
    def said(self) -> str:
        """The banner, or what a task says in its place."""
        screen = self.screen
        assert isinstance(screen, CheckoutModel)
        banner = screen.banner if screen.task is None else screen.task.said
        return plain("\n".join(texts_in(banner)))

    @property
    def lead(self) -> str:
        """What the task asks for now; empty without a task."""
        screen = self.screen
        task = screen.task if isinstance(screen, CheckoutModel) else None
        return plain(task.lead) if task is not None else ""

    @property
    def due(self) -> str:
        """What the customer reads on their own screen."""
        model = self.program.customer.model
        return plain(model.amount) if model is not None else ""

    def wait(
        self, condition: Callable[[], bool], missed: Callable[[], str] = lambda: "it never came to that"
    ) -> None:
        try:
            self.qtbot.waitUntil(condition, timeout=LIMIT_MS)
        except QtBotTimeout:
            raise AssertionError(missed()) from None

    # Behind the scenes

    @property
    def reader(self) -> SimulatedDriver:
        driver = self.program.reader("simulated")
        assert isinstance(driver, SimulatedDriver)
        return driver

    @contextmanager
    def store(self) -> Iterator[LocalStore]:
        """What was recorded, on a connection of one's own."""
        with store_in(self.folder, self.clock) as store:
            yield store

    @property
    def _names(self) -> NamesModel | None:
        screen = self.screen
        panel = screen.panel if isinstance(screen, LockModel) else None
        return panel if isinstance(panel, NamesModel) else None


@contextmanager
def window_counter(
    qtbot: QtBot,
    folder: TillFolder,
    *,
    settings: TillSettings | None = None,
    clock: Clock | None = None,
) -> Iterator[WindowCounter]:
    """The till of that folder, open until the end of the `with`."""
    clock = clock or SystemClock()
    program = assemble(
        folder,
        settings or TillSettings(readers={"simulated": {}}),
        clock,
        ui_settings=UiSettings(sounds=False, fullscreen=False, answer_guard_s=0),
    )
    try:
        with qtbot.waitSignal(program.ui.gateway.opened, timeout=LIMIT_MS):
            show(program.ui, fullscreen=False)
        yield WindowCounter(program, folder, clock, qtbot)
    finally:
        put_away(program)
        dispose(program)


def dispose(program: TillProgram) -> None:
    """Closed windows of one process would all be dressed anew with each new one, and hear every key."""
    for gone in (program.key_feed, program.customer, program.ui.window):
        assert gone is not None
        gone.deleteLater()
        QCoreApplication.sendPostedEvents(gone, QEvent.Type.DeferredDelete)


@contextmanager
def store_in(folder: TillFolder, clock: Clock | None = None) -> Iterator[LocalStore]:
    """The store of that folder, beside whoever else has it open."""
    store = LocalStore.open(folder.store, keys_of(folder).store_key, clock or SystemClock())
    try:
        yield store
    finally:
        store.close()


def texts_in(shown: object) -> Iterator[str]:
    """Every piece of text in what is drawn."""
    match shown:
        case str():
            yield shown
        case tuple():
            for each in shown:
                yield from texts_in(each)
        case _ if is_dataclass(shown):
            for part in fields(shown):
                yield from texts_in(getattr(shown, part.name))


def plain(text: str) -> str:
    """With the spaces and hyphens that a keyboard has."""
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("\u2011", "-").replace("’", "'")
