"""The pad of digits, laid out as on a keyboard's keypad."""

from PySide6.QtWidgets import QGridLayout, QWidget

from fidpos.ui.presenters.keys import Key, Press
from fidpos.ui.presenters.models import ButtonModel, PadModel
from fidpos.ui.widgets.key_button import KeyButton, Shape
from fidpos.ui.widgets.kit import Kit

_ROWS = ("789", "456", "123")


class Keypad(QWidget):
    """Ten digits, backspace, and in the corner the comma, `00`, or nothing."""

    KEY_HEIGHT = 64
    KEY_HEIGHT_LARGE = 52
    """Beside large texts, which need the room."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(kit.theme.px(8))
        for row, digits in enumerate(_ROWS):
            for column, digit in enumerate(digits):
                self._add(_typing(digit), row, column)
        self._corner = self._add(_typing("00"), 3, 0)
        self._add(_typing("0"), 3, 1)
        self._add(ButtonModel(press=Press.of(Key.BACKSPACE), label="", icon="delete"), 3, 2)

    def show_pad(self, model: PadModel) -> None:
        """Print the corner key; switch the pad off while a question waits."""
        self._corner.setVisible(bool(model.corner))
        self._corner.show_model(_typing(model.corner))
        self.setEnabled(model.enabled)

    def _add(self, model: ButtonModel, row: int, column: int) -> KeyButton:
        is_large = self._kit.theme.is_large_text
        key = KeyButton(self._kit, Shape.PAD, self.KEY_HEIGHT_LARGE if is_large else self.KEY_HEIGHT)
        key.show_model(model)
        self._grid.addWidget(key, row, column)
        return key


def _typing(text: str) -> ButtonModel:
    return ButtonModel(press=Press.typing(text), label=text)
