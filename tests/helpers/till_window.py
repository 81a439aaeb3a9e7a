"""The real window on a scripted session: what a key or a touch leads to, and what is then on screen."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from fidpos.texts.texts import Texts
from fidpos.till.view import CheckoutView
from fidpos.ui.background import TillWorker
from fidpos.ui.desk import Desk
from fidpos.ui.gateway import Gateway
from fidpos.ui.main_window import MainWindow
from fidpos.ui.presenters.models import CheckoutModel, Sound, StartModel
from fidpos.ui.presenters.technician.models import TechnicianModel
from fidpos.ui.settings import UiSettings
from tests.helpers.fake_clock import FakeClock
from tests.helpers.sample_views import NOW, RESOURCES
from tests.helpers.scripted_session import ScriptedSession


@dataclass
class Till:
    """The window and all that hangs on it."""

    window: MainWindow
    desk: Desk
    gateway: Gateway
    session: ScriptedSession
    heard: list[Sound]
    qtbot: QtBot

    def opened(self) -> "Till":
        self.desk.start()
        self.wait(lambda: not isinstance(self.desk.screen, StartModel))
        return self

    def wait(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition)

    def type(self, *keys: Qt.Key | str) -> None:
        """Press keys as a keyboard does, by the window that has the focus."""
        for key in keys:
            if isinstance(key, str):
                QTest.keyClicks(self.window, key)
            else:
                QTest.keyClick(self.window, key)

    def asked(self, count: int) -> list[tuple[str, object]]:
        self.wait(lambda: len(self.session.asked) >= count)
        return self.session.asked

    @property
    def checkout(self) -> CheckoutModel:
        screen = self.desk.screen
        assert isinstance(screen, CheckoutModel)
        return screen

    @property
    def typed(self) -> str:
        return "".join(part.text for part in self.checkout.amount.segments)

    @property
    def technician(self) -> TechnicianModel:
        screen = self.desk.screen
        assert isinstance(screen, TechnicianModel)
        return screen


@contextmanager
def till_window(texts: Texts, qtbot: QtBot, *, answer_guard_s: float = 0) -> Iterator[Till]:
    """A window that is shown, on a worker that runs; both gone afterwards."""
    session, worker = ScriptedSession(), TillWorker()
    heard: list[Sound] = []
    worker.start()
    gateway = Gateway(worker, session.open)
    desk = Desk(
        gateway,
        texts,
        FakeClock(NOW),
        settings=UiSettings(answer_guard_s=answer_guard_s),
        play_sound=heard.append,
    )
    window = MainWindow(desk, RESOURCES, title="fidpos")
    window.resize(1366, 768)
    qtbot.addWidget(window)
    window.show()
    yield Till(window, desk, gateway, session, heard, qtbot)
    desk.stop()
    assert gateway.close()


def publishing(view: CheckoutView, after: threading.Event | None = None) -> Callable[[ScriptedSession], None]:
    """An answer: publish this view, once the event is set if there is one."""

    def publish(session: ScriptedSession) -> None:
        if after is not None:
            after.wait()
        session.publish(view)

    return publish
