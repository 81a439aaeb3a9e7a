"""The assistant in the real window: another language is spoken at once, on every screen."""

from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from fidpos.bootstrap.first_run import NOWHERE
from fidpos.texts.texts import Texts
from fidpos.till.first_run.assistant import Assistant
from fidpos.till.view import CheckoutView
from fidpos.ui.background import TillWorker
from fidpos.ui.customer_window import CustomerWindow
from fidpos.ui.desk import Desk
from fidpos.ui.gateway import Gateway, OpenAssistant
from fidpos.ui.main_window import MainWindow
from fidpos.ui.presenters.models import FirstRunModel
from fidpos.ui.settings import UiSettings
from tests.helpers.fake_clock import FakeClock
from tests.helpers.sample_views import NOW, RESOURCES
from tests.helpers.scripted_place import ScriptedPlace


@dataclass
class SpeakingPlace(ScriptedPlace):
    """A PC that tells the screen in which language to speak."""

    gateway: Gateway | None = field(default=None)

    def speak(self, language: str) -> None:
        super().speak(language)
        assert self.gateway is not None
        self.gateway.speak(Texts.load(RESOURCES / "translations", language))


def test_the_language_that_is_chosen_is_spoken_from_the_next_page_on(french: Texts, qtbot: QtBot) -> None:
    place, worker = SpeakingPlace(), TillWorker()

    def opens(on_view: Callable[[CheckoutView], None]) -> OpenAssistant:
        assistant = Assistant(place, FakeClock(NOW), on_view)
        return OpenAssistant(assistant=assistant, identity=NOWHERE, view=assistant.view(), close=lambda: None)

    worker.start()
    gateway = place.gateway = Gateway(worker, opens)
    settings = UiSettings(answer_guard_s=0)
    desk = Desk(gateway, french, FakeClock(NOW), settings=settings, play_sound=lambda _: None)
    customer = CustomerWindow(gateway, french, RESOURCES)
    window = MainWindow(desk, RESOURCES, title="fidpos")
    qtbot.addWidget(window)
    qtbot.addWidget(customer)
    window.show()

    def title() -> str:
        return desk.screen.task.title if isinstance(desk.screen, FirstRunModel) else ""

    desk.start()
    qtbot.waitUntil(lambda: title() == "Première installation")
    QTest.keyClicks(window, "2")
    qtbot.waitUntil(lambda: title() == "First installation")
    QTest.keyClick(window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: desk.is_answered)
    desk.stop()
    assert gateway.close()

    assert title() == "First installation"
    assert customer.model is None
