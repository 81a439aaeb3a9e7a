"""A QR code to be scanned from the screen: black modules on white, with room around them."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QSizePolicy

from fidpos.ui.theme import Colour
from fidpos.ui.widgets.kit import Kit
from fidpos.ui.widgets.painted import Painted

QUIET_MODULES = 4
"""Blank modules around the code (ISO/IEC 18004, 5.3.8)."""


class QrCode(Painted):
    """Every module is a whole number of pixels wide, the largest that fits."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._rows: tuple[bytes, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_code(self, rows: tuple[bytes, ...]) -> None:
        """Draw this code."""
        if rows != self._rows:
            self._rows = rows
            self.update()

    def draw(self, painter: QPainter) -> None:
        """Paint the white field, then the modules."""
        if not self._rows:
            return
        side = len(self._rows) + 2 * QUIET_MODULES
        module = max(1, min(self.width(), self.height()) // side)
        left, top = (self.width() - side * module) // 2, (self.height() - side * module) // 2
        label = QRectF(left, top, side * module, side * module)
        painter.setPen(QColor(Colour.LINE_STRONG))
        painter.setBrush(QColor(Qt.GlobalColor.white))
        painter.drawRoundedRect(
            label.adjusted(0.5, 0.5, -0.5, -0.5), self._kit.theme.px(8), self._kit.theme.px(8)
        )
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        black = QColor(Qt.GlobalColor.black)
        for row, modules in enumerate(self._rows, QUIET_MODULES):
            for column, is_dark in enumerate(modules, QUIET_MODULES):
                if is_dark:
                    painter.fillRect(left + column * module, top + row * module, module, module, black)
