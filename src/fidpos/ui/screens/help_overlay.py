"""F1: every key and what it does, over whatever screen is shown."""

from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from fidpos.ui.presenters.help import LINES_MAX
from fidpos.ui.presenters.models import HelpModel
from fidpos.ui.theme import Colour, TextStyle
from fidpos.ui.widgets.icon import Icon
from fidpos.ui.widgets.key_button import KeyButton, KeyCap, Shape
from fidpos.ui.widgets.kit import Kit
from fidpos.ui.widgets.painted import Painted
from fidpos.ui.widgets.surface import CARD, Skin, Surface
from fidpos.ui.widgets.text import FitText

_WIDTH = 960
_COLUMNS = 2
_ROWS = LINES_MAX // _COLUMNS
_NOTE = Skin(fill=Colour.ACCENT_SOFT, border=None, radius=12)


class HelpOverlay(Painted):
    """Dims what lies below it; reads work all the same."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__()
        self.setParent(parent)
        px = kit.theme.px
        self._title = FitText(kit, TextStyle.TITLE)
        self._keys = [KeyCap(kit) for _ in range(LINES_MAX)]
        self._meanings = [FitText(kit, TextStyle.BODY, lines=2) for _ in range(LINES_MAX)]
        self._note = FitText(kit, TextStyle.BODY, Colour.ACCENT_DEEP, lines=2)
        self._close = KeyButton(kit, Shape.ROW, 48)
        self._close.setFixedWidth(px(190))
        card = Surface(kit, CARD)
        card.setFixedWidth(px(_WIDTH))
        column = QVBoxLayout(card)
        column.setContentsMargins(px(32), px(24), px(32), px(28))
        column.setSpacing(px(16))
        column.addLayout(self._head(px(16)))
        column.addLayout(self._grid(kit))
        column.addWidget(self._note_box(kit))
        outer = QVBoxLayout(self)
        outer.addStretch(1)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(card)
        middle.addStretch(1)
        outer.addLayout(middle)
        outer.addStretch(1)
        self.hide()

    def show_help(self, model: HelpModel | None) -> None:
        """Show it over everything, or put it away."""
        if model is not None:
            self._title.say(model.title)
            self._note.say(model.note)
            self._close.show_model(model.close)
            self._show_keys(model.keys)
            self.raise_()
        self.setVisible(model is not None)

    def _show_keys(self, keys: tuple[tuple[str, str], ...]) -> None:
        """Half of them to the left, half to the right."""
        rows = -(-len(keys) // _COLUMNS)
        for place, (cap, meaning) in enumerate(zip(self._keys, self._meanings, strict=True)):
            column, row = divmod(place, _ROWS)
            index = column * rows + row
            is_shown = row < rows and index < len(keys)
            cap.setVisible(is_shown)
            meaning.setVisible(is_shown)
            if is_shown:
                cap.say(keys[index][0])
                meaning.say(keys[index][1])

    def draw(self, painter: QPainter) -> None:
        """Dim the screen below."""
        painter.fillRect(self.rect(), QColor(17, 26, 51, 150))

    def _head(self, spacing: int) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(spacing)
        head.addWidget(self._title, 1)
        head.addWidget(self._close)
        return head

    def _grid(self, kit: Kit) -> QGridLayout:
        px = kit.theme.px
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(16))
        grid.setVerticalSpacing(px(8))
        for place, (cap, meaning) in enumerate(zip(self._keys, self._meanings, strict=True)):
            column, row = divmod(place, _ROWS)
            cap.setFixedSize(px(84), px(36))
            grid.addWidget(cap, row, 2 * column)
            grid.addWidget(meaning, row, 2 * column + 1)
            grid.setColumnStretch(2 * column + 1, 1)
        return grid

    def _note_box(self, kit: Kit) -> Surface:
        px = kit.theme.px
        box = Surface(kit, _NOTE)
        row = QHBoxLayout(box)
        row.setContentsMargins(px(16), px(8), px(16), px(8))
        row.setSpacing(px(12))
        row.addWidget(Icon(kit, "nfc", Colour.ACCENT, 24))
        row.addWidget(self._note, 1)
        return box
