"""What is painted first: the product's name while the store opens, or why it cannot be opened."""

from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from fidpos.ui.presenters.models import StartModel
from fidpos.ui.theme import Colour, TextStyle
from fidpos.ui.widgets.icon import Icon
from fidpos.ui.widgets.key_button import KeyButton, Shape
from fidpos.ui.widgets.kit import Kit
from fidpos.ui.widgets.painted import Painted
from fidpos.ui.widgets.surface import CARD, Skin, Surface
from fidpos.ui.widgets.text import CENTRE, FitText

_WIDTH = 560
_OPENING_HEIGHT = 240
_FAILED_HEIGHT = 380
_DISC = 72
_OPENING = Skin(fill=Colour.ACCENT_SOFT, border=None, radius=_DISC // 2)
_FAILED = Skin(fill=Colour.ERROR_SOFT, border=None, radius=_DISC // 2)


class StartScreen(Painted):
    """Draws a `StartModel`."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        px = kit.theme.px
        self._kit = kit
        self._disc = Surface(kit, _OPENING)
        self._disc.setFixedSize(px(_DISC), px(_DISC))
        self._icon = Icon(kit, size=36)
        inside = QHBoxLayout(self._disc)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self._icon, 0, CENTRE)
        self._title = FitText(kit, TextStyle.TITLE, align=CENTRE, lines=2, hug=True)
        self._detail = FitText(kit, TextStyle.BODY, Colour.INK_SOFT, align=CENTRE, lines=3, hug=True)
        self._code = FitText(kit, TextStyle.SMALL, Colour.INK_FAINT, align=CENTRE)
        self._retry = KeyButton(kit, Shape.WIDE, 68)
        self._card = Surface(kit, CARD)
        self._card.setFixedWidth(px(_WIDTH))
        column = QVBoxLayout(self._card)
        column.setContentsMargins(px(48), px(36), px(48), px(32))
        column.setSpacing(px(10))
        column.addStretch(1)
        column.addWidget(self._disc, 0, CENTRE)
        column.addSpacing(px(10))
        column.addWidget(self._title)
        column.addWidget(self._detail)
        column.addWidget(self._code)
        column.addStretch(1)
        column.addWidget(self._retry)
        outer = QVBoxLayout(self)
        outer.addWidget(self._card, 0, CENTRE)

    def show_screen(self, model: StartModel) -> None:
        """Draw this."""
        self._card.setFixedHeight(self._kit.theme.px(_FAILED_HEIGHT if model.failed else _OPENING_HEIGHT))
        self._disc.set_skin(_FAILED if model.failed else _OPENING)
        ink = Colour.ERROR if model.failed else Colour.ACCENT
        self._icon.show_icon("circle-x" if model.failed else "store", ink)
        self._title.say(model.title)
        self._detail.say(model.detail)
        self._code.say(model.code)
        self._retry.setVisible(model.retry is not None)
        if model.retry is not None:
            self._retry.show_model(model.retry)

    def draw(self, painter: QPainter) -> None:
        """Paint the night behind."""
        painter.fillRect(self.rect(), QColor(Colour.NIGHT))
