"""F2: a name or a phone number, and the members it could be."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from fidpos.ui.presenters.models import HitLine, SearchModel
from fidpos.ui.screens.type_panel import TypePanel
from fidpos.ui.theme import Colour, TextStyle
from fidpos.ui.widgets.kit import Kit
from fidpos.ui.widgets.pick_row import PickRow
from fidpos.ui.widgets.text import RIGHT, FitText, Text

LINES_MAX = 8


class SearchPanel(TypePanel):
    """Draws a `SearchModel`."""

    def __init__(self, kit: Kit) -> None:
        self._lines = [Hit(kit, place) for place in range(LINES_MAX)]
        super().__init__(kit, icon="search", empty_icon="user-round-search", rows=self._lines)

    def show_search(self, model: SearchModel) -> None:
        """Show what is typed and who it could be."""
        self.show_typed(title=model.title, text=model.text, placeholder=model.placeholder)
        self.show_rows(len(model.lines), hint=model.hint if model.lines else "", empty=model.hint)
        for line, hit in zip(self._lines, model.lines, strict=False):
            line.show_hit(hit)


class Hit(PickRow):
    """One member found; touching it picks it."""

    def __init__(self, kit: Kit, place: int) -> None:
        super().__init__(kit, 52, place)
        px = kit.theme.px
        self._name = FitText(kit, TextStyle.STRONG, lines=2)
        self._phone = Text(kit, TextStyle.LABEL, Colour.INK_SOFT, align=RIGHT)
        self._seen = Text(kit, TextStyle.SMALL, Colour.INK_FAINT, align=RIGHT)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addStretch(1)
        right.addWidget(self._phone)
        right.addWidget(self._seen)
        right.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(14), px(2), px(14), px(2))
        row.setSpacing(px(12))
        row.addWidget(self._name, 1)
        row.addLayout(right)

    def show_hit(self, line: HitLine) -> None:
        """Show this member."""
        self.show_chosen(chosen=line.chosen)
        self._name.say(line.name)
        self._phone.say(line.phone)
        self._seen.say(line.seen)
