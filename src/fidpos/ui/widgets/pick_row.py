"""A line of a list that a touch chooses."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent

from fidpos.ui.theme import Colour, Radius
from fidpos.ui.widgets.kit import Kit
from fidpos.ui.widgets.surface import Skin, Surface

_CHOSEN = Skin(fill=Colour.ACCENT_SOFT, border=Colour.ACCENT, radius=Radius.KEY)
_OTHER = Skin(fill=Colour.SURFACE, border=Colour.LINE, radius=Radius.KEY)


class PickRow(Surface):
    """Base of such lines; `place` counts from 0 in the whole list, whichever page is shown."""

    def __init__(self, kit: Kit, height: int, place: int = 0) -> None:
        super().__init__(kit, _OTHER)
        self._place = place
        self.setFixedHeight(kit.theme.px(height))

    def stand_at(self, place: int) -> None:
        """Stand for this line."""
        self._place = place

    def show_chosen(self, *, chosen: bool) -> None:
        """Look chosen, or not."""
        self.set_skin(_CHOSEN if chosen else _OTHER)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A touch picks the line."""
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.kit.touch.line_picked.emit(self._place)
