"""F6: the code of an offer as it is typed, and those that are on the visit."""

from PySide6.QtWidgets import QHBoxLayout

from fidpos.till.choices import CODES_MAX
from fidpos.ui.presenters.models import CodeLine, CodesModel
from fidpos.ui.screens.type_panel import TypePanel
from fidpos.ui.theme import Colour, TextStyle
from fidpos.ui.widgets.icon import Icon
from fidpos.ui.widgets.key_button import KeyButton, Shape
from fidpos.ui.widgets.kit import Kit
from fidpos.ui.widgets.pick_row import PickRow
from fidpos.ui.widgets.text import ElidedText


class CodesPanel(TypePanel):
    """The field above, the codes of the visit below it, and the key that takes the chosen one out."""

    def __init__(self, kit: Kit) -> None:
        self._lines = [CodeRow(kit, place) for place in range(CODES_MAX)]
        self._remove = KeyButton(kit, Shape.ROW, 48)
        super().__init__(kit, icon="keyboard", empty_icon="keyboard", rows=self._lines, below=[self._remove])

    def show_codes(self, model: CodesModel) -> None:
        """Show what is typed and what is on the visit."""
        self.show_typed(title=model.title, text=model.text, placeholder=model.placeholder)
        self.show_rows(len(model.lines), hint=model.hint, empty=model.empty)
        self._remove.show_model(model.remove)
        for line, code in zip(self._lines, model.lines, strict=False):
            line.show_code(code)


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
