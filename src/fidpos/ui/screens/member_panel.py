"""The first column while a member is attached: who stands there, what they have, what they could get."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fidpos.ui.presenters.member import ALERTS_SHOWN, OFFERS_SHOWN
from fidpos.ui.presenters.models import MemberModel
from fidpos.ui.theme import Colour, Radius, TextStyle
from fidpos.ui.widgets.icon import Icon
from fidpos.ui.widgets.key_button import KeyButton, Shape
from fidpos.ui.widgets.kit import Kit
from fidpos.ui.widgets.reward_row import RewardSummary
from fidpos.ui.widgets.surface import Avatar, Progress, Skin, Surface
from fidpos.ui.widgets.text import FitText, Text

_TIER = Skin(fill=Colour.GOLD_SOFT, border=None, radius=Radius.CHIP)
_POINTS = Skin(fill=Colour.ACCENT_SOFT, border=None, radius=Radius.KEY)
_ALERT = Skin(fill=Colour.WARNING_SOFT, border=None, radius=Radius.CHIP)

KEYS_HEIGHT, KEYS_HEIGHT_LARGE_TEXT = 64, 54


class MemberPanel(QWidget):
    """Who stands there, what they have, what they could get."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        px = kit.theme.px
        self._offers_title = FitText(kit, TextStyle.LABEL, Colour.INK_SOFT)
        self._identity = _Identity(kit)
        self._points = _Points(kit)
        self._alerts = [_Alert(kit) for _ in range(ALERTS_SHOWN)]
        self._offers = [RewardSummary(kit) for _ in range(OFFERS_SHOWN)]
        self._count = 0
        self._none = FitText(kit, TextStyle.BODY, Colour.INK_FAINT, lines=2)
        height = KEYS_HEIGHT_LARGE_TEXT if kit.theme.is_large_text else KEYS_HEIGHT
        self._rewards, self._codes, self._file = (KeyButton(kit, Shape.STACK, height) for _ in range(3))
        keys = QHBoxLayout()
        keys.setSpacing(px(8))
        for key, share in ((self._rewards, 10), (self._codes, 7), (self._file, 8)):
            keys.addWidget(key, share)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        column.addWidget(self._identity)
        column.addSpacing(px(4))
        column.addWidget(self._points)
        for alert in self._alerts:
            column.addWidget(alert)
        column.addSpacing(px(4))
        column.addWidget(self._offers_title)
        for offer in self._offers:
            column.addWidget(offer)
        column.addWidget(self._none)
        column.addStretch(1)
        column.addLayout(keys)

    def show_member(self, model: MemberModel) -> None:
        """Show this member."""
        self._identity.show_member(model)
        self._points.show_member(model)
        for place, alert in enumerate(self._alerts):
            alert.setVisible(place < len(model.alerts))
            alert.say(model.alerts[place] if place < len(model.alerts) else "")
        self._offers_title.say(model.offers_title)
        self._count = len(model.offers)
        for offer, line in zip(self._offers, model.offers, strict=False):
            offer.show_line(line)
        self._none.setVisible(not model.offers)
        self._none.say(model.offers_empty)
        for key in (self._rewards, self._codes, self._file):
            key.setVisible(model.has_keys)
        self._rewards.show_model(model.rewards)
        self._codes.show_model(model.codes)
        self._file.show_model(model.file)
        self._use_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many rewards as there is room for now."""
        super().resizeEvent(event)
        self._use_room()

    def _use_room(self) -> None:
        for place, offer in enumerate(self._offers):
            offer.setVisible(place < self._count)
        if self.sizeHint().height() > self.height():
            self._offers[-1].setVisible(False)


class _Identity(QWidget):
    """Name, tier, card."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        px = kit.theme.px
        self._avatar = Avatar(kit, 52, TextStyle.HEADING)
        self._name = FitText(kit, TextStyle.TITLE, lines=2)
        self._card = FitText(kit, TextStyle.SMALL, Colour.INK_SOFT)
        self._since = FitText(kit, TextStyle.SMALL, Colour.INK_SOFT, lines=2)
        self._tier = _Tier(kit)
        top = QHBoxLayout()
        top.setSpacing(px(14))
        top.addWidget(self._avatar)
        top.addWidget(self._name, 1)
        below = QHBoxLayout()
        below.setSpacing(px(10))
        below.addWidget(self._since, 1)
        below.addWidget(self._tier)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        column.addLayout(top)
        column.addSpacing(px(4))
        column.addWidget(self._card)
        column.addLayout(below)

    def show_member(self, model: MemberModel) -> None:
        self._avatar.say(model.initials)
        self._name.say(model.name)
        self._card.say(model.card)
        self._since.say(model.since)
        self._tier.setVisible(bool(model.tier))
        self._tier.say(model.tier)


class _Tier(Surface):
    """The tier as a chip."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, _TIER)
        px = kit.theme.px
        self.setFixedHeight(px(32))
        self._title = Text(kit, TextStyle.LABEL, Colour.GOLD)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(10), 0, px(12), 0)
        row.setSpacing(px(6))
        row.addWidget(Icon(kit, "star", Colour.GOLD, 16))
        row.addWidget(self._title)

    def say(self, title: str) -> None:
        self._title.say(title)


class _Points(Surface):
    """The balance in large figures, and the way to the next tier."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, _POINTS)
        px = kit.theme.px
        self._counter = Text(kit, TextStyle.LABEL, Colour.ACCENT_DEEP)
        self._points = FitText(kit, TextStyle.POINTS, Colour.ACCENT_DEEP)
        self._bar = Progress(kit, 8)
        self._progress = FitText(kit, TextStyle.SMALL, Colour.INK_SOFT)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16), px(10), px(16), px(12))
        column.setSpacing(px(4))
        column.addWidget(self._counter)
        column.addWidget(self._points)
        column.addWidget(self._bar)
        column.addSpacing(px(2))
        column.addWidget(self._progress)

    def show_member(self, model: MemberModel) -> None:
        self._counter.say(model.counter)
        self._points.say(model.points)
        self._bar.setVisible(model.progress_ppm is not None)
        self._bar.show_part(model.progress_ppm or 0)
        self._progress.say(model.progress)


class _Alert(Surface):
    """Something to say to the customer, such as a birthday."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, _ALERT)
        px = kit.theme.px
        self.setFixedHeight(px(38))
        self._words = FitText(kit, TextStyle.SMALL, Colour.WARNING, lines=2)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(12), 0, px(10), 0)
        row.setSpacing(px(10))
        row.addWidget(Icon(kit, "cake", Colour.WARNING, 20))
        row.addWidget(self._words, 1)

    def say(self, text: str) -> None:
        self._words.say(text)
