"""The foot of a page: what is said, Esc, and Enter, always in the same place."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fidpos.ui.presenters.models import Accent, BannerModel
from fidpos.ui.presenters.technician.models import FootModel
from fidpos.ui.screens.technician.busy_bar import BusyBar
from fidpos.ui.theme import Colour, Radius, TextStyle
from fidpos.ui.widgets.banner_bar import BANNER_INKS
from fidpos.ui.widgets.icon import Icon
from fidpos.ui.widgets.key_button import KeyButton, Shape
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


class Foot(QWidget):
    """One row of one height."""

    HEIGHT = 68

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        px = kit.theme.px
        self._said = _Said(kit)
        self._busy = BusyBar(kit)
        self._back = KeyButton(kit, Shape.ROW, self.HEIGHT)
        self._go_on = KeyButton(kit, Shape.WIDE, self.HEIGHT)
        self._back.setFixedWidth(px(186))
        self._go_on.setFixedWidth(px(280))
        row = QHBoxLayout()
        row.setSpacing(px(12))
        row.addWidget(self._said, 1)
        row.addWidget(self._back)
        row.addWidget(self._go_on)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(6))
        column.addWidget(self._busy)
        column.addLayout(row)

    def show_foot(self, model: FootModel) -> None:
        """Say this, and show these keys."""
        self._said.show_said(model.said)
        self._busy.show_busy(model.busy_ppm)
        self._back.show_model(model.back)
        self._go_on.show_model(model.go_on)


class _Said(Surface):
    """A banner in a row of keys."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, _SKINS[Accent.PLAIN])
        px = kit.theme.px
        self.setFixedHeight(px(Foot.HEIGHT))
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

    def show_said(self, model: BannerModel) -> None:
        ink = BANNER_INKS[model.accent]
        self.set_skin(_SKINS[model.accent])
        self._icon.show_icon(model.icon, Colour.ACCENT if model.accent is Accent.PLAIN else ink)
        self._title.say(model.title)
        self._title.set_colour(ink)
        self._detail.say(model.detail)
        self._detail.setVisible(bool(model.detail))
