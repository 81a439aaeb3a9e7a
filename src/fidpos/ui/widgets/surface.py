"""Things that are only a shape: cards, avatars, progress bars."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy

from fidpos.domain.money import PPM
from fidpos.ui.theme import Colour, Radius, TextStyle
from fidpos.ui.widgets.kit import Kit
from fidpos.ui.widgets.painted import Painted
from fidpos.ui.widgets.text import CENTRE, Text

_SHADOW = QColor(16, 24, 40, 20)


@dataclass(frozen=True, slots=True, kw_only=True)
class Skin:
    """How a surface is painted; `border` None paints none, `lifted` adds the soft edge of a card."""

    fill: Colour | None = Colour.SURFACE
    border: Colour | None = Colour.LINE
    radius: int = Radius.CARD
    lifted: bool = False


CARD = Skin(lifted=True)
SUNKEN = Skin(fill=Colour.SUNKEN, border=Colour.LINE, radius=Radius.KEY)


class Surface(Painted):
    """A rounded rectangle that holds other widgets."""

    def __init__(self, kit: Kit, skin: Skin = CARD) -> None:
        super().__init__()
        self.kit = kit
        self._skin = skin

    def set_skin(self, skin: Skin) -> None:
        """Change fill and border."""
        if skin != self._skin:
            self._skin = skin
            self.update()

    def draw(self, painter: QPainter) -> None:
        """Paint the shape."""
        paint_skin(painter, QRectF(self.rect()), self._skin, self.kit)


def paint_skin(painter: QPainter, area: QRectF, skin: Skin, kit: Kit) -> None:
    """Paint a rounded rectangle on whole pixels."""
    radius = kit.theme.px(skin.radius)
    box = area.adjusted(0.5, 0.5, -0.5, -0.5)
    if skin.lifted:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_SHADOW)
        painter.drawRoundedRect(box, radius, radius)
        box = box.adjusted(0, 0, 0, -1)
    painter.setPen(QPen(QColor(skin.border), 1) if skin.border is not None else Qt.PenStyle.NoPen)
    painter.setBrush(QColor(skin.fill) if skin.fill is not None else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box, radius, radius)


class Avatar(Painted):
    """A person's initials in a circle."""

    def __init__(
        self,
        kit: Kit,
        size: int,
        style: TextStyle,
        *,
        fill: Colour = Colour.ACCENT_SOFT,
        ink: Colour = Colour.ACCENT,
    ) -> None:
        super().__init__()
        self._fill = fill
        self.setFixedSize(kit.theme.px(size), kit.theme.px(size))
        self._initials = Text(kit, style, ink, align=CENTRE)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._initials)

    def say(self, initials: str) -> None:
        """Show these initials."""
        self._initials.say(initials)

    def draw(self, painter: QPainter) -> None:
        """Paint the shape."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._fill))
        painter.drawEllipse(self.rect())


class Progress(Painted):
    """How far something has come, in parts per million."""

    def __init__(self, kit: Kit, height: int = 8) -> None:
        super().__init__()
        self._done_ppm = 0
        self._fill = Colour.ACCENT
        self.setFixedHeight(kit.theme.px(height))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_part(self, done_ppm: int, fill: Colour = Colour.ACCENT) -> None:
        """Fill this much."""
        if (done_ppm, fill) != (self._done_ppm, self._fill):
            self._done_ppm, self._fill = done_ppm, fill
            self.update()

    def draw(self, painter: QPainter) -> None:
        """Paint the shape."""
        painter.setPen(Qt.PenStyle.NoPen)
        round_ = self.height() / 2
        painter.setBrush(QColor(Colour.LINE))
        painter.drawRoundedRect(QRectF(self.rect()), round_, round_)
        if self._done_ppm > 0:
            width = max(self.height(), self.width() * self._done_ppm / PPM)
            painter.setBrush(QColor(self._fill))
            painter.drawRoundedRect(QRectF(0, 0, width, self.height()), round_, round_)


class Rule(Painted):
    """A thin line between two parts of a card."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(1)

    def draw(self, painter: QPainter) -> None:
        """Paint the shape."""
        painter.fillRect(self.rect(), QColor(Colour.LINE))
