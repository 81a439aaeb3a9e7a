"""The centre: how the link stands; with whom, and what waits; what goes without it; the keys below."""

from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from fidpos.ui.presenters.technician.models import CentreModel, FactModel, WaitingModel, WaitingRow
from fidpos.ui.screens.technician.busy_bar import BusyBar
from fidpos.ui.screens.technician.fact_row import FactRow
from fidpos.ui.screens.technician.titled import ruled_table
from fidpos.ui.theme import Colour, TextStyle
from fidpos.ui.widgets.banner_bar import BannerBar
from fidpos.ui.widgets.empty import Empty
from fidpos.ui.widgets.key_button import KeyButton, Shape
from fidpos.ui.widgets.kit import Kit
from fidpos.ui.widgets.status_bar import StatusLed
from fidpos.ui.widgets.surface import Rule, Surface
from fidpos.ui.widgets.text import RIGHT, ElidedText, FitText, Text

_FACTS = 6
_ALLOWANCES = 2
_ROWS = 6
_ACTIONS = 4
_SINCE_WIDTH = 170


class CentrePage(QWidget):
    """Draws a `CentreModel`."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        px = kit.theme.px
        self._banner = BannerBar(kit)
        self._busy = BusyBar(kit)
        self._link = _LinkCard(kit)
        self._waiting = _WaitingCard(kit)
        self._allowances = _AllowanceCard(kit)
        self._actions = [KeyButton(kit, Shape.ROW, 64) for _ in range(_ACTIONS)]
        cards = QHBoxLayout()
        cards.setSpacing(px(12))
        cards.addWidget(self._link, 1)
        cards.addWidget(self._waiting, 1)
        actions = QHBoxLayout()
        actions.setSpacing(px(8))
        for action in self._actions:
            actions.addWidget(action, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        column.addWidget(self._banner)
        column.addWidget(self._busy)
        column.addLayout(cards, 1)
        column.addSpacing(px(8))
        column.addWidget(self._allowances)
        column.addSpacing(px(8))
        column.addLayout(actions)

    def show_centre(self, model: CentreModel) -> None:
        """Show how the link stands."""
        self._banner.show_banner(model.banner)
        self._busy.show_busy(model.busy_ppm)
        self._link.show_link(model)
        self._waiting.show_waiting(model.waiting)
        self._allowances.show_allowances(model.allowances)
        for action, shown in zip(self._actions, model.actions, strict=True):
            action.show_model(shown)


class _LinkCard(Surface):
    """The names, the address, and how well the link works."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        px = kit.theme.px
        self._led = StatusLed(kit, 18)
        self._title = FitText(kit, TextStyle.TITLE)
        self._facts = [
            FactRow(kit, ElidedText(kit, TextStyle.MEDIUM), height=44, label_width=140) for _ in range(_FACTS)
        ]
        self._alone = Empty(kit, "store")
        head = QHBoxLayout()
        head.setSpacing(px(12))
        head.addWidget(self._led)
        head.addWidget(self._title, 1)
        facts = QWidget()
        lines = QVBoxLayout(facts)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        for fact in self._facts:
            lines.addWidget(Rule())
            lines.addWidget(fact)
        lines.addStretch(1)
        self._body = QStackedLayout()
        self._body.addWidget(facts)
        self._body.addWidget(self._alone)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(20), px(14), px(20), px(16))
        column.setSpacing(px(10))
        column.addLayout(head)
        column.addLayout(self._body, 1)

    def show_link(self, model: CentreModel) -> None:
        self._led.show_lamp(model.lamp)
        self._title.say(model.title)
        self._alone.say(model.alone)
        self._body.setCurrentIndex(0 if model.facts else 1)
        for fact, shown in zip(self._facts, model.facts, strict=False):
            fact.show_fact(shown)


class _AllowanceCard(Surface):
    """One line for each kind; hidden while there is nothing to say."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        px = kit.theme.px
        self._lines = [
            FactRow(kit, ElidedText(kit, TextStyle.MEDIUM), height=30, label_width=250)
            for _ in range(_ALLOWANCES)
        ]
        column = QVBoxLayout(self)
        column.setContentsMargins(px(20), px(8), px(20), px(8))
        column.setSpacing(0)
        for line in self._lines:
            column.addWidget(line)

    def show_allowances(self, models: tuple[FactModel, ...]) -> None:
        self.setVisible(bool(models))
        for line, shown in zip(self._lines, models, strict=False):
            line.show_fact(shown)


class _WaitingCard(Surface):
    """A table, or that there is nothing in it."""

    ROW_HEIGHT = 44

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        px = kit.theme.px
        self._title = FitText(kit, TextStyle.TITLE)
        self._headers = (
            Text(kit, TextStyle.SMALL, Colour.INK_FAINT),
            Text(kit, TextStyle.SMALL, Colour.INK_FAINT, align=RIGHT),
        )
        self._rows = [_Row(kit) for _ in range(_ROWS)]
        self._empty = Empty(kit, "circle-check")
        table, grid = ruled_table(kit, dict(enumerate(self._headers)), self._rows, self.ROW_HEIGHT)
        grid.setColumnStretch(0, 1)
        self._body = QStackedLayout()
        self._body.addWidget(table)
        self._body.addWidget(self._empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(20), px(14), px(20), px(16))
        column.setSpacing(px(10))
        column.addWidget(self._title)
        column.addLayout(self._body, 1)

    def show_waiting(self, model: WaitingModel) -> None:
        self._title.say(model.title)
        self._empty.say(model.empty)
        self._body.setCurrentIndex(0 if model.rows else 1)
        for header, text in zip(self._headers, model.headers, strict=True):
            header.say(text)
        for place, row in enumerate(self._rows):
            row.show_row(model.rows[place] if place < len(model.rows) else None)


class _Row:
    """The cells of one row."""

    def __init__(self, kit: Kit) -> None:
        self.rule = Rule()
        self._what = ElidedText(kit, TextStyle.STRONG)
        self._since = ElidedText(kit, TextStyle.CELL, Colour.INK_SOFT, align=RIGHT)
        self._since.keep_width(kit.theme.px(_SINCE_WIDTH))
        self.cells: tuple[QWidget, ...] = (self._what, self._since)

    def show_row(self, model: WaitingRow | None) -> None:
        self.rule.setVisible(model is not None)
        self._what.say(model.what if model is not None else "")
        self._since.say(model.since if model is not None else "")
