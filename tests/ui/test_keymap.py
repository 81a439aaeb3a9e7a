"""From Qt's keys to presses."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

from fidpos.ui.keymap import press_of
from fidpos.ui.presenters.keys import Key, Press

NO = Qt.KeyboardModifier.NoModifier


def key(code: Qt.Key, text: str = "", *, repeated: bool = False) -> QKeyEvent:
    return QKeyEvent(QEvent.Type.KeyPress, code, NO, text, autorep=repeated)


@pytest.mark.parametrize("number", range(1, 12))
def test_each_function_key_that_a_screen_prints_is_known(number: int) -> None:
    known = press_of(key(Qt.Key(Qt.Key.Key_F1.value + number - 1)))

    assert known == Press.of(Key(f"f{number}"))


def test_delete_is_a_key_of_its_own() -> None:
    assert press_of(key(Qt.Key.Key_Delete)) == Press.of(Key.DELETE)


@pytest.mark.parametrize("code", [Qt.Key.Key_Delete, Qt.Key.Key_Return, Qt.Key.Key_F8])
def test_what_changes_something_counts_once_however_long_it_is_held(code: Qt.Key) -> None:
    assert press_of(key(code, repeated=True)) is None


@pytest.mark.parametrize("code", [Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Backspace])
def test_what_moves_goes_on_while_it_is_held(code: Qt.Key) -> None:
    assert press_of(key(code, repeated=True)) is not None
