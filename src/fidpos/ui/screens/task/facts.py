"""Labels and what they stand for, one below the other, in one column or two."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fidpos.ui.presenters.task.models import FactLine
from fidpos.ui.theme import Colour, TextStyle
from fidpos.ui.widgets.kit import Kit
from fidpos.ui.widgets.surface import Rule
from fidpos.ui.widgets.text import FitText

FACTS_MAX = 10
_IN_ONE_COLUMN = 2
_BETWEEN = 28
_ROW, _ROOMY_ROW = 54, 66


class Facts(QWidget):
    """Read from the top down, then from the top of the second column."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._px = kit.theme.px
        self._count = 0
        self._rows = [_FactRow(kit) for _ in range(FACTS_MAX)]
        for row in self._rows:
            row.setParent(self)

    def show_facts(self, facts: tuple[FactLine, ...]) -> None:
        """Show these."""
        self._count = min(len(facts), FACTS_MAX)
        for row, fact in zip(self._rows, facts, strict=False):
            row.show_fact(fact)
        self._lay_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use the width that there is now."""
        super().resizeEvent(event)
        self._lay_out()

    def needed_height(self) -> int:
        """What the facts take."""
        return self._rows_of_grid() * self._px(_ROOMY_ROW)

    def _columns(self) -> int:
        return 1 if self._count <= _IN_ONE_COLUMN else 2

    def _rows_of_grid(self) -> int:
        return -(-self._count // self._columns())

    def _lay_out(self) -> None:
        columns, rows = self._columns(), max(1, self._rows_of_grid())
        is_roomy = rows * self._px(_ROOMY_ROW) <= self.height()
        height = min(self._px(_ROOMY_ROW if is_roomy else _ROW), self.height() // rows)
        between = self._px(_BETWEEN)
        width = (self.width() - (columns - 1) * between) // columns
        for place, row in enumerate(self._rows):
            row.setVisible(place < self._count)
            column, line = divmod(place, rows)
            if place < self._count:
                row.be_roomy(is_roomy=is_roomy)
                row.setGeometry(column * (width + between), line * height, width, height)


class _FactRow(QWidget):
    """Its value is larger where there is room for it."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._is_strong = False
        self._label = FitText(kit, TextStyle.NOTE, Colour.INK_SOFT)
        self._value = FitText(kit, TextStyle.CELL_STRONG, lines=2, hug=True)
        self._roomy = FitText(kit, TextStyle.HEADING, lines=2, hug=True)
        self._strong = FitText(kit, TextStyle.FIGURE, lines=1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addStretch(1)
        column.addWidget(self._label)
        column.addWidget(self._value)
        column.addWidget(self._roomy)
        column.addWidget(self._strong)
        column.addStretch(1)
        column.addWidget(Rule())

    def show_fact(self, fact: FactLine) -> None:
        self._is_strong = fact.is_strong
        self._label.say(fact.label)
        for text in (self._value, self._roomy, self._strong):
            text.say(fact.value)

    def be_roomy(self, *, is_roomy: bool) -> None:
        self._value.setVisible(not self._is_strong and not is_roomy)
        self._roomy.setVisible(not self._is_strong and is_roomy)
        self._strong.setVisible(self._is_strong)
