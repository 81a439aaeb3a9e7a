"""What a reader did last: events in words, or bytes."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fidpos.ui.presenters.technician.devices import EVENTS_SHOWN
from fidpos.ui.presenters.technician.models import EventRow, EventsModel, RawModel, RawRow
from fidpos.ui.presenters.technician.raw import BYTES_IN_A_ROW
from fidpos.ui.screens.technician.titled import Titled, ruled_table
from fidpos.ui.theme import Colour, TextStyle
from fidpos.ui.widgets.empty import Empty
from fidpos.ui.widgets.kit import Kit
from fidpos.ui.widgets.status_bar import LAMP_INKS, StatusLed
from fidpos.ui.widgets.surface import Rule
from fidpos.ui.widgets.text import ElidedText, FitText, Text

_HOUR_WIDTH = 66
_FORM_WIDTH = 104
_TOKEN_WIDTH = 146
_KIND_WIDTH = 88
_HEADED = (0, 2, 3, 4)
"""Columns with a heading: all but that of the lights."""


class EventsView(Titled):
    """Newest first."""

    ROW_HEIGHT = 34

    def __init__(self, kit: Kit) -> None:
        px = kit.theme.px
        self._headers = [Text(kit, TextStyle.SMALL, Colour.INK_FAINT) for _ in _HEADED]
        self._rows = [_Event(kit) for _ in range(EVENTS_SHOWN)]
        headers = dict(zip(_HEADED, self._headers, strict=True))
        table, grid = ruled_table(kit, headers, self._rows, self.ROW_HEIGHT)
        grid.setColumnMinimumWidth(0, px(_HOUR_WIDTH))
        grid.setColumnStretch(2, 1)
        super().__init__(kit, table, Empty(kit, "history"))

    def show_events(self, model: EventsModel) -> None:
        """Show these."""
        self.show_titled(model.title, empty=model.empty, is_empty=not model.rows)
        for header, text in zip(self._headers, model.headers, strict=True):
            header.say(text)
        for place, row in enumerate(self._rows):
            row.show_event(model.rows[place] if place < len(model.rows) else None)


class _Event:
    """The cells of one row."""

    def __init__(self, kit: Kit) -> None:
        self.rule = Rule()
        self._hour = Text(kit, TextStyle.FINE, Colour.INK_SOFT)
        self._led = StatusLed(kit)
        self._text = ElidedText(kit, TextStyle.MEDIUM)
        self._form = ElidedText(kit, TextStyle.SMALL, Colour.INK_SOFT)
        self._token = ElidedText(kit, TextStyle.CODE)
        self._form.keep_width(kit.theme.px(_FORM_WIDTH))
        self._token.keep_width(kit.theme.px(_TOKEN_WIDTH))
        self.cells: tuple[QWidget, ...] = (self._hour, self._led, self._text, self._form, self._token)

    def show_event(self, model: EventRow | None) -> None:
        for drawn in (self.rule, self._led):
            drawn.setVisible(model is not None)
        words = ("", "", "", "") if model is None else (model.hour, model.text, model.form, model.token)
        for cell, text in zip((self._hour, self._text, self._form, self._token), words, strict=True):
            cell.say(text)
        if model is not None:
            self._led.show_lamp(model.lamp)
            self._text.set_colour(_ink(model))


def _ink(model: EventRow) -> Colour:
    ink = LAMP_INKS[model.lamp]
    return Colour.INK if ink is Colour.INK_SOFT else ink


class RawView(Titled):
    """Whose bytes, in hex, in letters; newest last."""

    ROW_HEIGHT = 24

    def __init__(self, kit: Kit, rows: int) -> None:
        self._rows = [_Bytes(kit) for _ in range(rows)]
        sheet = QWidget()
        lines = QVBoxLayout(sheet)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        for row in self._rows:
            row.setFixedHeight(kit.theme.px(self.ROW_HEIGHT))
            lines.addWidget(row)
        lines.addStretch(1)
        super().__init__(kit, sheet, Empty(kit, "binary"))

    def show_raw(self, model: RawModel) -> None:
        """Show these bytes."""
        self.show_titled(model.title, empty=model.empty, is_empty=not model.rows)
        for place, row in enumerate(self._rows):
            row.setVisible(place < len(model.rows))
            if place < len(model.rows):
                row.show_bytes(model.rows[place])


class _Bytes(QWidget):
    def __init__(self, kit: Kit) -> None:
        super().__init__()
        px = kit.theme.px
        self._kind = FitText(kit, TextStyle.SMALL, Colour.INK_FAINT)
        self._kind.keep_width(px(_KIND_WIDTH))
        self._hex = Text(kit, TextStyle.BYTES)
        self._text = Text(kit, TextStyle.BYTES, Colour.ACCENT_DEEP)
        self._hex.setFixedWidth(self._hex.fontMetrics().horizontalAdvance("00 " * BYTES_IN_A_ROW))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(10))
        for text in (self._kind, self._hex, self._text):
            row.addWidget(text)
        row.addStretch(1)

    def show_bytes(self, model: RawRow) -> None:
        self._kind.say(model.kind)
        self._hex.say(model.hex)
        self._text.say(model.text)
