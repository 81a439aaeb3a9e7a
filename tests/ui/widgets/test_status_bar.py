"""The status bar says as much as there is room for, and what is wrong first."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fidpos.texts.texts import Texts
from fidpos.ui.icons import Icons
from fidpos.ui.presenters.status import status
from fidpos.ui.theme import Theme
from fidpos.ui.widgets.kit import Kit, Touch
from fidpos.ui.widgets.status_bar import StatusBar
from fidpos.ui.widgets.text import Text
from tests.helpers.sample_views import IN_TROUBLE, RESOURCES

Words = Callable[[int], list[str]]


@pytest.fixture
def words(dressed: QApplication, french: Texts, qtbot: QtBot) -> Words:
    """What the lights say on a bar of this width."""

    def said(width: int) -> list[str]:
        bar = StatusBar(Kit(theme=Theme(), icons=Icons(RESOURCES), touch=Touch()))
        qtbot.addWidget(bar)
        bar.resize(width, StatusBar.HEIGHT)
        bar.show_status(status(french, IN_TROUBLE))
        return [text.text() for text in bar.findChildren(Text) if text.text() and len(text.text()) > 5]

    return said


def test_with_room_every_light_says_its_state(words: Words) -> None:
    assert words(1366)[:3] == [
        "Lecteur de cartes\xa0: débranché",
        "Douchette\xa0: prêt",
        "Centre\xa0: non appairé",
    ]


def test_with_less_room_only_trouble_says_its_state(words: Words) -> None:
    assert words(880)[:3] == ["Lecteur de cartes\xa0: débranché", "Douchette", "Centre"]


def test_with_little_room_names_alone_remain(words: Words) -> None:
    assert words(600) == ["Lecteur de cartes", "Douchette", "Centre", "Sauvegarde"]
