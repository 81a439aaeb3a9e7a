"""The making of a card looks as it looked when somebody last looked at it: both languages, both sizes.

After a wanted change: `FIDPOS_GOLDEN=rewrite`, then look at each picture that changed before keeping it.
"""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fidpos.texts.texts import Texts
from fidpos.ui import theme
from fidpos.ui.presenters.screen import screen
from tests.helpers.golden import assert_as_kept
from tests.helpers.sample_views import CARD_SAMPLES, RESOURCES
from tests.helpers.screens import Stage

IMAGES = Path(__file__).parent / "images" / "new_card"
LANGUAGES = ("fr", "en")
WIDTHS = (1366, 1024)
HEIGHT = 768


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", CARD_SAMPLES)
def test_the_making_of_a_card_looks_as_before(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, *, name: str, language: str, width: int
) -> None:
    theme.install(qapp, RESOURCES)
    texts = Texts.load(RESOURCES / "translations", language)
    stage = Stage(width, HEIGHT)
    qtbot.addWidget(stage)
    stage.perform(screen(CARD_SAMPLES[name].scene(texts)))

    assert_as_kept(stage.grab().toImage(), IMAGES / f"{name}-{language}-{width}.png", tmp_path)


def test_no_picture_of_a_card_is_left_over() -> None:
    assert {file.stem for file in IMAGES.glob("*.png")} == {
        f"{name}-{language}-{width}" for name in CARD_SAMPLES for language in LANGUAGES for width in WIDTHS
    }
