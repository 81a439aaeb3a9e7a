"""What is said in a row of its own, such as above the keys of a page."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from fidpos.ui.presenters.models import Accent, BannerModel
from fidpos.ui.theme import Colour, Radius, TextStyle
from fidpos.ui.widgets.banner_bar import BANNER_INKS
from fidpos.ui.widgets.icon import Icon
from fidpos.ui.widgets.kit import Kit
from fidpos.ui.widgets.surface import Skin, Surface
from fidpos.ui.widgets.text import FitText

_SKINS = {
    Accent.PLAIN: Skin(fill=Colour.SUNKEN, border=Colour.LINE, radius=Radius.KEY),
    Accent.INFO: Skin(fill=Colour.ACCENT_SOFT, border=Colour.ACCENT_LINE, radius=Radius.KEY),
    Accent.SUCCESS: Skin(fill=Colour.SUCCESS_SOFT, border=Colour.SUCCESS_LINE, radius=Radius.KEY),
    Accent.WARNING: Skin(fill=Colour.WARNING_SOFT, border=Colour.WARNING_LINE, radius=Radius.KEY),
    Accent.ERROR: Skin(fill=Colour.ERROR_SOFT, border=Colour.ERROR_LINE, radius=Radius.KEY),
}


class SaidRow(Surface):
    """A banner in one row; a place of its own even while there is nothing to say."""

    def __init__(self, kit: Kit, height: int) -> None:
        super().__init__(kit, _SKINS[Accent.PLAIN])
        px = kit.theme.px
        self.setFixedHeight(px(height))
        self._icon = Icon(kit, size=24)
        self._title = FitText(kit, TextStyle.STRONG)
        self._detail = FitText(kit, TextStyle.SMALL, Colour.INK_SOFT, lines=2, hug=True)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(self._title)
        words.addWidget(self._detail)
        words.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(16), px(2), px(16), px(2))
        row.setSpacing(px(12))
        row.addWidget(self._icon)
        row.addLayout(words, 1)

        keeps = self.sizePolicy()
        keeps.setRetainSizeWhenHidden(True)
        self.setSizePolicy(keeps)

    def show_said(self, model: BannerModel | None) -> None:
        """Say this, or nothing."""
        self.setVisible(model is not None)
        if model is None:
            return
        ink = BANNER_INKS[model.accent]
        self.set_skin(_SKINS[model.accent])
        self._icon.show_icon(model.icon, Colour.ACCENT if model.accent is Accent.PLAIN else ink)
        self._title.say(model.title)
        self._title.set_colour(ink)
        self._detail.say(model.detail)
        self._detail.setVisible(bool(model.detail))
