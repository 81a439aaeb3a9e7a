"""The tray of virtual cards beside the till: touch one to present it. For demonstrations only.

It is a window of its own and never takes the keyboard from the till.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from fidpos.ui.theme import Colour, Radius, TextStyle
from fidpos.ui.widgets.icon import Icon
from fidpos.ui.widgets.kit import Kit
from fidpos.ui.widgets.text import FitText, Text

_WIDTH = 540
_ROW = 56
_COLUMNS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class TrayItem:
    """One thing to touch: a card to present, or something to do with the reader."""

    title: str
    detail: str
    icon: str


class _Row(QAbstractButton):
    """A row of the tray."""

    def __init__(self, kit: Kit, item: TrayItem) -> None:
        super().__init__()
        px = kit.theme.px
        self._radius = px(Radius.KEY)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFixedHeight(px(_ROW))
        self.setAccessibleName(item.title)
        title = FitText(kit, TextStyle.STRONG)
        title.say(item.title)
        detail = FitText(kit, TextStyle.SMALL, Colour.INK_SOFT)
        detail.say(item.detail)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(title)
        words.addWidget(detail)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(14), px(6), px(14), px(6))
        row.setSpacing(px(12))
        row.addWidget(Icon(kit, item.icon, Colour.ACCENT, 24))
        row.addLayout(words, 1)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - painted whole
        """Paint the row, tinted while it is pressed."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(Colour.LINE_STRONG), 1))
        painter.setBrush(QColor(Colour.ACCENT_SOFT if self.isDown() else Colour.SURFACE))
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, self._radius, self._radius)
        painter.end()


class Tray(QWidget):
    """A column of things to touch.

    Signals:
        touched(int): the place of the item.
        closed(): the person closed the tray.
    """

    touched = Signal(int)
    closed = Signal()

    def __init__(self, kit: Kit, title: str, note: str, items: Sequence[TrayItem]) -> None:
        super().__init__(None, Qt.WindowType.Tool | Qt.WindowType.WindowDoesNotAcceptFocus)
        px = kit.theme.px
        self.setWindowTitle(title)
        self.setFixedWidth(px(_WIDTH))
        heading = Text(kit, TextStyle.TITLE)
        heading.say(title)
        words = Text(kit, TextStyle.SMALL, Colour.INK_SOFT)
        words.setWordWrap(True)
        words.say(note)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16), px(16), px(16), px(16))
        column.setSpacing(px(8))
        column.addWidget(heading)
        column.addWidget(words)
        grid = QGridLayout()
        grid.setSpacing(px(8))
        column.addLayout(grid)
        column.addStretch(1)
        self._rows = [_Row(kit, item) for item in items]
        for place, row in enumerate(self._rows):
            row.clicked.connect(self._on_clicked)
            grid.addWidget(row, place // _COLUMNS, place % _COLUMNS)

    def show_beside(self, window: QWidget) -> None:
        """Show it at the right of the window, or over its corner where the screen ends."""
        self.adjustSize()
        screen, beside = window.screen().availableGeometry(), window.frameGeometry()
        left = min(beside.right() + 1, screen.right() - self.width())
        self.move(left, min(beside.top(), screen.bottom() - self.height()))
        self.show()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The person has seen enough."""
        super().closeEvent(event)
        self.closed.emit()

    @Slot()
    def _on_clicked(self) -> None:
        sender = self.sender()
        self.touched.emit(next(place for place, row in enumerate(self._rows) if row is sender))
