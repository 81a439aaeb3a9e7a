"""Every screen looks as it looked when somebody last looked at it: French, 1366x768, the bundled font.

After a wanted change: `FIDPOS_GOLDEN=rewrite`, then look at each picture that changed before keeping it.
"""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fidpos.texts.texts import Texts
from fidpos.till.view import Message
from fidpos.ui import theme
from fidpos.ui.presenters.screen import Screen, screen
from fidpos.ui.presenters.start import cannot_start, starting
from tests.helpers.golden import assert_as_kept
from tests.helpers.sample_views import RESOURCES, SAMPLES
from tests.helpers.screens import Stage

IMAGES = Path(__file__).parent / "images"
BEFORE_OPENING = ("starting", "cannot_start")


@pytest.fixture(scope="module")
def french() -> Texts:
    return Texts.load(RESOURCES / "translations", "fr")


def _model(name: str, texts: Texts) -> Screen:
    match name:
        case "starting":
            return starting(texts)
        case "cannot_start":
            return cannot_start(texts, Message(key="error.store_corrupt"))
    return screen(SAMPLES[name].scene(texts))


@pytest.mark.parametrize("name", [*BEFORE_OPENING, *SAMPLES])
def test_the_screen_looks_as_before(
    qapp: QApplication, qtbot: QtBot, french: Texts, tmp_path: Path, name: str
) -> None:
    theme.install(qapp, RESOURCES)
    stage = Stage(theme.DESIGN_WIDTH, theme.DESIGN_HEIGHT)
    qtbot.addWidget(stage)
    stage.perform(_model(name, french))

    assert_as_kept(stage.grab().toImage(), IMAGES / f"{name}.png", tmp_path)


def test_no_picture_is_left_over() -> None:
    assert {file.stem for file in IMAGES.glob("*.png")} == {*BEFORE_OPENING, *SAMPLES}
