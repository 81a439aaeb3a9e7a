"""Every page of the first run looks as it looked when somebody last looked at it: both languages, both sizes.

After a wanted change: `FIDPOS_GOLDEN=rewrite`, then look at each picture that changed before keeping it.
"""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fidpos.bootstrap.first_run import NOWHERE
from fidpos.texts.texts import Texts
from fidpos.ui import theme
from fidpos.ui.presenters.screen import screen
from tests.helpers.first_run_samples import PAGES, sample
from tests.helpers.golden import assert_as_kept
from tests.helpers.sample_views import RESOURCES
from tests.helpers.screens import Stage

IMAGES = Path(__file__).parent / "images" / "first_run"
LOOKS = (("fr", 1366), ("fr", 1024), ("en", 1024))
HEIGHT = 768


@pytest.mark.parametrize(("language", "width"), LOOKS)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_looks_as_before(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, *, name: str, language: str, width: int
) -> None:
    theme.install(qapp, RESOURCES)
    texts = Texts.load(RESOURCES / "translations", language)
    stage = Stage(width, HEIGHT)
    qtbot.addWidget(stage)
    stage.perform(screen(replace(sample(name).scene(texts), identity=NOWHERE)))

    assert_as_kept(stage.grab().toImage(), IMAGES / f"{name}-{language}-{width}.png", tmp_path)


def test_no_picture_of_a_page_is_left_over() -> None:
    kept = {file.stem for file in IMAGES.glob("*.png")}

    assert kept == {f"{name}-{language}-{width}" for name in PAGES for language, width in LOOKS}
