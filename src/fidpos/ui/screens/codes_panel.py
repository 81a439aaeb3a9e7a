"""F6: the code of an offer as it is typed, and those that are on the visit."""

from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from fidpos.till.choices import CODES_MAX
from fidpos.ui.presenters.models import CodeLine, CodesModel
from fidpos.ui.theme import Colour, TextStyle
from fidpos.ui.widgets.empty import Empty
from fidpos.ui.widgets.icon import Icon
from fidpos.ui.widgets.key_button import KeyButton, Shape
from fidpos.ui.widgets.kit import Kit
from fidpos.ui.widgets.pick_row import PickRow
from fidpos.ui.widgets.surface import Surface
from fidpos.ui.widgets.text import ElidedText, FitText, Text
from fidpos.ui.widgets.type_field import TypeField


class CodesPanel(Surface):
    """The field above, the codes of the visit below it, and the key that takes the chosen one out."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        px = kit.theme.px
        self._title = Text(kit, TextStyle.HEADING)
        self._field = TypeField(kit, "keyboard")
        self._lines = [CodeRow(kit, place) for place in range(CODES_MAX)]
        self._empty = Empty(kit, "keyboard")
        self._hint = FitText(kit, TextStyle.SMALL, Colour.INK_SOFT, lines=2)
        self._remove = KeyButton(kit, Shape.ROW, 48)
        entered = QWidget()
        lines = QVBoxLayout(entered)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(px(6))
        for line in self._lines:
            lines.addWidget(line)
        lines.addStretch(1)
        self._body = QStackedLayout()
        self._body.addWidget(entered)
        self._body.addWidget(self._empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(20), px(16), px(20), px(12))
        column.setSpacing(px(10))
        column.addWidget(self._title)
        column.addWidget(self._field)
        column.addLayout(self._body, 1)
        column.addWidget(self._hint)
        column.addWidget(self._remove)

    def show_codes(self, model: CodesModel) -> None:
        """Show what is typed and what is on the visit."""
        self._title.say(model.title)
        self._field.show_typed(model.text, model.placeholder)
        self._empty.say(model.empty)
        self._hint.say(model.hint)
        self._remove.show_model(model.remove)
        self._body.setCurrentIndex(0 if model.lines else 1)
        for place, line in enumerate(self._lines):
            line.setVisible(place < len(model.lines))
            if place < len(model.lines):
                line.show_code(model.lines[place])


class CodeRow(PickRow):
    """One code; touching it chooses it."""

    def __init__(self, kit: Kit, place: int) -> None:
        super().__init__(kit, 48, place)
        px = kit.theme.px
        self._code = ElidedText(kit, TextStyle.STRONG)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(14), 0, px(14), 0)
        row.setSpacing(px(12))
        row.addWidget(Icon(kit, "circle-check", Colour.SUCCESS, 20))
        row.addWidget(self._code, 1)

    def show_code(self, line: CodeLine) -> None:
        """Show this code."""
        self.show_chosen(chosen=line.chosen)
        self._code.say(line.text)
