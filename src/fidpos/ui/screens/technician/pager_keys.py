"""The keys that turn the pages of a list, and which page it is."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from fidpos.ui.presenters.technician.models import PagerModel
from fidpos.ui.theme import Colour, TextStyle
from fidpos.ui.widgets.key_button import KeyButton, Shape
from fidpos.ui.widgets.kit import Kit
from fidpos.ui.widgets.text import RIGHT, FitText

_TEXT_WIDTH = 80


class PagerKeys(QWidget):
    """Keeps its height where there is one page only."""

    HEIGHT = 48

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        px = kit.theme.px
        self.setFixedHeight(px(self.HEIGHT))
        self._text = FitText(kit, TextStyle.SMALL, Colour.INK_SOFT, align=RIGHT, lines=2)
        self._text.keep_width(px(_TEXT_WIDTH))
        self._earlier = KeyButton(kit, Shape.ROW, self.HEIGHT)
        self._later = KeyButton(kit, Shape.ROW, self.HEIGHT)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        row.addWidget(self._text)
        for key in (self._earlier, self._later):
            key.setFixedWidth(px(96))
            row.addWidget(key)

    def show_pager(self, model: PagerModel | None) -> None:
        """Show which page it is, or nothing."""
        for widget in (self._text, self._earlier, self._later):
            widget.setVisible(model is not None)
        if model is not None:
            self._text.say(model.text)
            self._earlier.show_model(model.earlier)
            self._later.show_model(model.later)
