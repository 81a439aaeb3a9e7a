"""What is being typed, as wide as it is, with its cursor right behind it."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QSizePolicy

from fidpos.ui.theme import Colour, TextStyle
from fidpos.ui.widgets.kit import Kit
from fidpos.ui.widgets.painted import Painted
from fidpos.ui.widgets.text import ElidedText

_SLACK = 2
"""Beyond the advance of a text, so that no rounding elides it."""


class TypedText(ElidedText):
    """Takes the width of its text, and shows the end of it where there is less room: there the cursor is."""

    def __init__(self, kit: Kit, style: TextStyle) -> None:
        super().__init__(kit, style, mode=Qt.TextElideMode.ElideLeft)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)

    def say(self, text: str) -> None:
        """Show the text, at the width that it takes."""
        super().say(text)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """The whole text."""
        advance = QFontMetrics(self.font()).horizontalAdvance(self._whole)
        return QSize(advance + self._kit.theme.px(_SLACK), super().sizeHint().height())


class Cursor(Painted):
    """A line where the next sign comes."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.setFixedSize(kit.theme.px(2), kit.theme.px(24))

    def draw(self, painter: QPainter) -> None:
        """Paint the line."""
        painter.fillRect(QRectF(self.rect()), QColor(Colour.ACCENT))
