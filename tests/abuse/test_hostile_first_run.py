"""Abuse: in every field of the first-run assistant something is typed that no person would mean.

It is taken as text or refused with a sentence beside its field; nothing of it is interpreted, and the shop is
made only once every page holds something sensible.
"""

import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from fidpos.bootstrap.clock import SystemClock
from fidpos.bootstrap.first_run import open_assistant
from fidpos.paths import TillFolder
from fidpos.texts.texts import Texts
from fidpos.till.first_run.assistant import Assistant
from fidpos.till.task.acts import ChooseLine, FillIn, GoOn
from fidpos.till.task.view import FormBody
from fidpos.ui import theme
from fidpos.ui.presenters.screen import screen
from tests.helpers.first_run_pc import ANSWERS, Pc, answer, shown
from tests.helpers.hostile import HOSTILE
from tests.helpers.robot.examiner import messages_in
from tests.helpers.sample_views import RESOURCES, Sample
from tests.helpers.screens import Stage

FRENCH = Texts.load(RESOURCES / "translations", "fr")
FORMS: dict[str, tuple[object, ...]] = {
    "pairing": (GoOn(), ChooseLine(1)),
    "names": ANSWERS[:2],
    "money and place": ANSWERS[:4],
    "manager": ANSWERS[:5],
}
"""By name, the answers that lead to the page."""


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[Assistant]:
    opened = open_assistant(TillFolder(tmp_path), SystemClock(), Pc(TillFolder(tmp_path)), lambda view: None)
    assert isinstance(opened.assistant, Assistant)
    yield opened.assistant
    opened.close()


@pytest.fixture
def stage(qapp: QApplication, qtbot: QtBot) -> Stage:
    theme.install(qapp, RESOURCES)
    made = Stage(1024, 768)
    qtbot.addWidget(made)
    return made


def look(assistant: Assistant, stage: Stage) -> None:
    """Every sentence is there, and what is drawn is plain text without signs that nobody sees."""
    for message in messages_in(assistant.view()):
        assert FRENCH.has(message.key), message.key
        FRENCH.message(message)
    stage.perform(screen(Sample(view=assistant.view()).scene(FRENCH)))
    labels = [label for label in stage.findChildren(QLabel) if label.text()]
    assert {label.textFormat() for label in labels} == {Qt.TextFormat.PlainText}
    assert not [label for label in labels if any(unicodedata.category(ch)[0] == "C" for ch in label.text())]


@pytest.mark.parametrize("form", FORMS)
def test_every_field_of_the_assistant_takes_it_as_text_or_refuses_it(
    form: str, assistant: Assistant, stage: Stage, tmp_path: Path
) -> None:
    answer(assistant, *FORMS[form])
    body = shown(assistant).body
    assert isinstance(body, FormBody)
    place, keys = shown(assistant).place, [field.key for field in body.fields]

    for key in keys:
        for text in HOSTILE.values():
            assistant.in_task(FillIn(key, text))
            look(assistant, stage)
            assistant.in_task(FillIn(keys[-1], text if key == keys[-1] else "", 1))
            look(assistant, stage)
            while shown(assistant).place != place:
                assistant.back()
    assert not TillFolder(tmp_path).store.exists()


def test_every_form_of_the_assistant_is_among_them() -> None:
    """A page that is added later is found missing here."""
    forms = [position for position, given in enumerate(ANSWERS) if isinstance(given, tuple)]

    assert [tuple(ANSWERS[:position]) for position in forms] == [
        FORMS["names"],
        FORMS["money and place"],
        FORMS["manager"],
    ]
