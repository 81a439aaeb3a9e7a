"""The readers of the till, and what can be done without choosing one."""

from PySide6.QtCore import QMargins
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from fidpos.ui.presenters.technician.lines import DEVICES_ON_A_PAGE
from fidpos.ui.presenters.technician.models import DeviceRow, DevicesModel
from fidpos.ui.screens.technician.pager_keys import PagerKeys
from fidpos.ui.theme import Colour, TextStyle
from fidpos.ui.widgets.empty import Empty
from fidpos.ui.widgets.key_button import ACCENT, PLAIN, KeyButton, KeyCap, Shape
from fidpos.ui.widgets.kit import Kit
from fidpos.ui.widgets.pick_row import PickRow
from fidpos.ui.widgets.status_bar import LAMP_INKS, StatusLed
from fidpos.ui.widgets.surface import Surface
from fidpos.ui.widgets.text import RIGHT, ElidedText, FitText, Text

_TOOLS = 4
_TOOLS_IN_A_ROW = 2


class DeviceList(Surface):
    """One row a reader; what is chosen here is shown beside it."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        px = kit.theme.px
        self._title = FitText(kit, TextStyle.HEADING)
        self._pager = PagerKeys(kit)
        self._rows = [_Row(kit) for _ in range(DEVICES_ON_A_PAGE)]
        self._empty = Empty(kit, "plug")
        self._tools = [KeyButton(kit, Shape.ROW, 56) for _ in range(_TOOLS)]
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._pager)
        rows = QWidget()
        lines = QVBoxLayout(rows)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(px(6))
        for row in self._rows:
            lines.addWidget(row)
        lines.addStretch(1)
        self._body = QStackedLayout()
        self._body.addWidget(rows)
        self._body.addWidget(self._empty)
        tools = QGridLayout()
        tools.setSpacing(px(8))
        for place, tool in enumerate(self._tools):
            tools.addWidget(tool, *divmod(place, _TOOLS_IN_A_ROW))
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16), px(8), px(16), px(16))
        column.setSpacing(px(6))
        column.addLayout(head)
        column.addLayout(self._body, 1)
        column.addLayout(tools)

    def show_devices(self, model: DevicesModel) -> None:
        """Show this page of the readers."""
        self._title.say(model.title)
        self._pager.show_pager(model.pager)
        self._empty.say(model.empty)
        self._body.setCurrentIndex(0 if model.rows else 1)
        for place, row in enumerate(self._rows):
            row.setVisible(place < len(model.rows))
            if place < len(model.rows):
                row.show_device(model.rows[place])
        for tool, shown in zip(self._tools, model.tools, strict=True):
            tool.show_model(shown)


class _Row(PickRow):
    """Light, name, kind and state to the left; what it has read to the right, figures below each other."""

    HEIGHT = 76

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, self.HEIGHT)
        px = kit.theme.px
        self._number = number_cap(kit)
        self._led = StatusLed(kit)
        self._label = ElidedText(kit, TextStyle.STRONG)
        self._kind = ElidedText(kit, TextStyle.SMALL, Colour.INK_FAINT)
        self._state = ElidedText(kit, TextStyle.SMALL)
        words = QVBoxLayout()
        words.setSpacing(px(1))
        words.addStretch(1)
        for text in (self._label, self._kind, self._state):
            words.addWidget(text)
        words.addStretch(1)
        self._figures = [Text(kit, TextStyle.FINE, Colour.INK_SOFT, align=RIGHT) for _ in range(3)]
        figures = QVBoxLayout()
        figures.setSpacing(px(2))
        figures.addStretch(1)
        for figure in self._figures:
            figures.addWidget(figure)
        figures.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(10), 0, px(14), 0)
        row.setSpacing(px(10))
        row.addWidget(self._number)
        row.addWidget(self._led)
        row.addLayout(words, 1)
        row.addLayout(figures)

    def show_device(self, model: DeviceRow) -> None:
        self.stand_at(model.place)
        self.show_chosen(chosen=model.chosen)
        self._number.say(model.number)
        self._number.set_skin(ACCENT if model.chosen else PLAIN)
        self._led.show_lamp(model.lamp)
        self._label.say(model.label)
        self._kind.say(model.kind)
        self._state.say(model.state)
        self._state.set_colour(LAMP_INKS[model.lamp])
        for figure, text in zip(self._figures, (model.seen, model.reads, model.faults), strict=True):
            figure.say(text)


def number_cap(kit: Kit) -> KeyCap:
    """The digit that chooses a line."""
    cap = KeyCap(kit)
    cap.setFixedSize(kit.theme.px(28), kit.theme.px(28))
    cap.setContentsMargins(QMargins(0, 0, 0, 0))
    return cap
