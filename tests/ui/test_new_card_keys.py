"""F3 by real key events and touches, on the real window; what was printed is opened once."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from fidpos.texts.texts import Texts
from fidpos.till.task.acts import OpenTask, TaskKind
from fidpos.ui.main_window import MainWindow
from fidpos.ui.presenters.models import NewCardModel, Sound
from fidpos.ui.screens.new_card_panel import KindRow
from tests.helpers.sample_views import IDLE, MEMBER, NEW_CARD, PRINTED, READY, RESOURCES, WRITING
from tests.helpers.till_window import Till, publishing, till_window


@pytest.fixture
def till(dressed: QApplication, french: Texts, qtbot: QtBot) -> Iterator[Till]:
    with till_window(french, qtbot) as made:
        yield made


def column(till: Till) -> NewCardModel | None:
    shown = till.checkout.column
    return shown if isinstance(shown, NewCardModel) else None


def test_f3_opens_the_file_which_may_lead_to_a_new_card(till: Till) -> None:
    till.session.first = READY
    till.session.answers["in_task"] = publishing(NEW_CARD)
    till.session.answers["choose_card_kind"] = publishing(WRITING)
    till.session.answers["back"] = publishing(READY)
    till.opened()

    till.type(Qt.Key.Key_F3)
    till.wait(lambda: column(till) is not None)
    till.type("3")
    till.wait(lambda: till.checkout.banner.title == "Présentez la carte vierge")
    till.type(Qt.Key.Key_Escape)
    till.wait(lambda: column(till) is None)

    opened = ("in_task", OpenTask(TaskKind.MEMBER))
    assert till.session.asked == [opened, ("choose_card_kind", 3), ("back", None)]
    assert till.typed == "12,40\xa0€"


def test_what_a_scanner_types_presses_nothing_and_is_heard(till: Till) -> None:
    till.session.first = WRITING
    till.opened()
    till.heard.clear()

    till.type("0", "9", Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F8, Qt.Key.Key_F2)

    assert till.session.asked == []
    assert till.heard == [Sound.WARNING] * 6
    assert till.typed == "12,40\xa0€"


def test_f3_again_gives_up(till: Till) -> None:
    till.session.first = WRITING
    till.opened()

    till.type(Qt.Key.Key_F3)

    assert till.asked(1) == [("open_new_card", None)]


def test_touching_a_kind_types_its_digit(till: Till) -> None:
    till.session.first = NEW_CARD
    till.opened()

    QTest.mouseClick(till.window.findChildren(KindRow)[1], Qt.MouseButton.LeftButton)

    assert till.asked(1) == [("choose_card_kind", 2)]


def test_touching_the_button_that_bears_f3_is_f3(till: Till) -> None:
    till.session.first = MEMBER
    till.opened()
    button = next(
        found for found in till.window.findChildren(QAbstractButton) if found.accessibleName() == "Fiche"
    )

    QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    assert till.asked(1) == [("in_task", OpenTask(TaskKind.MEMBER))]


def test_a_card_to_print_is_opened_once_whatever_comes_between(till: Till, qtbot: QtBot) -> None:
    opened: list[str] = []
    till.session.first = NEW_CARD
    till.opened()
    window = MainWindow(till.desk, RESOURCES, title="fidpos", open_document=opened.append)
    qtbot.addWidget(window)

    for view in (PRINTED, replace(IDLE, document=PRINTED.document), IDLE, PRINTED):
        till.session.publish(view)
    till.wait(lambda: till.checkout.banner.title == "Carte …1197 prête à imprimer")
    assert opened == [PRINTED.document]

    till.session.publish(replace(PRINTED, document="/other.pdf", banner=None))
    till.wait(lambda: len(opened) > 1)
    assert opened == [PRINTED.document, "/other.pdf"]
