"""A line of a list: what can be chosen, what cannot now, and what is only there to be read."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fidpos.ui.icons import Icons
from fidpos.ui.presenters.task.models import LineModel
from fidpos.ui.screens.task.line_row import LineColumns, LineRow
from fidpos.ui.theme import Theme
from fidpos.ui.widgets.key_button import KeyCap
from fidpos.ui.widgets.kit import Kit, Touch
from tests.helpers.sample_views import RESOURCES
from tests.helpers.screens import settle

OPEN = LineModel(
    place=0,
    number="1",
    title="Carte",
    detail="",
    aside="",
    icon="gift",
    lamp=None,
    chosen=False,
    is_open=True,
)
CLOSED = replace(OPEN, place=1, number="", is_open=False)


@pytest.fixture
def touched() -> list[int]:
    return []


@pytest.fixture
def row(dressed: QApplication, qtbot: QtBot, touched: list[int]) -> LineRow:
    touch = Touch(dressed)
    touch.line_picked.connect(touched.append)
    made = LineRow(Kit(theme=Theme(), icons=Icons(RESOURCES), touch=touch))
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.mark.parametrize(
    ("lines", "looks_available"),
    [([OPEN, CLOSED], False), ([CLOSED, CLOSED], True)],
    ids=["choice", "to read"],
)
def test_a_line_that_cannot_be_chosen_looks_so_where_others_can(
    row: LineRow, lines: list[LineModel], looks_available: bool
) -> None:
    row.show_line(CLOSED, LineColumns.of(lines))

    assert row.isEnabled() is looks_available


def test_a_line_without_a_digit_shows_no_key_for_one(row: LineRow) -> None:
    columns = LineColumns.of([OPEN, CLOSED])
    row.show_line(OPEN, columns)
    settle()
    (cap,) = (each for each in row.findChildren(KeyCap) if each.isVisible())
    row.show_line(CLOSED, columns)

    assert not cap.isVisible()
    assert cap.sizePolicy().retainSizeWhenHidden()


def test_a_line_that_is_there_to_be_read_is_not_picked_by_a_touch(row: LineRow) -> None:
    row.show_line(CLOSED, LineColumns.of([CLOSED]))

    assert row.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)


def test_an_open_line_is_picked_by_a_touch_after_a_closed_one_stood_there(
    row: LineRow, touched: list[int]
) -> None:
    row.show_line(CLOSED, LineColumns.of([OPEN, CLOSED]))
    row.show_line(OPEN, LineColumns.of([OPEN]))
    QTest.mouseClick(row, Qt.MouseButton.LeftButton)

    assert touched == [0]
