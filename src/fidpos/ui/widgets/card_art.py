"""The merchant's card, drawn: the picture of what the customer is asked to hold out."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from fidpos.ui.theme import Colour, TextStyle
from fidpos.ui.widgets.icon import Logo
from fidpos.ui.widgets.kit import Kit
from fidpos.ui.widgets.painted import Painted
from fidpos.ui.widgets.text import FitText

WIDTH = 252
HEIGHT = 159
"""The proportions of a plastic card (ISO/IEC 7810 ID-1: 85,60 x 53,98 mm)."""


class CardArt(Painted):
    """A card with the merchant's logo, name and card name."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        px = kit.theme.px
        self._kit = kit
        self.setFixedSize(px(WIDTH), px(HEIGHT))
        self._card_name = FitText(kit, TextStyle.HEADING, Colour.ON_NIGHT)
        self._merchant = FitText(kit, TextStyle.SMALL, Colour.ON_CARD)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(18), px(16), px(18), px(16))
        column.setSpacing(px(1))
        top = QHBoxLayout()
        top.addWidget(Logo(kit, 36))
        top.addStretch(1)
        column.addLayout(top)
        column.addStretch(1)
        column.addWidget(self._card_name)
        column.addWidget(self._merchant)

    def show_names(self, card_name: str, merchant: str) -> None:
        """Print the names on the card."""
        self._card_name.say(card_name)
        self._merchant.say(merchant)

    def draw(self, painter: QPainter) -> None:
        """Paint the plastic, two rings of a darker blue, and the waves of a contactless card."""
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        radius = self._kit.theme.px(14)
        shape = QPainterPath()
        shape.addRoundedRect(area, radius, radius)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.fillPath(shape, QColor(Colour.ACCENT))
        for reach, colour in ((0.68, Colour.PLASTIC), (0.42, Colour.ACCENT_DEEP)):
            disc = QPainterPath()
            disc.addEllipse(area.bottomRight(), area.width() * reach, area.width() * reach)
            painter.fillPath(disc.intersected(shape), QColor(colour))
        self._draw_waves(painter, area)

    def _draw_waves(self, painter: QPainter, area: QRectF) -> None:
        px = self._kit.theme.px
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(Colour.ON_CARD), px(2.4), Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        centre = QPointF(area.right() - px(46), area.top() + px(34))
        for size in (7, 13, 19):
            box = QRectF(centre.x() - px(size), centre.y() - px(size), 2 * px(size), 2 * px(size))
            painter.drawArc(box, -38 * 16, 76 * 16)
