"""The whole till under the robot's hands: window, worker, reader, printer, cash register and clock."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import assert_never

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, QPoint, Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest

from fidpos.bootstrap.clock import SystemClock
from fidpos.bootstrap.till import TillProgram, assemble
from fidpos.domain.clock import Clock
from fidpos.link.client import NoTill, RegisterClient
from fidpos.link.messages import BasketAsked, Line
from fidpos.localdb.engine import Connection
from fidpos.localdb.lock import Priority
from fidpos.localdb.store import LocalStore
from fidpos.readers.drivers.simulated.driver import SimulatedDriver
from fidpos.settings.till_settings import Language, PrinterKind, TillSettings
from fidpos.till.view import CheckoutView, Message, StatusLight
from fidpos.ui.app import show, shut
from fidpos.ui.gateway import Answered
from fidpos.ui.keymap import KEYS
from fidpos.ui.presenters.commands import Tick
from fidpos.ui.presenters.keys import Key
from fidpos.ui.settings import UiSettings
from tests.helpers.counter import IDENTITY
from tests.helpers.fake_printer import TcpPrinter
from tests.helpers.robot.drawer import RobotShop
from tests.helpers.robot.gestures import (
    Asked,
    ClockSet,
    Gesture,
    Happening,
    Press,
    Register,
    Tap,
    Touch,
    Waiting,
)

LIMIT_S = 60.0
LOOK_EVERY_MS = 5
"""So often a wait looks again by itself, for what comes true without an event."""
ROOM = 1 << 30
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_QT_KEYS: dict[Key, tuple[Qt.Key, Qt.KeyboardModifier]] = {
    **{key: (code, Qt.KeyboardModifier.NoModifier) for code, key in reversed(KEYS.items())},
    Key.SHIFT_F3: (Qt.Key.Key_F3, _SHIFT),
    Key.SHIFT_F8: (Qt.Key.Key_F8, _SHIFT),
    Key.BACKTAB: (Qt.Key.Key_Backtab, _SHIFT),
}


class TillHangs(AssertionError):
    """The till did not open, or not answer within its time."""


class MovableClock:
    """The machine's clock, as somebody sets it; `wait` lets time pass that nobody has to sit through."""

    def __init__(self) -> None:
        self._real: Clock = SystemClock()
        self._set_by = timedelta()
        self._waited_s = 0.0

    def now(self) -> datetime:
        return self._real.now() + self._set_by + timedelta(seconds=self._waited_s)

    def monotonic_s(self) -> float:
        return self._real.monotonic_s() + self._waited_s

    def set(self, by_s: int) -> None:
        self._set_by += timedelta(seconds=by_s)

    def wait(self, seconds: int) -> None:
        self._waited_s += seconds


class Onlooker(QObject):
    """Keeps what the session published, and which commands were answered."""

    def __init__(self) -> None:
        super().__init__()
        self.views: list[CheckoutView] = []
        self.lights: list[tuple[StatusLight, ...]] = []
        self.answered: list[object] = []
        self.refused: Message | None = None

    def has_answered(self, command: object) -> bool:
        """This very one, not one like it."""
        return any(each is command for each in self.answered)

    @Slot(object)
    def on_view(self, view: CheckoutView) -> None:
        self.views.append(view)

    @Slot(object)
    def on_lights(self, lights: tuple[StatusLight, ...]) -> None:
        self.lights.append(lights)

    @Slot(object)
    def on_cannot_open(self, fault: Message) -> None:
        self.refused = fault

    @Slot(object)
    def on_answered(self, answered: Answered) -> None:
        self.answered.append(answered.command)


