"""The second screen's window: it follows the till, is only looked at, and outlives screens that go."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from fidpos.texts.texts import Texts
from fidpos.till.view import Message
from fidpos.ui.background import TillWorker
from fidpos.ui.customer_window import CustomerWindow
from fidpos.ui.gateway import Gateway, OpenTill
from tests.helpers.sample_views import CAMILLE, IDENTITY, MEMBER, READY, RESOURCES

SIZES = ((1024, 600), (1366, 768), (800, 480))


def never_opens(_publish: object) -> OpenTill:
    raise AssertionError


@pytest.fixture
def gateway(dressed: QApplication) -> Gateway:
    return Gateway(TillWorker(), never_opens, parent=dressed)


@pytest.fixture
def window(qtbot: QtBot, gateway: Gateway, any_texts: Texts) -> CustomerWindow:
    made = CustomerWindow(gateway, any_texts, RESOURCES)
    qtbot.addWidget(made)
    made.resize(1024, 600)
    made.show()
    return made


def words(window: CustomerWindow) -> list[str]:
    return [label.text() for label in window.findChildren(QLabel) if label.isVisibleTo(window)]


def test_it_says_nothing_before_the_till_is_open(gateway: Gateway, window: CustomerWindow) -> None:
    gateway.view_changed.emit(READY)

    assert window.model is None


def test_it_follows_the_views_of_the_till(gateway: Gateway, window: CustomerWindow) -> None:
    gateway.opened.emit(IDENTITY)
    gateway.view_changed.emit(READY)

    assert window.model is not None
    assert window.model.headline in words(window)
    assert window.model.amount in words(window)
    assert window.model.points in words(window)


def test_when_the_till_cannot_open_nobodys_visit_stays(gateway: Gateway, window: CustomerWindow) -> None:
    gateway.opened.emit(IDENTITY)
    gateway.view_changed.emit(READY)
    gateway.cannot_open.emit(Message(key="error.unexpected"))

    assert window.model is not None
    assert not any("Camille" in said for said in words(window))


def test_it_takes_no_key_and_no_focus(window: CustomerWindow) -> None:
    assert window.focusPolicy() is Qt.FocusPolicy.NoFocus
    assert window.windowFlags() & Qt.WindowType.WindowDoesNotAcceptFocus
    assert window.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)


def test_with_the_tills_screen_alone_it_is_not_shown(
    qtbot: QtBot, dressed: QApplication, window: CustomerWindow, gateway: Gateway, any_texts: Texts
) -> None:
    till = CustomerWindow(gateway, any_texts, RESOURCES)
    qtbot.addWidget(till)
    till.show()
    window.follow_screens(dressed, till)

    assert not window.isVisible()


def test_it_fills_another_screen_and_goes_when_that_is_unplugged(
    window: CustomerWindow, dressed: QApplication
) -> None:
    window.place(dressed.screens())
    assert window.isVisible()

    window.place([])
    assert not window.isVisible()


@pytest.mark.parametrize("size", SIZES)
def test_markup_in_a_name_is_shown_as_it_is_written(
    gateway: Gateway, window: CustomerWindow, size: tuple[int, int]
) -> None:
    window.resize(*size)
    named = replace(CAMILLE, given_name="<img src=x>" * 6)
    gateway.opened.emit(IDENTITY)
    gateway.view_changed.emit(replace(MEMBER, member=named))

    assert any("<img src=x>" in said for said in words(window))
    assert window.size().toTuple() == size
