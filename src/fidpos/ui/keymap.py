"""From Qt's key events to presses: main block and keypad alike."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from fidpos.ui.presenters.keys import Key, Press

KEYS = {
    Qt.Key.Key_Return: Key.ENTER,
    Qt.Key.Key_Enter: Key.ENTER,
    Qt.Key.Key_Escape: Key.ESCAPE,
    Qt.Key.Key_Backspace: Key.BACKSPACE,
    Qt.Key.Key_Delete: Key.DELETE,
    Qt.Key.Key_Up: Key.UP,
    Qt.Key.Key_Down: Key.DOWN,
    Qt.Key.Key_Left: Key.LEFT,
    Qt.Key.Key_Right: Key.RIGHT,
    Qt.Key.Key_F1: Key.F1,
    Qt.Key.Key_F2: Key.F2,
    Qt.Key.Key_F3: Key.F3,
    Qt.Key.Key_F4: Key.F4,
    Qt.Key.Key_F5: Key.F5,
    Qt.Key.Key_F6: Key.F6,
    Qt.Key.Key_F7: Key.F7,
    Qt.Key.Key_F8: Key.F8,
    Qt.Key.Key_F9: Key.F9,
    Qt.Key.Key_F10: Key.F10,
    Qt.Key.Key_F11: Key.F11,
    Qt.Key.Key_F12: Key.F12,
    Qt.Key.Key_Tab: Key.TAB,
}
SHIFTED_KEYS = {
    Qt.Key.Key_F3: Key.SHIFT_F3,
    Qt.Key.Key_F8: Key.SHIFT_F8,
    Qt.Key.Key_Tab: Key.BACKTAB,
    Qt.Key.Key_Backtab: Key.BACKTAB,
}
_REPEATING = {Key.BACKSPACE, Key.UP, Key.DOWN}
"""Held down they go on; a held Enter, digit or Del counts once."""

_COMMAND = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.MetaModifier
_ANY = _COMMAND | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier


def press_of(event: QKeyEvent) -> Press | None:
    """The press, or None for what means nothing at a till: shortcuts, repeats, keys without a meaning.

    AltGr arrives as Ctrl with Alt on Windows: what it types still counts. A function key with Shift is
    another function, and most of them the till does not have.
    """
    if event.modifiers() & _ANY == Qt.KeyboardModifier.ShiftModifier:
        shifted = SHIFTED_KEYS.get(Qt.Key(event.key()))
        if shifted is not None:
            return None if event.isAutoRepeat() else Press.of(shifted)
    key = KEYS.get(Qt.Key(event.key()))
    if key is not None:
        is_plain = key is Key.ENTER or not event.modifiers() & _ANY
        repeats = event.isAutoRepeat() and key not in _REPEATING
        return Press.of(key) if is_plain and not repeats else None
    is_alt_gr = Qt.KeyboardModifier.AltModifier in event.modifiers()
    is_shortcut = bool(event.modifiers() & _COMMAND) and not is_alt_gr
    if event.isAutoRepeat() or is_shortcut or not event.text().isprintable() or not event.text():
        return None
    return Press.typing(event.text())
