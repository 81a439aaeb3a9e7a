"""The places of a PIN: full once typed, never the digits."""

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter, QPen

from fidpos.ui.theme import Colour
from fidpos.ui.widgets.kit import Kit
from fidpos.ui.widgets.painted import Painted


class PinDots(Painted):
    """A row of circles."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._filled, self._places = 0, 0
        self._radius, self._step = kit.theme.px(9), kit.theme.px(36)
        self.setFixedHeight(kit.theme.px(32))

    def show_typed(self, filled: int, places: int) -> None:
        """Fill the first circles."""
        if (filled, places) != (self._filled, self._places):
            self._filled, self._places = filled, places
            self.update()

    def draw(self, painter: QPainter) -> None:
        """Paint the circles, centred."""
        left = (self.width() - self._step * (self._places - 1)) / 2
        for place in range(self._places):
            full = place < self._filled
            painter.setPen(QPen(QColor(Colour.ACCENT if full else Colour.GHOST), 2))
            painter.setBrush(QColor(Colour.ACCENT if full else Colour.SURFACE))
            painter.drawEllipse(
                QPointF(left + place * self._step, self.height() / 2), self._radius, self._radius
            )
