"""A name on the lock screen, with the digit that chooses it."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QVBoxLayout

from fidpos.ui.presenters.keys import Press
from fidpos.ui.presenters.models import StaffTile
from fidpos.ui.theme import Colour, Radius, TextStyle
from fidpos.ui.widgets.key_button import KeyCap
from fidpos.ui.widgets.kit import Kit
from fidpos.ui.widgets.surface import Avatar, Skin, paint_skin
from fidpos.ui.widgets.text import FitText

_UP = Skin(fill=Colour.SURFACE, border=Colour.LINE_STRONG, radius=Radius.KEY, lifted=True)
_DOWN = Skin(fill=Colour.CANVAS, border=Colour.LINE_STRONG, radius=Radius.KEY)


class StaffTileButton(QAbstractButton):
    """Initials, name and role; the digit in the corner."""

    HEIGHT = 114

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        px = kit.theme.px
        self._kit = kit
        self._press = Press()
        self.setFixedHeight(px(self.HEIGHT))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._avatar = Avatar(kit, 36, TextStyle.LABEL)
        self._number = KeyCap(kit)
        self._name = FitText(kit, TextStyle.STRONG, lines=2, hug=True)
        self._role = FitText(kit, TextStyle.SMALL, Colour.INK_FAINT)
        top = QHBoxLayout()
        top.addWidget(self._avatar)
        top.addStretch(1)
        top.addWidget(self._number, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(14), px(12), px(12), px(10))
        column.setSpacing(px(1))
        column.addLayout(top)
        column.addStretch(1)
        column.addWidget(self._name)
        column.addWidget(self._role)
        self.clicked.connect(self._on_clicked)

    def show_tile(self, tile: StaffTile) -> None:
        """Show this person."""
        self._press = tile.press
        self._avatar.say(tile.initials)
        self._number.say(tile.number)
        self._name.say(tile.name)
        self._role.say(tile.role)
        self.setAccessibleName(tile.name)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the tile, flat while it is pressed."""
        painter = QPainter(self)
        painter.setClipRegion(event.region())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_skin(painter, self.rect().toRectF(), _DOWN if self.isDown() else _UP, self._kit)
        painter.end()

    @Slot()
    def _on_clicked(self) -> None:
        self._kit.touch.pressed.emit(self._press)