class RobotCounter:
    """Does what the gestures say, each to its end. GUI thread only; `close` in the end.

    Attributes:
        views: what was published since they were last taken.
    """

    def __init__(self, place: RobotShop, language: Language) -> None:
        self._place = place
        self._language = language
        self._cards = place.cards
        self._clock = MovableClock()
        self._register = ThreadPoolExecutor(1, thread_name_prefix="register")
        self._asked: list[Future[object]] = []
        self._printer = TcpPrinter()
        self._printer.__enter__()
        self._alarm = QTimer()
        self._alarm.start(LOOK_EVERY_MS)
        self._open()

    @property
    def view(self) -> CheckoutView:
        """As the session published it last."""
        return self._onlooker.views[-1]

    def take_views(self) -> list[CheckoutView]:
        """Those that were published since; the last one stays."""
        views, self._onlooker.views = self._onlooker.views, self._onlooker.views[-1:]
        return views

    def take_lights(self) -> list[tuple[StatusLight, ...]]:
        """Those of the status bar that were published since."""
        lights, self._onlooker.lights = self._onlooker.lights, []
        return lights

    def do(self, gesture: Gesture) -> None:
        """Do it, and wait until the till is done with it."""
        match gesture:
            case Press(keys):
                for key in keys:
                    self._strike(key)
            case Touch(across, down):
                self._touch(across, down)
            case Tap(card, takes_away):
                self._tap(card, takes_away=takes_away)
            case Happening():
                self._happen(gesture)
            case ClockSet(by_s):
                self._clock.set(by_s)
            case Waiting(seconds):
                self._clock.wait(seconds)
            case Register():
                self._asked.append(self._register.submit(self._ask, gesture))
            case _:
                assert_never(gesture)
        self._settle()

    def close(self) -> None:
        """Close the window, and everything beside it."""
        self._shut()
        self._alarm.stop()
        self._register.shutdown()
        self._printer.__exit__(None, None, None)

    def _open(self) -> None:
        settings = TillSettings(
            language=self._language,
            readers={"simulated": {}},
            printer=PrinterKind.NETWORK,
            printer_address=self._printer.address,
            register_link=True,
            register_link_port=0,
            register_folder=self._place.shop.folder.root / "hand-over",
        )
        self._onlooker = Onlooker()
        self._program: TillProgram = assemble(
            self._place.shop.folder,
            settings,
            self._clock,
            ui_settings=UiSettings(sounds=False, fullscreen=False, answer_guard_s=0),
        )
        gateway = self._program.ui.gateway
        gateway.view_changed.connect(self._onlooker.on_view)
        gateway.lights_changed.connect(self._onlooker.on_lights)
        gateway.cannot_open.connect(self._onlooker.on_cannot_open)
        gateway.answered.connect(self._onlooker.on_answered)
        show(self._program.ui, fullscreen=False)
        self._wait(lambda: bool(self._onlooker.views or self._onlooker.refused))
        if self._onlooker.refused is not None:
            raise TillHangs(f"the till cannot be opened: {self._onlooker.refused}")
        self._settle()

    def _shut(self) -> None:
        program = self._program
        program.ui.window.close()
        program.customer.close()
        if not shut(program.ui):
            raise TillHangs("the worker did not end")
        backstage = program.backstage
        assert backstage is not None
        program.ui.window.deleteLater()
        program.customer.deleteLater()

    def _strike(self, key: Key | str) -> None:
        if isinstance(key, Key):
            self._post(*_QT_KEYS[key], "")
            return
        for letter in key:
            self._post(Qt.Key.Key_unknown, Qt.KeyboardModifier.NoModifier, letter)

    def _post(self, key: Qt.Key, modifiers: Qt.KeyboardModifier, text: str) -> None:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QCoreApplication.postEvent(self._program.ui.window, QKeyEvent(kind, key, modifiers, text))

    def _touch(self, across: int, down: int) -> None:
        window = self._program.ui.window
        point = QPoint(window.width() * across // 1_000, window.height() * down // 1_000)
        touched = window.childAt(point)
        if touched is not None:
            QTest.mouseClick(
                touched,
                Qt.MouseButton.LeftButton,
                Qt.KeyboardModifier.NoModifier,
                touched.mapFrom(window, point),
            )

    def _tap(self, card: str, *, takes_away: bool) -> None:
        reader = self._reader
        if reader is not None:
            reader.insert(self._cards[card])
            if takes_away:
                reader.remove()

    @property
    def _reader(self) -> SimulatedDriver | None:
        found = self._program.reader("simulated")
        return found if isinstance(found, SimulatedDriver) else None

    def _happen(self, what: Happening) -> None:
        reader, trail = self._reader, self._printer.trail
        match what:
            case Happening.CARD_TAKEN if reader is not None:
                reader.remove()
            case Happening.READER_UNPLUGGED if reader is not None:
                reader.unplug()
            case Happening.READER_PLUGGED if reader is not None:
                reader.plug()
            case Happening.PAPER_OUT:
                trail.has_paper = False
            case Happening.PAPER_IN:
                trail.has_paper = True
            case Happening.PRINTER_STALLS:
                self._printer.is_stalled.set()
            case Happening.PRINTER_GOES_ON:
                self._printer.is_stalled.clear()
            case Happening.DISK_FULL:
                self._bound_disk(1)
            case Happening.DISK_HAS_ROOM:
                self._bound_disk(ROOM)
            case Happening.STAFF_FORGIVEN:
                self._program.ui.gateway.run(self._forgive)
            case Happening.STARTED_ANEW:
                self._shut()
                self._open()

    @property
    def _store(self) -> LocalStore:
        backstage = self._program.backstage
        assert backstage is not None
        assert backstage._running is not None
        return backstage._running.opened.store

    def _bound_disk(self, pages: int) -> None:
        def bound(writer: Connection) -> None:
            writer.execute(f"PRAGMA max_page_count = {pages}").fetchall()

        store = self._store
        self._program.ui.gateway.run(lambda: store.database.write(Priority.BACKGROUND, bound))

    def _forgive(self) -> None:
        for person in self._store.staff():
            self._store.clear_pin_failures(person.id)

    def _ask(self, said: Register) -> object:
        backstage = self._program.backstage
        port = backstage.register_port if backstage is not None else None
        client = RegisterClient(url=f"http://127.0.0.1:{port}", token=self._place.register)
        day, number = IDENTITY.calendar.business_day(self._clock.now()), str(said.ticket)
        with suppress(NoTill):
            match said.asks:
                case Asked.PUT:
                    line = Line(amount_minor=said.minor, article="BREAD")
                    basket = BasketAsked(currency="EUR", amount_minor=said.minor, lines=(line,))
                    return client.put(day, number, basket)
                case Asked.LOOK:
                    return client.look(day, number)
                case Asked.CLOSE:
                    return client.close(day, number, said.minor)
                case Asked.VOID:
                    return client.void(day, number)
                case Asked.TILL:
                    return client.till()
                case _:
                    assert_never(said.asks)
        return None

    def _settle(self) -> None:
        """Until a tick comes back with nothing else answered meanwhile: all is done that was begun."""
        self._wait(lambda: all(each.done() for each in self._asked))
        for each in self._asked:
            each.result()
        self._asked.clear()
        while True:
            QCoreApplication.processEvents()
            tick, self._onlooker.answered = Tick(), []
            self._program.ui.gateway.post(tick)
            self._wait(partial(self._onlooker.has_answered, tick))
            if all(isinstance(each, Tick) for each in self._onlooker.answered):
                return

    def _wait(self, condition: Callable[[], bool]) -> None:
        end_s = time.monotonic() + LIMIT_S
        while not condition():
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
            if time.monotonic() > end_s:
                raise TillHangs("the till does not answer")
