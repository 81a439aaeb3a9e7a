"""The second column: what the till says, the amount, the pad, and the two keys that answer."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fidpos.ui.presenters.models import CheckoutModel
from fidpos.ui.widgets.amount_display import AmountDisplay
from fidpos.ui.widgets.banner_bar import BannerBar
from fidpos.ui.widgets.key_button import KeyButton, Shape
from fidpos.ui.widgets.keypad import Keypad
from fidpos.ui.widgets.kit import Kit

BACK_WIDTH = 112
PRIMARY_HEIGHT = 72


class AmountColumn(QWidget):
    """Where the eye is: everything here keeps its place in every state."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        px = kit.theme.px
        self._banner = BannerBar(kit)
        self._amount = AmountDisplay(kit)
        self._pad = Keypad(kit)
        self._back = KeyButton(kit, Shape.STACK, PRIMARY_HEIGHT)
        self._back.setFixedWidth(px(BACK_WIDTH))
        self._primary = KeyButton(kit, Shape.WIDE, PRIMARY_HEIGHT)
        answers = QHBoxLayout()
        answers.setSpacing(px(8))
        answers.addWidget(self._back)
        answers.addWidget(self._primary, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(12))
        column.addWidget(self._banner)
        column.addWidget(self._amount, 1)
        column.addWidget(self._pad)
        column.addLayout(answers)

    def show_checkout(self, model: CheckoutModel) -> None:
        """Show the middle of the screen."""
        self._banner.show_banner(model.banner)
        self._amount.show_amount(model.amount)
        self._pad.show_pad(model.pad)
        self._back.show_model(model.back)
        self._primary.show_model(model.primary)
