"""Something long is under way: a bar that fills and begins again."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QSizePolicy

from fidpos.domain.money import PPM
from fidpos.ui.theme import Colour
from fidpos.ui.widgets.kit import Kit
from fidpos.ui.widgets.painted import Painted


class BusyBar(Painted):
    """Keeps its place while there is nothing to wait for, so that nothing moves."""

    HEIGHT = 4

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._done_ppm: int | None = None
        self.setFixedHeight(kit.theme.px(self.HEIGHT))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_busy(self, done_ppm: int | None) -> None:
        """Fill this much, or show nothing."""
        if done_ppm != self._done_ppm:
            self._done_ppm = done_ppm
            self.update()

    def draw(self, painter: QPainter) -> None:
        """Paint the bar."""
        if self._done_ppm is None:
            return
        painter.setPen(Qt.PenStyle.NoPen)
        round_ = self.height() / 2
        for colour, share in ((Colour.ACCENT_LINE, PPM), (Colour.ACCENT, self._done_ppm)):
            painter.setBrush(QColor(colour))
            painter.drawRoundedRect(QRectF(0, 0, self.width() * share / PPM, self.height()), round_, round_)
