"""The technician's desk looks as it looked when somebody last looked at it: both languages, both sizes.

After a wanted change: `FIDPOS_GOLDEN=rewrite`, then look at each picture that changed before keeping it.
"""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fidpos.texts.texts import Texts
from fidpos.ui import theme
from fidpos.ui.presenters.screen import screen
from tests.helpers.desk_samples import DESK_SAMPLES
from tests.helpers.golden import assert_as_kept
from tests.helpers.sample_views import RESOURCES
from tests.helpers.screens import Stage

IMAGES = Path(__file__).parent / "images" / "technician"
LANGUAGES = ("fr", "en")
WIDTHS = (1366, 1024)
HEIGHT = 768


@pytest.fixture(scope="module")
def languages() -> dict[str, Texts]:
    return {language: Texts.load(RESOURCES / "translations", language) for language in LANGUAGES}


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", DESK_SAMPLES)
def test_the_desk_looks_as_before(
    qapp: QApplication,
    qtbot: QtBot,
    languages: dict[str, Texts],
    tmp_path: Path,
    *,
    name: str,
    language: str,
    width: int,
) -> None:
    theme.install(qapp, RESOURCES)
    stage = Stage(width, HEIGHT)
    qtbot.addWidget(stage)
    stage.perform(screen(DESK_SAMPLES[name].scene(languages[language])))

    assert_as_kept(stage.grab().toImage(), IMAGES / f"{name}-{language}-{width}.png", tmp_path)


def test_no_picture_of_the_desk_is_left_over() -> None:
    kept = {file.stem for file in IMAGES.glob("*.png")}

    assert kept == {
        f"{name}-{lang}-{width}" for name in DESK_SAMPLES for lang in LANGUAGES for width in WIDTHS
    }
