"""What a part of a card shows while it has nothing to show: never a hole."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from fidpos.ui.theme import Colour, TextStyle
from fidpos.ui.widgets.icon import Icon
from fidpos.ui.widgets.kit import Kit
from fidpos.ui.widgets.text import CENTRE, FitText


class Empty(QWidget):
    """An icon and a sentence in the middle."""

    def __init__(self, kit: Kit, icon: str) -> None:
        super().__init__()
        self._words = FitText(kit, TextStyle.BODY, Colour.INK_FAINT, align=CENTRE, lines=2, hug=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(kit.theme.px(8))
        column.addStretch(1)
        column.addWidget(Icon(kit, icon, Colour.GHOST, 30), 0, CENTRE)
        column.addWidget(self._words)
        column.addStretch(1)

    def say(self, text: str) -> None:
        """Say why there is nothing yet."""
        self._words.say(text)
