"""The lock screen: the merchant's own face to the left; a name, then a PIN, to the right."""

from PySide6.QtGui import QColor, QPainter, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from fidpos.ui.presenters.console import STAFF_ON_A_PAGE
from fidpos.ui.presenters.models import HeaderModel, LockModel, NamesModel, PadModel, PinModel
from fidpos.ui.screens.header_bar import HeaderBar
from fidpos.ui.screens.help_overlay import HelpOverlay
from fidpos.ui.theme import Colour, TextStyle
from fidpos.ui.widgets.banner_bar import BannerBar
from fidpos.ui.widgets.card_art import CardArt
from fidpos.ui.widgets.empty import Empty
from fidpos.ui.widgets.icon import Icon
from fidpos.ui.widgets.key_button import KeyButton, Shape
from fidpos.ui.widgets.keypad import Keypad
from fidpos.ui.widgets.kit import Kit
from fidpos.ui.widgets.painted import Painted
from fidpos.ui.widgets.pin_dots import PinDots
from fidpos.ui.widgets.staff_tile import StaffTileButton
from fidpos.ui.widgets.status_bar import StatusBar
from fidpos.ui.widgets.surface import Avatar, Surface
from fidpos.ui.widgets.text import CENTRE, FitText

_TILES_IN_A_ROW = 3
_SIDE_SHARE = 38
"""Width of the merchant's side, in hundredths."""


class LockScreen(QWidget):
    """Draws a `LockModel`."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._header = HeaderBar(kit, with_hour=False)
        self._side = _Side(kit)
        self._names = _NamesPanel(kit)
        self._pin = _PinPanel(kit)
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


class _NamesPanel(QWidget):
    """Who is at the till: one tile a person, each with its digit."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        px = kit.theme.px
        self._title = FitText(kit, TextStyle.TITLE)
        self._subtitle = FitText(kit, TextStyle.BODY, Colour.INK_SOFT)
        self._tiles = [StaffTileButton(kit) for _ in range(STAFF_ON_A_PAGE)]
        self._empty = Empty(kit, "user-round")
        self._earlier = KeyButton(kit, Shape.ROW, 48)
        self._later = KeyButton(kit, Shape.ROW, 48)
        self._page = FitText(kit, TextStyle.SMALL, Colour.INK_SOFT, align=CENTRE)
        grid = QGridLayout()
        grid.setSpacing(px(12))
        for place, tile in enumerate(self._tiles):
            row, column = divmod(place, _TILES_IN_A_ROW)
            grid.addWidget(tile, row, column)
            grid.setColumnStretch(column, 1)
        pages = QHBoxLayout()
        for key in (self._earlier, self._later):
            key.setFixedWidth(px(104))
        pages.addWidget(self._earlier)
        pages.addWidget(self._page, 1)
        pages.addWidget(self._later)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(px(6))
        lines.addLayout(_badge_line(kit, self._title, self._subtitle))
        lines.addSpacing(px(10))
        lines.addLayout(grid)
        lines.addWidget(self._empty, 1)
        lines.addStretch(1)
        lines.addLayout(pages)

    def show_names(self, model: NamesModel) -> None:
        self._title.say(model.title)
        self._subtitle.say(model.subtitle)
        self._empty.say(model.empty)
        self._empty.setVisible(not model.tiles)
        for place, tile in enumerate(self._tiles):
            tile.setVisible(place < len(model.tiles))
            if place < len(model.tiles):
                tile.show_tile(model.tiles[place])
        self._page.say(model.page)
        for key, shown in ((self._earlier, model.earlier), (self._later, model.later)):
            key.setVisible(shown is not None)
            if shown is not None:
                key.show_model(shown)


def _badge_line(kit: Kit, title: QWidget, subtitle: QWidget) -> QHBoxLayout:
    words = QVBoxLayout()
    words.setSpacing(kit.theme.px(2))
    words.addWidget(title)
    words.addWidget(subtitle)
    row = QHBoxLayout()
    row.setSpacing(kit.theme.px(16))
    row.addLayout(words, 1)
    row.addWidget(Icon(kit, "id-card", Colour.ACCENT, 36))
    return row


class _PinPanel(QWidget):
    """The person named, the places of the PIN, and the pad."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        px = kit.theme.px
        self._avatar = Avatar(kit, 52, TextStyle.HEADING)
        self._name = FitText(kit, TextStyle.TITLE)
        self._role = FitText(kit, TextStyle.BODY, Colour.INK_SOFT)
        self._title = FitText(kit, TextStyle.STRONG, Colour.INK_SOFT, align=CENTRE)
        self._dots = PinDots(kit)
        self._pad = Keypad(kit)
        self._pad.show_pad(PadModel(corner=""))
        self._other = KeyButton(kit, Shape.STACK, 72)
        self._other.setFixedWidth(px(128))
        self._enter = KeyButton(kit, Shape.WIDE, 72)
        who = QVBoxLayout()
        who.setSpacing(0)
        who.addWidget(self._name)
        who.addWidget(self._role)
        top = QHBoxLayout()
        top.setSpacing(px(14))
        top.addWidget(self._avatar)
        top.addLayout(who, 1)
        answers = QHBoxLayout()
        answers.setSpacing(px(8))
        answers.addWidget(self._other)
        answers.addWidget(self._enter, 1)
        middle = QWidget()
        middle.setFixedWidth(px(478))
        lines = QVBoxLayout(middle)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(px(8))
        lines.addLayout(top)
        lines.addStretch(1)
        lines.addWidget(self._title)
        lines.addWidget(self._dots)
        lines.addStretch(1)
        lines.addWidget(self._pad)
        lines.addSpacing(px(4))
        lines.addLayout(answers)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addStretch(1)
        outer.addWidget(middle)
        outer.addStretch(1)

    def show_pin(self, model: PinModel) -> None:
        self._avatar.say(model.initials)
        self._name.say(model.name)
        self._role.say(model.role)
        self._title.say(model.title)
        self._dots.show_typed(model.filled, model.places)
        self._other.show_model(model.other)
        self._enter.show_model(model.enter)
