"""What a reader did last: events in words, or bytes."""

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from fidpos.ui.presenters.technician.devices import EVENTS_SHOWN
from fidpos.ui.presenters.technician.models import EventRow, EventsModel, RawModel, RawRow
from fidpos.ui.presenters.technician.raw import BYTES_IN_A_ROW
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


class EventsView(QWidget):
    """Newest first."""

    ROW_HEIGHT = 34

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        px = kit.theme.px
        self._title = FitText(kit, TextStyle.LABEL, Colour.INK_SOFT)
        self._headers = [Text(kit, TextStyle.SMALL, Colour.INK_FAINT) for _ in range(4)]
        self._rows = [_Event(kit) for _ in range(EVENTS_SHOWN)]
        self._empty = Empty(kit, "history")
        table = QWidget()
        grid = QGridLayout(table)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(10))
        grid.setVerticalSpacing(0)
        for column, header in zip((0, 2, 3, 4), self._headers, strict=True):
            header.setFixedHeight(px(24))
            grid.addWidget(header, 0, column)
        for place, row in enumerate(self._rows):
            grid.addWidget(row.rule, 2 * place + 1, 0, 1, 5)
            for column, cell in enumerate(row.cells):
                grid.addWidget(cell, 2 * place + 2, column)
            grid.setRowMinimumHeight(2 * place + 2, px(self.ROW_HEIGHT))
        for column, width in ((0, _HOUR_WIDTH), (3, _FORM_WIDTH), (4, _TOKEN_WIDTH)):
            grid.setColumnMinimumWidth(column, px(width))
        grid.setColumnStretch(2, 1)
        grid.setRowStretch(2 * EVENTS_SHOWN + 1, 1)
        self._body = QStackedLayout()
        self._body.addWidget(table)
        self._body.addWidget(self._empty)
        column_ = QVBoxLayout(self)
        column_.setContentsMargins(0, 0, 0, 0)
        column_.setSpacing(px(4))
        column_.addWidget(self._title)
        column_.addLayout(self._body, 1)

    def show_events(self, model: EventsModel) -> None:
        """Show these."""
        self._title.say(model.title)
        self._empty.say(model.empty)
        self._body.setCurrentIndex(0 if model.rows else 1)
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


class RawView(QWidget):
    """Whose bytes, in hex, in letters; newest last."""

    ROW_HEIGHT = 24

    def __init__(self, kit: Kit, rows: int) -> None:
        super().__init__()
        px = kit.theme.px
        self._title = FitText(kit, TextStyle.LABEL, Colour.INK_SOFT)
        self._rows = [_Bytes(kit) for _ in range(rows)]
        self._empty = Empty(kit, "binary")
        sheet = QWidget()
        lines = QVBoxLayout(sheet)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        for row in self._rows:
            row.setFixedHeight(px(self.ROW_HEIGHT))
            lines.addWidget(row)
        lines.addStretch(1)
        self._body = QStackedLayout()
        self._body.addWidget(sheet)
        self._body.addWidget(self._empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        column.addWidget(self._title)
        column.addLayout(self._body, 1)

    def show_raw(self, model: RawModel) -> None:
        """Show these bytes."""
        self._title.say(model.title)
        self._empty.say(model.empty)
        self._body.setCurrentIndex(0 if model.rows else 1)
        for place, row in enumerate(self._rows):
            row.setVisible(place < len(model.rows))
            if place < len(model.rows):
                row.show_bytes(model.rows[place])


class _Bytes(QWidget):
    def __init__(self, kit: Kit) -> None:
        super().__init__()
        px = kit.theme.px
        self._kind = Text(kit, TextStyle.SMALL, Colour.INK_FAINT)
        self._kind.setFixedWidth(px(_KIND_WIDTH))
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
