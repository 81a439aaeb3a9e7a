"""A widget that draws itself; the painter is set up and ended here."""

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget


class Painted(QWidget):
    """Base of widgets that are only a shape."""

    def draw(self, painter: QPainter) -> None:
        """Paint with smooth edges; nothing by default."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt asks for the picture."""
        painter = QPainter(self)
        painter.setClipRegion(event.region())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.draw(painter)
        painter.end()
