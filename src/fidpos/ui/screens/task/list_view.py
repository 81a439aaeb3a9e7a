"""Lines to choose from, or to read."""

from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from fidpos.ui.presenters.task.models import ListModel
from fidpos.ui.presenters.task.pages import LINES_ON_A_PAGE
from fidpos.ui.screens.task.line_row import LineColumns, LineRow
from fidpos.ui.widgets.empty import Empty
from fidpos.ui.widgets.kit import Kit


class ListView(QWidget):
    """One page of lines; where there is none, why."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._rows = [LineRow(kit) for _ in range(LINES_ON_A_PAGE)]
        self._empty = Empty(kit, "list-checks")
        lines = QWidget()
        column = QVBoxLayout(lines)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(kit.theme.px(3))
        for row in self._rows:
            column.addWidget(row)
        column.addStretch(1)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(lines)
        self._stack.addWidget(self._empty)

    def show_list(self, model: ListModel) -> None:
        """Show this page."""
        self._empty.say(model.empty)
        self._stack.setCurrentIndex(0 if model.lines else 1)
        columns = LineColumns.of(model.lines)
        for place, row in enumerate(self._rows):
            row.setVisible(place < len(model.lines))
            if place < len(model.lines):
                row.show_line(model.lines[place], columns)
