"""The program's own order: window first, then the store; and everything given back at the end."""

import threading
from functools import partial

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fidpos.texts.texts import Texts
from fidpos.ui import app
from fidpos.ui.app import Ui, make_application, make_ui, show, shut
from fidpos.ui.presenters.models import CheckoutModel, StartModel
from fidpos.ui.settings import UiSettings
from tests.helpers.fake_clock import FakeClock
from tests.helpers.sample_views import NOW, RESOURCES
from tests.helpers.scripted_session import ScriptedSession

QUIET = UiSettings(sounds=False)


def built(session: ScriptedSession, texts: Texts, qtbot: QtBot) -> Ui:
    ui = make_ui(session.open, texts, FakeClock(NOW), resources=RESOURCES, settings=QUIET)
    qtbot.addWidget(ui.window)
    return ui


def test_the_one_application_there_is_gets_dressed(qapp: QApplication) -> None:
    assert make_application(RESOURCES) is qapp
    assert QApplication.applicationName() == "fidpos"


@pytest.mark.parametrize("fullscreen", [False, True])
def test_the_store_opens_once_the_window_is_painted_and_is_given_back(
    french: Texts, qtbot: QtBot, fullscreen: bool
) -> None:
    session = ScriptedSession()
    ui = built(session, french, qtbot)
    assert isinstance(ui.desk.screen, StartModel)

    show(ui, fullscreen=fullscreen)
    qtbot.waitUntil(lambda: isinstance(ui.desk.screen, CheckoutModel))

    assert ui.window.isFullScreen() is fullscreen
    assert shut(ui)
    assert session.closed


def test_a_worker_that_hangs_does_not_keep_the_program_from_ending(
    french: Texts, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = threading.Event()
    ui = built(ScriptedSession(), french, qtbot)
    monkeypatch.setattr(ui.gateway, "close", partial(ui.gateway.close, 0.05))
    ui.worker.start()
    ui.worker.post(release.wait)

    assert not shut(ui)

    release.set()
    assert ui.worker.stop()


def test_the_window_has_the_size_the_design_was_drawn_for() -> None:
    assert app.DEFAULT_SIZE == (1366, 768)
