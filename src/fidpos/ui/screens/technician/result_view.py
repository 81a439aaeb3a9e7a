"""What the wizard found out, and what it will set."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fidpos.ui.presenters.technician.models import (
    ChangeRow,
    ChangesModel,
    FindingRow,
    FindingsModel,
)
from fidpos.ui.presenters.technician.wizard import CHANGES_SHOWN, FINDINGS_SHOWN
from fidpos.ui.screens.technician.titled import Titled, ruled_table
from fidpos.ui.theme import Colour, TextStyle
from fidpos.ui.widgets.empty import Empty
from fidpos.ui.widgets.kit import Kit
from fidpos.ui.widgets.status_bar import LAMP_INKS, StatusLed
from fidpos.ui.widgets.surface import Rule
from fidpos.ui.widgets.text import ElidedText, FitText, Text

_SHARES = (4, 3, 3)
"""Widths of the columns of the settings, in tenths."""


class FindingsView(Titled):
    """One line a finding: a light, and the words."""

    def __init__(self, kit: Kit) -> None:
        self._rows = [_Finding(kit) for _ in range(FINDINGS_SHOWN)]
        sheet = QWidget()
        lines = QVBoxLayout(sheet)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(kit.theme.px(2))
        for row in self._rows:
            lines.addWidget(row)
        lines.addStretch(1)
        super().__init__(kit, sheet, Empty(kit, "clock"))

    def show_findings(self, model: FindingsModel) -> None:
        """Show these."""
        self.show_titled(model.title, empty=model.empty, is_empty=not model.rows)
        for place, row in enumerate(self._rows):
            row.setVisible(place < len(model.rows))
            if place < len(model.rows):
                row.show_finding(model.rows[place])


class _Finding(QWidget):
    def __init__(self, kit: Kit) -> None:
        super().__init__()
        px = kit.theme.px
        self.setFixedHeight(px(42))
        self._led = StatusLed(kit, 16)
        self._words = FitText(kit, TextStyle.MEDIUM, lines=2)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(12))
        row.addWidget(self._led)
        row.addWidget(self._words, 1)

    def show_finding(self, model: FindingRow) -> None:
        ink = LAMP_INKS[model.lamp]
        self._led.show_lamp(model.lamp)
        self._words.say(model.text)
        self._words.set_colour(Colour.INK if ink is Colour.INK_SOFT else ink)


class ChangesView(Titled):
    """Name, before, after: a table of settings."""

    ROW_HEIGHT = 36

    def __init__(self, kit: Kit) -> None:
        self._headers = [Text(kit, TextStyle.SMALL, Colour.INK_FAINT) for _ in _SHARES]
        self._rows = [_Change(kit) for _ in range(CHANGES_SHOWN)]
        table, grid = ruled_table(kit, dict(enumerate(self._headers)), self._rows, self.ROW_HEIGHT)
        for column, share in enumerate(_SHARES):
            grid.setColumnStretch(column, share)
        super().__init__(kit, table, Empty(kit, "check"))

    def show_changes(self, model: ChangesModel) -> None:
        """Show these."""
        self.show_titled(model.title, empty=model.empty, is_empty=not model.rows)
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
