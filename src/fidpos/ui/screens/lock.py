"""The lock screen: the merchant's own face to the left; a name, then a PIN, to the right."""

from PySide6.QtGui import QColor, QPainter, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from fidpos.ui.presenters.models import HeaderModel, LockModel, PinModel
from fidpos.ui.screens.header_bar import HeaderBar
from fidpos.ui.screens.help_overlay import HelpOverlay
from fidpos.ui.screens.names_panel import NamesPanel
from fidpos.ui.screens.pin_panel import PinPanel
from fidpos.ui.theme import Colour, TextStyle
from fidpos.ui.widgets.banner_bar import BannerBar
from fidpos.ui.widgets.card_art import CardArt
from fidpos.ui.widgets.kit import Kit
from fidpos.ui.widgets.painted import Painted
from fidpos.ui.widgets.status_bar import StatusBar
from fidpos.ui.widgets.surface import Surface
from fidpos.ui.widgets.text import CENTRE, FitText

_SIDE_SHARE = 38
"""Width of the merchant's side, in hundredths."""


class LockScreen(QWidget):
    """Draws a `LockModel`."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._header = HeaderBar(kit, with_hour=False)
        self._side = _Side(kit)
        self._names = NamesPanel(kit)
        self._pin = PinPanel(kit)
        self._banner = BannerBar(kit)
        self._status = StatusBar(kit)
        self._help = HelpOverlay(kit, self)
        self._stack = QStackedLayout()
        self._stack.addWidget(self._names)
        self._stack.addWidget(self._pin)
        self._body = QHBoxLayout()
        self._body.addWidget(self._side)
        self._body.addWidget(self._panel(), 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._header)
        outer.addLayout(self._body, 1)
        outer.addWidget(self._status)

    def show_screen(self, model: LockModel) -> None:
        """Draw this."""
        self._header.show_header(model.header)
        self._side.show_lock(model.header, model)
        self._banner.show_banner(model.banner)
        self._status.show_status(model.status)
        self._help.show_help(model.help)
        if isinstance(model.panel, PinModel):
            self._pin.show_pin(model.panel)
            self._stack.setCurrentWidget(self._pin)
        else:
            self._names.show_names(model.panel)
            self._stack.setCurrentWidget(self._names)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give both sides their share of the width."""
        super().resizeEvent(event)
        px = self._kit.theme.px
        self._body.setContentsMargins(px(20), px(12), px(20), px(6))
        self._body.setSpacing(px(16))
        self._side.setFixedWidth((self.width() - px(56)) * _SIDE_SHARE // 100)
        self._help.setGeometry(self.rect())

    def _panel(self) -> QWidget:
        px = self._kit.theme.px
        panel = QWidget()
        card = Surface(self._kit)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(px(24), px(16), px(24), px(16))
        inside.addLayout(self._stack)
        column = QVBoxLayout(panel)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(12))
        column.addWidget(self._banner)
        column.addWidget(card, 1)
        return panel


class _Side(Painted):
    """Greeting, clock and card of the merchant, on the night of the header."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        px = kit.theme.px
        self._kit = kit
        self._greeting = FitText(kit, TextStyle.DISPLAY, Colour.ON_NIGHT, align=CENTRE)
        self._day = FitText(kit, TextStyle.HEADING, Colour.ON_NIGHT_SOFT, align=CENTRE)
        self._hour = FitText(kit, TextStyle.CLOCK, Colour.ON_NIGHT, align=CENTRE)
        self._card = CardArt(kit)
        self._waiting = FitText(kit, TextStyle.BODY, Colour.ON_NIGHT, align=CENTRE, lines=2)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(20), px(24), px(20), px(24))
        column.setSpacing(px(4))
        column.addStretch(2)
        column.addWidget(self._greeting)
        column.addWidget(self._hour)
        column.addWidget(self._day)
        column.addStretch(2)
        column.addWidget(self._card, 0, CENTRE)
        column.addStretch(1)
        column.addWidget(self._waiting)
        column.addStretch(1)

    def show_lock(self, header: HeaderModel, model: LockModel) -> None:
        self._greeting.say(model.greeting)
        self._hour.say(header.hour)
        self._day.say(header.day)
        self._card.show_names(model.card_name, header.merchant)
        self._waiting.say(model.waiting)

    def draw(self, painter: QPainter) -> None:
        """Paint the night."""
        radius = self._kit.theme.px(16)
        painter.setPen(QColor(Colour.NIGHT))
        painter.setBrush(QColor(Colour.NIGHT))
        painter.drawRoundedRect(self.rect(), radius, radius)
