"""What the tables of the desk share: a heading, lines between rows, words where there are none."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from PySide6.QtWidgets import QGridLayout, QStackedLayout, QVBoxLayout, QWidget

from fidpos.ui.theme import Colour, TextStyle
from fidpos.ui.widgets.empty import Empty
from fidpos.ui.widgets.kit import Kit
from fidpos.ui.widgets.text import FitText

_HEADER_HEIGHT = 24


class Titled(QWidget):
    """A heading above a part that may have nothing to show.

    Args:
        kit: the look.
        part: what it has to show.
        empty: what stands in its place otherwise.
    """

    def __init__(self, kit: Kit, part: QWidget, empty: Empty) -> None:
        super().__init__()
        self._title = FitText(kit, TextStyle.LABEL, Colour.INK_SOFT)
        self._empty = empty
        self._body = QStackedLayout()
        self._body.addWidget(part)
        self._body.addWidget(empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(kit.theme.px(6))
        column.addWidget(self._title)
        column.addLayout(self._body, 1)

    def show_titled(self, title: str, *, empty: str, is_empty: bool) -> None:
        """Show the part, or why there is nothing."""
        self._title.say(title)
        self._empty.say(empty)
        self._body.setCurrentIndex(1 if is_empty else 0)


class RuledRow(Protocol):
    """A row of a table: its cells, and the line above it."""

    @property
    def rule(self) -> QWidget:
        """The line."""
        ...

    @property
    def cells(self) -> Sequence[QWidget]:
        """One widget a column."""
        ...


def ruled_table(
    kit: Kit, headers: Mapping[int, QWidget], rows: Sequence[RuledRow], row_height: int
) -> tuple[QWidget, QGridLayout]:
    """The table, and its grid for the widths of the columns.

    Args:
        kit: the look.
        headers: by the column they stand above.
        rows: all that there will ever be.
        row_height: of each, at scale 1.
    """
    px = kit.theme.px
    table = QWidget()
    grid = QGridLayout(table)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(px(10))
    grid.setVerticalSpacing(0)
    for column, header in headers.items():
        header.setFixedHeight(px(_HEADER_HEIGHT))
        grid.addWidget(header, 0, column)
    for place, row in enumerate(rows):
        grid.addWidget(row.rule, 2 * place + 1, 0, 1, len(row.cells))
        for column, cell in enumerate(row.cells):
            grid.addWidget(cell, 2 * place + 2, column)
        grid.setRowMinimumHeight(2 * place + 2, px(row_height))
    grid.setRowStretch(2 * len(rows) + 1, 1)
    return table, grid
