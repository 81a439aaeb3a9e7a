"""The first column while nobody is attached: asks for a card, and shows what one looks like."""

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from fidpos.ui.presenters.models import InviteModel
from fidpos.ui.theme import Colour, Radius, TextStyle
from fidpos.ui.widgets.card_art import CardArt
from fidpos.ui.widgets.icon import Icon
from fidpos.ui.widgets.key_button import KeyButton, Shape
from fidpos.ui.widgets.kit import Kit
from fidpos.ui.widgets.place import keep_place
from fidpos.ui.widgets.surface import Skin, Surface
from fidpos.ui.widgets.text import CENTRE, FitText


class InvitePanel(QWidget):
    """Asks for a card, with its picture."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        px = kit.theme.px
        self._card = CardArt(kit)
        self._title = FitText(kit, TextStyle.DISPLAY, align=CENTRE)
        self._subtitle = FitText(kit, TextStyle.BODY, Colour.INK_SOFT, align=CENTRE, lines=2)
        self._media = [_Medium(kit) for _ in range(4)]
        self._find = KeyButton(kit, Shape.ROW, 56)
        media = QGridLayout()
        media.setSpacing(px(10))
        for place, medium in enumerate(self._media):
            media.addWidget(medium, place // 2, place % 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addStretch(3)
        column.addWidget(self._card, 0, CENTRE)
        column.addSpacing(px(32))
        column.addWidget(self._title)
        column.addSpacing(px(6))
        column.addWidget(self._subtitle)
        column.addSpacing(px(20))
        column.addLayout(media)
        column.addStretch(4)
        column.addWidget(self._find)
        keep_place(self._find, is_kept=True)

    def show_invite(self, model: InviteModel) -> None:
        """Show the invitation."""
        self._card.show_names(model.card_name, model.merchant)
        self._title.say(model.title)
        self._subtitle.say(model.subtitle)
        for medium, (icon, word) in zip(self._media, model.media, strict=True):
            medium.show_medium(icon, word)
        self._find.setVisible(model.find is not None)
        if model.find is not None:
            self._find.show_model(model.find)


class _Medium(Surface):
    """One way to present a card."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, Skin(fill=Colour.SUNKEN, border=None, radius=Radius.KEY))
        px = kit.theme.px
        self.setFixedHeight(px(44))
        self._icon = Icon(kit, size=20)
        self._word = FitText(kit, TextStyle.SMALL, Colour.INK_SOFT)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(12), 0, px(10), 0)
        row.setSpacing(px(10))
        row.addWidget(self._icon)
        row.addWidget(self._word, 1)

    def show_medium(self, icon: str, word: str) -> None:
        self._icon.show_icon(icon, Colour.ACCENT)
        self._word.say(word)
