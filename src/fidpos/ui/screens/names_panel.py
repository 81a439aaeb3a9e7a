"""The lock screen while nobody is named: one tile a person, each with its digit."""

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from fidpos.ui.presenters.console import STAFF_ON_A_PAGE
from fidpos.ui.presenters.models import NamesModel
from fidpos.ui.theme import Colour, TextStyle
from fidpos.ui.widgets.empty import Empty
from fidpos.ui.widgets.icon import Icon
from fidpos.ui.widgets.key_button import KeyButton, Shape
from fidpos.ui.widgets.kit import Kit
from fidpos.ui.widgets.staff_tile import StaffTileButton
from fidpos.ui.widgets.text import CENTRE, FitText

_TILES_IN_A_ROW = 3


class NamesPanel(QWidget):
    """Who is at the till: one tile a person, each with its digit."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        px = kit.theme.px
        self._title = FitText(kit, TextStyle.TITLE)
        self._subtitle = FitText(kit, TextStyle.BODY, Colour.INK_SOFT)
        self._tiles = [StaffTileButton(kit) for _ in range(STAFF_ON_A_PAGE)]
        self._empty = Empty(kit, "user-round")
        self._earlier = KeyButton(kit, Shape.ROW, 48)
        self._later = KeyButton(kit, Shape.ROW, 48)
        self._page = FitText(kit, TextStyle.SMALL, Colour.INK_SOFT, align=CENTRE)
        grid = QGridLayout()
        grid.setSpacing(px(12))
        for place, tile in enumerate(self._tiles):
            row, column = divmod(place, _TILES_IN_A_ROW)
            grid.addWidget(tile, row, column)
            grid.setColumnStretch(column, 1)
        pages = QHBoxLayout()
        for key in (self._earlier, self._later):
            key.setFixedWidth(px(104))
        pages.addWidget(self._earlier)
        pages.addWidget(self._page, 1)
        pages.addWidget(self._later)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(px(6))
        lines.addLayout(_badge_line(kit, self._title, self._subtitle))
        lines.addSpacing(px(10))
        lines.addLayout(grid)
        lines.addWidget(self._empty, 1)
        lines.addStretch(1)
        lines.addLayout(pages)

    def show_names(self, model: NamesModel) -> None:
        """Show this page of names."""
        self._title.say(model.title)
        self._subtitle.say(model.subtitle)
        self._empty.say(model.empty)
        self._empty.setVisible(not model.tiles)
        for place, tile in enumerate(self._tiles):
            tile.setVisible(place < len(model.tiles))
            if place < len(model.tiles):
                tile.show_tile(model.tiles[place])
        self._page.say(model.page)
        for key, shown in ((self._earlier, model.earlier), (self._later, model.later)):
            key.setVisible(shown is not None)
            if shown is not None:
                key.show_model(shown)


def _badge_line(kit: Kit, title: QWidget, subtitle: QWidget) -> QHBoxLayout:
    words = QVBoxLayout()
    words.setSpacing(kit.theme.px(2))
    words.addWidget(title)
    words.addWidget(subtitle)
    row = QHBoxLayout()
    row.setSpacing(kit.theme.px(16))
    row.addLayout(words, 1)
    row.addWidget(Icon(kit, "id-card", Colour.ACCENT, 36))
    return row
