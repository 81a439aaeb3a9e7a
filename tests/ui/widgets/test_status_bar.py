"""The status bar says as much as there is room for: what is wrong first, then how the centre is."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fidpos.texts.texts import Texts
from fidpos.till.centre_link import CentreStanding, LinkState
from fidpos.till.centre_words import light_words
from fidpos.till.view import Lamp, StatusLight
from fidpos.ui.icons import Icons
from fidpos.ui.presenters.models import ButtonModel
from fidpos.ui.presenters.status import desk_key, status
from fidpos.ui.theme import Theme
from fidpos.ui.widgets.kit import Kit, Touch
from fidpos.ui.widgets.status_bar import StatusBar, StatusItem
from fidpos.ui.widgets.text import Text
from tests.helpers.sample_views import IN_TROUBLE, LIGHTS, NOW, RESOURCES, ZONE

WAITING = StatusLight(
    key="sync",
    label="Centre",
    lamp=Lamp.OFF,
    message=light_words(
        CentreStanding(state=LinkState.OFFLINE, waiting=214, waiting_since=NOW - timedelta(hours=2)), NOW
    ).message,
)

Words = Callable[..., list[str]]


@pytest.fixture
def words(dressed: QApplication, french: Texts, qtbot: QtBot) -> Words:
    """What the lights say on a bar of this width."""

    def said(
        width: int, lights: tuple[StatusLight, ...] = IN_TROUBLE, more: tuple[ButtonModel, ...] = ()
    ) -> list[str]:
        bar = StatusBar(Kit(theme=Theme(), icons=Icons(RESOURCES), touch=Touch()))
        qtbot.addWidget(bar)
        bar.resize(width, StatusBar.HEIGHT)
        bar.show_status(status(french.in_zone(ZONE), lights, more=more))
        texts = [item.findChild(Text) for item in bar.findChildren(StatusItem)]
        return [text.text() for text in texts if isinstance(text, Text) and text.text()]

    return said


def test_with_room_every_light_says_its_state(words: Words) -> None:
    assert words(1366)[:3] == [
        "Lecteur de cartes\xa0: débranché",
        "Douchette\xa0: prêt",
        "Centre\xa0: non appairé",
    ]


def test_with_less_room_only_trouble_says_its_state(words: Words) -> None:
    assert words(880)[:3] == ["Lecteur de cartes\xa0: débranché", "Douchette", "Centre"]


def test_with_a_little_more_room_trouble_and_then_the_centre_say_their_state(words: Words) -> None:
    assert words(960)[:3] == [
        "Lecteur de cartes\xa0: débranché",
        "Douchette",
        "Centre\xa0: non appairé",
    ]


def test_with_little_room_names_alone_remain(words: Words) -> None:
    assert words(600) == ["Lecteur de cartes", "Douchette", "Centre", "Sauvegarde"]


def test_on_the_smallest_screen_a_cashier_still_sees_how_much_waits_since_when(words: Words) -> None:
    lights = (*LIGHTS[:2], WAITING, LIGHTS[3])

    assert words(1024, lights)[2] == "Centre\xa0: hors ligne, 214 en attente depuis 12:32"


def test_where_not_all_of_it_fits_the_state_of_the_centre_alone_is_said(words: Words, french: Texts) -> None:
    lights = (*LIGHTS[:2], WAITING, LIGHTS[3])

    assert words(1024, lights, (desk_key(french),))[2] == "Centre\xa0: hors ligne"
