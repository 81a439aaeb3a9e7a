"""A large icon and a sentence in the middle: something is expected of the technician."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fidpos.ui.theme import Colour, TextStyle
from fidpos.ui.widgets.icon import Icon
from fidpos.ui.widgets.kit import Kit
from fidpos.ui.widgets.surface import Skin, Surface
from fidpos.ui.widgets.text import CENTRE, FitText

_DISC = 112
_DISC_LARGE_TEXT = 84


class Waiting(QWidget):
    """The icon in a disc."""

    def __init__(self, kit: Kit, *, fill: Colour = Colour.ACCENT_SOFT, ink: Colour = Colour.ACCENT) -> None:
        super().__init__()
        px = kit.theme.px
        self._ink = ink
        size = _DISC_LARGE_TEXT if kit.theme.is_large_text else _DISC
        disc = Surface(kit, Skin(fill=fill, border=None, radius=size // 2))
        disc.setFixedSize(px(size), px(size))
        self._icon = Icon(kit, size=56)
        inside = QHBoxLayout(disc)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self._icon, 0, CENTRE)
        self._title = FitText(kit, TextStyle.TITLE, align=CENTRE, lines=2, hug=True)
        self._words = FitText(kit, TextStyle.BODY, Colour.INK_SOFT, align=CENTRE, lines=3, hug=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(14))
        column.addStretch(1)
        column.addWidget(disc, 0, CENTRE)
        column.addWidget(self._title)
        column.addWidget(self._words)
        column.addStretch(1)

    def show_words(self, icon: str, words: str, title: str = "") -> None:
        """Show this."""
        self._icon.show_icon(icon, self._ink)
        self._title.say(title)
        self._title.setVisible(bool(title))
        self._words.say(words)
