"""Every body of a task looks as it looked when somebody last looked at it: French, both sizes.

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
from tests.helpers.sample_views import RESOURCES
from tests.helpers.screens import Stage
from tests.helpers.task_samples import TASK_SAMPLES

IMAGES = Path(__file__).parent / "images" / "task"
WIDTHS = (1366, 1024)
HEIGHT = 768


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", TASK_SAMPLES)
def test_a_task_looks_as_before(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, *, name: str, width: int
) -> None:
    theme.install(qapp, RESOURCES)
    texts = Texts.load(RESOURCES / "translations", "fr")
    stage = Stage(width, HEIGHT)
    qtbot.addWidget(stage)
    stage.perform(screen(TASK_SAMPLES[name].scene(texts)))

    assert_as_kept(stage.grab().toImage(), IMAGES / f"{name}-{width}.png", tmp_path)


def test_no_picture_of_a_task_is_left_over() -> None:
    kept = {file.stem for file in IMAGES.glob("*.png")}

    assert kept == {f"{name}-{width}" for name in TASK_SAMPLES for width in WIDTHS}
