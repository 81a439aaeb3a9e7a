"""What will be done, or was: a word, the facts, and a code or a picture beside them."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fidpos.ui.presenters.models import Accent
from fidpos.ui.presenters.task.models import ReviewModel
from fidpos.ui.screens.task.facts import Facts
from fidpos.ui.theme import Colour, Radius, TextStyle
from fidpos.ui.widgets.banner_bar import BANNER_INKS
from fidpos.ui.widgets.icon import Icon
from fidpos.ui.widgets.kit import Kit
from fidpos.ui.widgets.picture import Picture
from fidpos.ui.widgets.qr_code import QrCode
from fidpos.ui.widgets.surface import Skin, Surface
from fidpos.ui.widgets.text import FitText

_FILLS = {
    Accent.PLAIN: Colour.SUNKEN,
    Accent.INFO: Colour.ACCENT_SOFT,
    Accent.SUCCESS: Colour.SUCCESS_SOFT,
    Accent.WARNING: Colour.WARNING_SOFT,
    Accent.ERROR: Colour.ERROR_SOFT,
}
_BESIDE_SHARE = 34
"""Width of code or picture, in hundredths, beside facts."""


class ReviewView(QWidget):
    """The word over everything, the facts at the left, the code or the picture at the right."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        px = kit.theme.px
        self._word = _Word(kit)
        self._facts = Facts(kit)
        self._code = QrCode(kit)
        self._picture = Picture(kit)
        self._beside = QWidget()
        side = QVBoxLayout(self._beside)
        side.setContentsMargins(0, 0, 0, 0)
        side.addWidget(self._code, 1)
        side.addWidget(self._picture, 1)
        below = QHBoxLayout()
        below.setSpacing(px(20))
        below.addWidget(self._facts, 1)
        below.addWidget(self._beside, 0, Qt.AlignmentFlag(0))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        column.addWidget(self._word)
        column.addLayout(below, 1)

    def show_review(self, model: ReviewModel) -> None:
        """Show this."""
        self._word.setVisible(bool(model.title))
        self._word.show_word(model)
        self._facts.show_facts(model.facts)
        self._facts.setVisible(bool(model.facts))
        self._code.show_code(model.code)
        self._code.setVisible(bool(model.code))
        self._picture.show_picture(model.picture)
        self._picture.setVisible(bool(model.picture))
        self._beside.setVisible(bool(model.code or model.picture))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give code or picture its share."""
        super().resizeEvent(event)
        self._beside.setFixedWidth(self.width() * _BESIDE_SHARE // 100)


class _Word(Surface):
    """A large word in the colour of its meaning."""

    HEIGHT = 70

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        px = kit.theme.px
        self.setFixedHeight(px(self.HEIGHT))
        self._icon = Icon(kit, size=34)
        self._title = FitText(kit, TextStyle.TITLE)
        self._detail = FitText(kit, TextStyle.BODY, Colour.INK_SOFT, lines=2, hug=True)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(self._title)
        words.addWidget(self._detail)
        words.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(16), px(2), px(16), px(2))
        row.setSpacing(px(14))
        row.addWidget(self._icon)
        row.addLayout(words, 1)

    def show_word(self, model: ReviewModel) -> None:
        ink = BANNER_INKS[model.accent]
        self.set_skin(Skin(fill=_FILLS[model.accent], border=None, radius=Radius.KEY))
        self._icon.show_icon(model.icon, Colour.ACCENT if model.accent is Accent.PLAIN else ink)
        self._title.say(model.title)
        self._title.set_colour(ink)
        self._detail.say(model.detail)
        self._detail.setVisible(bool(model.detail))
