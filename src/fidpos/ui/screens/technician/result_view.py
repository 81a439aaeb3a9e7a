"""What the wizard found out, and what it will set."""

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from fidpos.ui.presenters.technician.models import ChangeRow, ChangesModel, FindingsModel
from fidpos.ui.presenters.technician.wizard import CHANGES_SHOWN, FINDINGS_SHOWN
from fidpos.ui.theme import Colour, TextStyle
from fidpos.ui.widgets.empty import Empty
from fidpos.ui.widgets.kit import Kit
from fidpos.ui.widgets.status_bar import LAMP_INKS, StatusLed
from fidpos.ui.widgets.surface import Rule
from fidpos.ui.widgets.text import ElidedText, FitText, Text


class FindingsView(QWidget):
    """One line a finding: a light, and the words."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        px = kit.theme.px
        self._title = FitText(kit, TextStyle.LABEL, Colour.INK_SOFT)
        self._rows = [_Finding(kit) for _ in range(FINDINGS_SHOWN)]
        self._empty = Empty(kit, "clock")
        lines_box = QWidget()
        lines = QVBoxLayout(lines_box)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(px(2))
        for row in self._rows:
            lines.addWidget(row)
        lines.addStretch(1)
        self._body = QStackedLayout()
        self._body.addWidget(lines_box)
        self._body.addWidget(self._empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        column.addWidget(self._title)
        column.addLayout(self._body, 1)

    def show_findings(self, model: FindingsModel) -> None:
        """Show these."""
        self._title.say(model.title)
        self._empty.say(model.empty)
        self._body.setCurrentIndex(0 if model.rows else 1)
        for place, row in enumerate(self._rows):
            row.setVisible(place < len(model.rows))
            if place < len(model.rows):
                found = model.rows[place]
                row.led.show_lamp(found.lamp)
                row.words.say(found.text)
                ink = LAMP_INKS[found.lamp]
                row.words.set_colour(Colour.INK if ink is Colour.INK_SOFT else ink)


class _Finding(QWidget):
    def __init__(self, kit: Kit) -> None:
        super().__init__()
        px = kit.theme.px
        self.setFixedHeight(px(42))
        self.led = StatusLed(kit, 16)
        self.words = FitText(kit, TextStyle.MEDIUM, lines=2)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(12))
        row.addWidget(self.led)
        row.addWidget(self.words, 1)


class ChangesView(QWidget):
    """Name, before, after: a table of settings."""

    ROW_HEIGHT = 36

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        px = kit.theme.px
        self._title = FitText(kit, TextStyle.LABEL, Colour.INK_SOFT)
        self._headers = [Text(kit, TextStyle.SMALL, Colour.INK_FAINT) for _ in range(3)]
        self._rows = [_Change(kit) for _ in range(CHANGES_SHOWN)]
        self._empty = Empty(kit, "check")
        table = QWidget()
        grid = QGridLayout(table)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(12))
        grid.setVerticalSpacing(0)
        for column, header in enumerate(self._headers):
            header.setFixedHeight(px(24))
            grid.addWidget(header, 0, column)
        for place, row in enumerate(self._rows):
            grid.addWidget(row.rule, 2 * place + 1, 0, 1, 3)
            for column, cell in enumerate(row.cells):
                grid.addWidget(cell, 2 * place + 2, column)
            grid.setRowMinimumHeight(2 * place + 2, px(self.ROW_HEIGHT))
        for column, share in enumerate((4, 3, 3)):
            grid.setColumnStretch(column, share)
        grid.setRowStretch(2 * CHANGES_SHOWN + 1, 1)
        self._body = QStackedLayout()
        self._body.addWidget(table)
        self._body.addWidget(self._empty)
        column_ = QVBoxLayout(self)
        column_.setContentsMargins(0, 0, 0, 0)
        column_.setSpacing(px(8))
        column_.addWidget(self._title)
        column_.addLayout(self._body, 1)

    def show_changes(self, model: ChangesModel) -> None:
        """Show these."""
        self._title.say(model.title)
        self._empty.say(model.empty)
        self._body.setCurrentIndex(0 if model.rows else 1)
        for header, text in zip(self._headers, model.headers, strict=True):
            header.say(text)
        for place, row in enumerate(self._rows):
            row.show_change(model.rows[place] if place < len(model.rows) else None)


class _Change:
    """The cells of one row, and the line above it."""

    def __init__(self, kit: Kit) -> None:
        self.rule = Rule()
        inks = (Colour.INK_SOFT, Colour.INK_FAINT, Colour.ACCENT_DEEP)
        self.cells = [ElidedText(kit, TextStyle.CODE, ink) for ink in inks]

    def show_change(self, model: ChangeRow | None) -> None:
        self.rule.setVisible(model is not None)
        words = ("", "", "") if model is None else (model.name, model.before, model.after)
        for cell, text in zip(self.cells, words, strict=True):
            cell.say(text)
