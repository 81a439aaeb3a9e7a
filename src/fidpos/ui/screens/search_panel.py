"""F2: a name or a phone number, and the members it could be."""

from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from fidpos.ui.presenters.models import HitLine, SearchModel
from fidpos.ui.theme import Colour, TextStyle
from fidpos.ui.widgets.empty import Empty
from fidpos.ui.widgets.kit import Kit
from fidpos.ui.widgets.pick_row import PickRow
from fidpos.ui.widgets.surface import Surface
from fidpos.ui.widgets.text import RIGHT, FitText, Text
from fidpos.ui.widgets.type_field import TypeField

LINES_MAX = 8


class SearchPanel(Surface):
    """The field shows what is typed; the window handles the keys, so that the focus never matters."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        px = kit.theme.px
        self._title = Text(kit, TextStyle.HEADING)
        self._field = TypeField(kit, "search")
        self._lines = [Hit(kit, place) for place in range(LINES_MAX)]
        self._hint = FitText(kit, TextStyle.SMALL, Colour.INK_SOFT, lines=2)
        self._empty = Empty(kit, "user-round-search")
        results = QWidget()
        lines = QVBoxLayout(results)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(px(4))
        for line in self._lines:
            lines.addWidget(line)
        lines.addStretch(1)
        lines.addWidget(self._hint)
        self._body = QStackedLayout()
        self._body.addWidget(results)
        self._body.addWidget(self._empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(20), px(16), px(20), px(12))
        column.setSpacing(px(10))
        column.addWidget(self._title)
        column.addWidget(self._field)
        column.addLayout(self._body, 1)

    def show_search(self, model: SearchModel) -> None:
        """Show what is typed and who it could be."""
        self._title.say(model.title)
        self._field.show_typed(model.text, model.placeholder)
        self._hint.say(model.hint)
        self._empty.say(model.hint)
        self._body.setCurrentIndex(0 if model.lines else 1)
        for place, line in enumerate(self._lines):
            line.setVisible(place < len(model.lines))
            if place < len(model.lines):
                line.show_hit(model.lines[place])


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
