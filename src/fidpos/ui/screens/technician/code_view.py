"""A code to be scanned from the screen: bars on white, with room around them."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QSizePolicy

from fidpos.ui.presenters.technician.code128 import QUIET_MODULES
from fidpos.ui.presenters.technician.models import CodeModel
from fidpos.ui.theme import Colour, TextStyle
from fidpos.ui.widgets.kit import Kit
from fidpos.ui.widgets.painted import Painted

_TEXT_HEIGHT = 30
_MARGIN = 14
_MODULE_MAX = 4


class CodeView(Painted):
    """Every module is a whole number of pixels wide, so that a scanner sees true widths."""

    def __init__(self, kit: Kit, height: int = 190) -> None:
        super().__init__()
        self._kit = kit
        self._model = CodeModel(widths=(), text="")
        self.setFixedHeight(kit.theme.px(height))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_code(self, model: CodeModel) -> None:
        """Draw this code."""
        if model != self._model:
            self._model = model
            self.setAccessibleName(model.text)
            self.update()

    def draw(self, painter: QPainter) -> None:
        """Paint the label, its bars, and the number below."""
        px = self._kit.theme.px
        modules = sum(self._model.widths) + 2 * QUIET_MODULES
        module = max(1, min(self._kit.theme.px(_MODULE_MAX), self.width() // modules))
        label = QRectF((self.width() - modules * module) // 2, 0, modules * module, self.height())
        painter.setPen(QColor(Colour.LINE_STRONG))
        painter.setBrush(QColor(Colour.SURFACE))
        painter.drawRoundedRect(label.adjusted(0.5, 0.5, -0.5, -0.5), px(8), px(8))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        left, tall = int(label.left()) + QUIET_MODULES * module, self.height() - px(_TEXT_HEIGHT + _MARGIN)
        for place, width in enumerate(self._model.widths):
            if place % 2 == 0:
                painter.fillRect(
                    left, px(_MARGIN), width * module, tall - px(4), QColor(Qt.GlobalColor.black)
                )
            left += width * module
        below = QRectF(label.left(), self.height() - px(_TEXT_HEIGHT), label.width(), px(_TEXT_HEIGHT - 6))
        painter.setFont(self._kit.theme.font(TextStyle.BYTES))
        painter.setPen(QColor(Colour.INK))
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, self._model.text)
