"""A picture from a file, as large as there is room for and never larger than it is."""

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QSizePolicy

from fidpos.ui.theme import Colour
from fidpos.ui.widgets.kit import Kit
from fidpos.ui.widgets.painted import Painted


class Picture(Painted):
    """Such as a ticket as it will be printed; a file that is no picture shows nothing."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._path = ""
        self._pixmap = QPixmap()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_picture(self, path: str) -> None:
        """Show the picture in this file, or none."""
        if path != self._path:
            self._path = path
            self._pixmap = QPixmap(path) if path else QPixmap()
            self.update()

    def draw(self, painter: QPainter) -> None:
        """Paint it from the top, in the middle, with a thin edge, since paper is white."""
        if self._pixmap.isNull():
            return
        ratio = self.devicePixelRatioF()
        room = (QSizeF(self.size()) * ratio).toSize()
        fitting = self._pixmap.size().scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
        drawn = self._pixmap
        if fitting.width() < drawn.width():
            drawn = drawn.scaled(
                fitting, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
        drawn.setDevicePixelRatio(ratio)
        size = drawn.deviceIndependentSize()
        corner = QPointF((self.width() - size.width()) // 2, 0)
        painter.drawPixmap(corner, drawn)
        painter.setPen(QColor(Colour.LINE_STRONG))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(corner, size).adjusted(0.5, 0.5, -0.5, -0.5))
