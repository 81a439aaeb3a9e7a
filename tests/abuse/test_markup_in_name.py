"""Abuse: a member, or who enrols one, puts markup, control or bidi characters into a name.

`QLabel` takes `<img src=...>` for markup unless told otherwise, and would fetch the picture.
"""

import ast
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from fidpos.texts.texts import Texts
from fidpos.till.view import Panel
from fidpos.ui import theme
from fidpos.ui.presenters.screen import screen
from fidpos.ui.widgets.text import visible
from tests.helpers.sample_views import (
    CAMILLE,
    ELODIE,
    FINDING,
    FOUND,
    IDENTITY,
    LOCKED,
    OFFERS,
    READY,
    RESOURCES,
    VISITS,
    Sample,
)
from tests.helpers.screens import Stage

UI = Path(__file__).parents[2] / "src" / "fidpos" / "ui"

NAMES = [
    "<b>Camille</b>",
    '<img src="https://example.invalid/a.png">Camille',
    "<a href='x'>Camille</a>",
    "Camille &lt;3 &amp; co",
    "{name} {0.__class__} %s",
    "Camille\u202eetsiruot",
    "\u2066Camille\u2069\u200f",
    "Camille\r\nLefèvre\t\x1b[2J\x00",
    "\x1bp\x00\x19\xfaCamille",
]


@pytest.fixture(scope="module")
def french() -> Texts:
    return Texts.load(RESOURCES / "translations", "fr")


def _scenes_with(name: str) -> tuple[Sample, ...]:
    offers = tuple(replace(offer, title=name) for offer in OFFERS)
    member = replace(CAMILLE, name=name, holder=name, tier_title=name, offers=offers)
    staff = replace(ELODIE, name=name)
    return (
        Sample(view=replace(READY, member=member, staff=staff, visits=VISITS)),
        Sample(view=replace(READY, member=member, staff=staff, panel=Panel.REWARDS)),
        Sample(view=replace(FINDING, found=tuple(replace(hit, name=name) for hit in FOUND))),
        Sample(view=replace(LOCKED, staff_names=(staff,))),
        Sample(view=replace(LOCKED, staff_names=(staff,), sign_in=staff)),
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_shown_as_it_is_written_and_does_nothing(
    qapp: QApplication, qtbot: QtBot, french: Texts, name: str
) -> None:
    theme.install(qapp, RESOURCES)
    stage = Stage(1366, 768)
    qtbot.addWidget(stage)
    for sample in _scenes_with(name):
        scene = sample.scene(french)
        stage.perform(screen(replace(scene, identity=replace(IDENTITY, merchant_name=name))))
        labels = [label for label in stage.findChildren(QLabel) if label.text()]

        assert any(visible(name) in label.text() for label in labels)
        assert {label.textFormat() for label in labels} == {Qt.TextFormat.PlainText}
        assert not [label for label in labels if _has_control(label.text())]


def test_only_plain_labels_can_hold_words() -> None:
    """Words on screen go through `Text`; no other module of the screen makes a label, or sets its format."""
    making = {
        file.name
        for file in UI.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Name) and node.id in {"QLabel", "QTextEdit", "QTextBrowser", "QMessageBox"}
    }

    assert making <= {"text.py", "icon.py"}


def _has_control(text: str) -> bool:
    return any(unicodedata.category(ch).startswith("C") for ch in text)
