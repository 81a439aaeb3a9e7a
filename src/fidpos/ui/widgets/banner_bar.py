"""The one place where the till speaks: an icon, a sentence, what to do next, and the key that undoes it."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from fidpos.ui.presenters.models import Accent, BannerModel
from fidpos.ui.theme import Colour, TextStyle
from fidpos.ui.widgets.icon import Icon
from fidpos.ui.widgets.key_button import KeyButton, Shape
from fidpos.ui.widgets.kit import Kit
from fidpos.ui.widgets.surface import CARD, Skin, Surface
from fidpos.ui.widgets.text import CENTRE, FitText

_SKINS = {
    Accent.PLAIN: CARD,
    Accent.INFO: Skin(fill=Colour.ACCENT_SOFT, border=Colour.ACCENT_LINE),
    Accent.SUCCESS: Skin(fill=Colour.SUCCESS_SOFT, border=Colour.SUCCESS_LINE),
    Accent.WARNING: Skin(fill=Colour.WARNING_SOFT, border=Colour.WARNING_LINE),
    Accent.ERROR: Skin(fill=Colour.ERROR_SOFT, border=Colour.ERROR_LINE),
}
BANNER_INKS = {
    Accent.PLAIN: Colour.INK,
    Accent.INFO: Colour.ACCENT_DEEP,
    Accent.SUCCESS: Colour.SUCCESS,
    Accent.WARNING: Colour.WARNING,
    Accent.ERROR: Colour.ERROR,
}
_DISCS = {
    Accent.PLAIN: Colour.ACCENT_SOFT,
    Accent.INFO: Colour.ACCENT,
    Accent.SUCCESS: Colour.SUCCESS,
    Accent.WARNING: Colour.WARNING,
    Accent.ERROR: Colour.ERROR,
}


class BannerBar(Surface):
    """Always in its place and of one height, so that nothing moves when it speaks."""

    HEIGHT = 100

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        px = kit.theme.px
        self.setFixedHeight(px(self.HEIGHT))
        self._disc = Surface(kit, Skin(fill=Colour.ACCENT_SOFT, border=None, radius=24))
        self._disc.setFixedSize(px(48), px(48))
        self._icon = Icon(kit, size=26)
        disc = QHBoxLayout(self._disc)
        disc.setContentsMargins(0, 0, 0, 0)
        disc.addWidget(self._icon, 0, CENTRE)
        self._title = FitText(kit, TextStyle.BANNER, lines=2, hug=True)
        self._detail = FitText(kit, TextStyle.BODY, Colour.INK_SOFT, lines=2, hug=True)
        self._action = KeyButton(kit, Shape.STACK, 64)
        self._action.setFixedWidth(px(84))
        words = QVBoxLayout()
        words.setSpacing(px(2))
        words.addStretch(1)
        words.addWidget(self._title)
        words.addWidget(self._detail)
        words.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(16), px(5), px(16), px(5))
        row.setSpacing(px(12))
        row.addWidget(self._disc)
        row.addLayout(words, 1)
        row.addWidget(self._action)

    def show_banner(self, model: BannerModel) -> None:
        """Say this."""
        self.set_skin(_SKINS[model.accent])
        ink = Colour.ACCENT if model.accent is Accent.PLAIN else Colour.ON_ACCENT
        self._disc.set_skin(Skin(fill=_DISCS[model.accent], border=None, radius=24))
        self._icon.show_icon(model.icon, ink)
        self._title.say(model.title)
        self._title.set_colour(BANNER_INKS[model.accent])
        self._detail.say(model.detail)
        self._detail.setVisible(bool(model.detail))
        self._action.setVisible(model.action is not None)
        if model.action is not None:
            self._action.show_model(model.action)
