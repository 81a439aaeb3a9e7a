"""The strip at the top of every screen."""

from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fidpos.ui.presenters.models import HeaderModel
from fidpos.ui.theme import Colour, TextStyle
from fidpos.ui.widgets.icon import Logo
from fidpos.ui.widgets.key_button import NIGHT, KeyButton, Shape
from fidpos.ui.widgets.kit import Kit
from fidpos.ui.widgets.painted import Painted
from fidpos.ui.widgets.surface import Avatar
from fidpos.ui.widgets.text import RIGHT, FitText, Text


class HeaderBar(Painted):
    """Merchant and card from the left; staff, lock and the shop's clock from the right."""

    HEIGHT = 60

    def __init__(self, kit: Kit, *, with_hour: bool = True) -> None:
        super().__init__()
        px = kit.theme.px
        self._behind = Colour.NIGHT
        self.setFixedHeight(px(self.HEIGHT))
        self._merchant = FitText(kit, TextStyle.HEADING, Colour.ON_NIGHT)
        self._place = FitText(kit, TextStyle.SMALL, Colour.ON_NIGHT_SOFT)
        self._staff = FitText(kit, TextStyle.STRONG, Colour.ON_NIGHT, align=RIGHT, lines=2)
        self._staff.keep_width(px(170))
        self._avatar = Avatar(kit, 36, TextStyle.LABEL, fill=Colour.NIGHT_LINE, ink=Colour.ON_NIGHT)
        self._lock = KeyButton(kit, Shape.ROW, 48, skin=NIGHT)
        self._lock.setFixedWidth(px(176))
        self._hour = Text(kit, TextStyle.HOUR, Colour.ON_NIGHT, align=RIGHT)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(20), 0, px(20), 0)
        row.setSpacing(px(14))
        row.addWidget(Logo(kit, 36))
        row.addLayout(_stacked(self._merchant, self._place), 1)
        row.addWidget(self._staff)
        row.addWidget(self._avatar)
        row.addWidget(self._lock)
        row.addSpacing(px(6))
        if with_hour:
            row.addWidget(self._hour)
        else:
            self._hour.setParent(self)
            self._hour.hide()

    def show_header(self, model: HeaderModel) -> None:
        """Show who and where."""
        behind = Colour.PRACTICE if model.is_practice else Colour.NIGHT
        if behind is not self._behind:
            self._behind = behind
            self.update()
        self._merchant.say(model.merchant)
        self._place.say(model.place)
        self._hour.say(model.hour)
        self._staff.say(model.staff)
        self._avatar.say(model.staff_initials)
        signed_in = model.lock is not None
        for widget in (self._staff, self._avatar, self._lock):
            widget.setVisible(signed_in)
        if model.lock is not None:
            self._lock.show_model(model.lock)

    def draw(self, painter: QPainter) -> None:
        """Paint the night behind, or what tells training from it."""
        painter.fillRect(self.rect(), QColor(self._behind))


def _stacked(first: QWidget, second: QWidget) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(0)
    column.addStretch(1)
    column.addWidget(first)
    column.addWidget(second)
    column.addStretch(1)
    return column
