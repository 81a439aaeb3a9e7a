"""Plug-ins, what the checks say, or printers: one row each, the chosen one in words below."""

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from fidpos.ui.presenters.technician.lines import ROWS_ON_A_PAGE
from fidpos.ui.presenters.technician.models import ListKind, ListModel, ListRow
from fidpos.ui.screens.technician.device_list import number_cap
from fidpos.ui.screens.technician.foot import Foot
from fidpos.ui.screens.technician.pager_keys import PagerKeys
from fidpos.ui.theme import Colour, TextStyle
from fidpos.ui.widgets.empty import Empty
from fidpos.ui.widgets.key_button import ACCENT, PLAIN
from fidpos.ui.widgets.kit import Kit
from fidpos.ui.widgets.pick_row import PickRow
from fidpos.ui.widgets.status_bar import LAMP_INKS, StatusLed
from fidpos.ui.widgets.surface import Surface
from fidpos.ui.widgets.text import ElidedText, FitText, Text

_SIDE = 14
_GAP = 14
_LEAD = 28 + 14 + 2 * _GAP
"""From the edge of a row to its first word: digit and light."""

_SHARES = {ListKind.PLUG_INS: (4, 2, 4), ListKind.HEALTH: (3, 0, 7), ListKind.PRINTERS: (6, 0, 4)}
"""Widths of the three columns, in tenths."""


class ListPage(Surface):
    """Draws a `ListModel`."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        px = kit.theme.px
        self._title = FitText(kit, TextStyle.TITLE)
        self._subtitle = FitText(kit, TextStyle.BODY, Colour.INK_SOFT)
        self._pager = PagerKeys(kit)
        self._headers = _Headers(kit)
        self._rows = [_Row(kit) for _ in range(ROWS_ON_A_PAGE)]
        self._empties = {
            ListKind.PLUG_INS: Empty(kit, "puzzle"),
            ListKind.HEALTH: Empty(kit, "activity"),
            ListKind.PRINTERS: Empty(kit, "receipt-text"),
        }
        self._foot = Foot(kit)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._title)
        words.addWidget(self._subtitle)
        head = QHBoxLayout()
        head.setSpacing(px(12))
        head.addLayout(words, 1)
        head.addWidget(self._pager)
        table = QWidget()
        lines = QVBoxLayout(table)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(px(6))
        lines.addWidget(self._headers)
        for row in self._rows:
            lines.addWidget(row)
        lines.addStretch(1)
        self._table = table
        self._body = QStackedLayout()
        self._body.addWidget(table)
        for empty in self._empties.values():
            self._body.addWidget(empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(24), px(14), px(24), px(16))
        column.setSpacing(px(8))
        column.addLayout(head)
        column.addLayout(self._body, 1)
        column.addWidget(self._foot)

    def show_list(self, model: ListModel) -> None:
        """Show this page of the list."""
        self._title.say(model.title)
        self._subtitle.say(model.subtitle)
        self._pager.show_pager(model.pager)
        empty = self._empties[model.kind]
        empty.say(model.empty)
        self._body.setCurrentWidget(self._table if model.rows else empty)
        self._headers.show_headers(model)
        for place, row in enumerate(self._rows):
            row.setVisible(place < len(model.rows))
            if place < len(model.rows):
                row.show_row(model.rows[place], _SHARES[model.kind])
        self._foot.show_foot(model.foot)


class _Headers(QWidget):
    def __init__(self, kit: Kit) -> None:
        super().__init__()
        px = kit.theme.px
        self.setFixedHeight(px(20))
        self._texts = [Text(kit, TextStyle.SMALL, Colour.INK_FAINT) for _ in range(3)]
        self._columns = _Columns(kit, self._texts)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(_SIDE + _LEAD), 0, px(_SIDE), 0)
        row.addLayout(self._columns.grid)

    def show_headers(self, model: ListModel) -> None:
        self._columns.share(_SHARES[model.kind])
        for text, words in zip(self._texts, model.headers, strict=True):
            text.say(words)


class _Row(PickRow):
    HEIGHT = 56

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, self.HEIGHT)
        px = kit.theme.px
        self._number = number_cap(kit)
        self._led = StatusLed(kit)
        self._title = ElidedText(kit, TextStyle.STRONG)
        self._detail = ElidedText(kit, TextStyle.SMALL, Colour.INK_FAINT)
        self._code = ElidedText(kit, TextStyle.CODE)
        self._state = FitText(kit, TextStyle.MEDIUM, lines=2)
        name = QWidget()
        words = QVBoxLayout(name)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(self._title)
        words.addWidget(self._detail)
        words.addStretch(1)
        self._columns = _Columns(kit, [name, self._code, self._state])
        row = QHBoxLayout(self)
        row.setContentsMargins(px(_SIDE), 0, px(_SIDE), 0)
        row.setSpacing(px(_GAP))
        row.addWidget(self._number)
        row.addWidget(self._led)
        row.addLayout(self._columns.grid, 1)

    def show_row(self, model: ListRow, shares: tuple[int, int, int]) -> None:
        self.stand_at(model.place)
        self.show_chosen(chosen=model.chosen)
        self._columns.share(shares)
        self._number.say(model.number)
        self._number.set_skin(ACCENT if model.chosen else PLAIN)
        self._led.show_lamp(model.lamp)
        self._title.say(model.title)
        self._detail.say(model.detail)
        self._detail.setVisible(bool(model.detail))
        self._code.say(model.code)
        self._state.say(model.state)
        self._state.set_colour(LAMP_INKS[model.lamp])


class _Columns:
    """Three columns whose shares depend on the list; headings and rows share them alike."""

    def __init__(self, kit: Kit, cells: list[Text] | list[QWidget]) -> None:
        self._cells = cells
        self.grid = QGridLayout()
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setHorizontalSpacing(kit.theme.px(_GAP))
        for column, cell in enumerate(cells):
            self.grid.addWidget(cell, 0, column)

    def share(self, shares: tuple[int, int, int]) -> None:
        for column, share in enumerate(shares):
            self.grid.setColumnStretch(column, share)
            self._cells[column].setVisible(share > 0)
