"""Past visits, one a row; numbers stand right-aligned below right-aligned headings."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from fidpos.ui.presenters.models import VisitLine, VisitsModel
from fidpos.ui.presenters.past import VISITS_SHOWN
from fidpos.ui.theme import Colour, TextStyle
from fidpos.ui.widgets.empty import Empty
from fidpos.ui.widgets.key_button import KeyButton, Shape
from fidpos.ui.widgets.kit import Kit
from fidpos.ui.widgets.place import keep_place
from fidpos.ui.widgets.surface import Rule, Surface
from fidpos.ui.widgets.text import LEFT, RIGHT, FitText, Text

_COLUMNS = 4
_WHY_WIDTH = 128
_WHY_HEIGHT = 48
_WIDTHS = (80, 66, 54)
_ALIGN = (LEFT, RIGHT, RIGHT, RIGHT)


class VisitTable(Surface):
    """The last visits of the member at the counter."""

    ROW_HEIGHT = 44

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        px = kit.theme.px
        self._title = FitText(kit, TextStyle.HEADING)
        self._why = KeyButton(kit, Shape.ROW, _WHY_HEIGHT)
        self._why.setFixedWidth(px(_WHY_WIDTH))
        self._headers = [FitText(kit, TextStyle.SMALL, Colour.INK_FAINT, align=align) for align in _ALIGN]
        self._rows = [
            [FitText(kit, TextStyle.CELL, align=align) for align in _ALIGN] for _ in range(VISITS_SHOWN)
        ]
        self._rules = [Rule() for _ in range(VISITS_SHOWN - 1)]
        self._empty = Empty(kit, "history")
        self._body = QStackedLayout()
        self._body.addWidget(self._table())
        self._body.addWidget(self._empty)
        column = QVBoxLayout(self)
        head = QHBoxLayout()
        head.setSpacing(px(10))
        head.addWidget(self._title, 1)
        head.addWidget(self._why)
        column.setContentsMargins(px(20), px(8), px(20), px(10))
        column.setSpacing(px(4))
        column.addLayout(head)
        column.addLayout(self._body, 1)

    def show_visits(self, model: VisitsModel) -> None:
        """Show these visits."""
        self._title.say(model.title)
        self._why.show_model(model.why)
        self._empty.say(model.empty)
        self._body.setCurrentIndex(0 if model.lines else 1)
        for header, text in zip(self._headers, model.headers, strict=True):
            header.say(text)
        for place, cells in enumerate(self._rows):
            _fill(cells, model.lines[place] if place < len(model.lines) else None)
        for place, rule in enumerate(self._rules, start=1):
            rule.setVisible(place < len(model.lines))

    def _table(self) -> QWidget:
        px = self.kit.theme.px
        table = QWidget()
        grid = QGridLayout(table)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(6))
        grid.setVerticalSpacing(0)
        for column, header in enumerate(self._headers):
            header.setFixedHeight(px(26))
            grid.addWidget(header, 0, column)
        grid.addWidget(Rule(), 1, 0, 1, _COLUMNS)
        for place, cells in enumerate(self._rows):
            for column, cell in enumerate(cells):
                cell.setFixedHeight(px(self.ROW_HEIGHT) - 1)
                grid.addWidget(cell, 2 + 2 * place, column)
        for place, rule in enumerate(self._rules):
            keep_place(rule, is_kept=True)
            grid.addWidget(rule, 3 + 2 * place, 0, 1, _COLUMNS)
        grid.setColumnStretch(0, 1)
        for column, width in enumerate(_WIDTHS, start=1):
            grid.setColumnMinimumWidth(column, px(width))
        grid.setRowStretch(2 + 2 * VISITS_SHOWN, 1)
        grid.setAlignment(Qt.AlignmentFlag.AlignTop)
        return table


def _fill(cells: Sequence[Text], line: VisitLine | None) -> None:
    texts = ("", "", "", "") if line is None else (line.day, line.amount, line.discount, line.points)
    struck = line is not None and line.voided
    chosen = line is not None and line.chosen
    for cell, text in zip(cells, texts, strict=True):
        cell.say(text)
        cell.set_colour(Colour.ACCENT if chosen else Colour.INK_FAINT if struck else Colour.INK)
    if line is not None and not struck and not chosen:
        cells[2].set_colour(Colour.SUCCESS)
