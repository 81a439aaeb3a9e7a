"""A line of a list that bears a digit: touching it types the digit."""

from PySide6.QtCore import QMargins, Qt
from PySide6.QtGui import QMouseEvent

from fidpos.ui.presenters.keys import Press
from fidpos.ui.widgets.key_button import KeyCap
from fidpos.ui.widgets.kit import Kit
from fidpos.ui.widgets.surface import Skin, Surface

_CAP = 28


class PressRow(Surface):
    """Base of such lines; `number` is the cap on which the digit stands."""

    def __init__(self, kit: Kit, skin: Skin, height: int) -> None:
        super().__init__(kit, skin)
        px = kit.theme.px
        self._press = Press()
        self.setFixedHeight(px(height))
        self.number = KeyCap(kit)
        self.number.setFixedSize(px(_CAP), px(_CAP))
        self.number.setContentsMargins(QMargins(0, 0, 0, 0))

    def bear(self, number: str, press: Press) -> None:
        """Bear this digit; a touch is this press."""
        self._press = press
        self.number.say(number)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A touch types the digit."""
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.kit.touch.pressed.emit(self._press)
