"""The lock screen while a PIN is typed: who it is, the places of the PIN, the pad."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fidpos.ui.presenters.models import PadModel, PinModel
from fidpos.ui.theme import Colour, TextStyle
from fidpos.ui.widgets.key_button import KeyButton, Shape
from fidpos.ui.widgets.keypad import Keypad
from fidpos.ui.widgets.kit import Kit
from fidpos.ui.widgets.pin_dots import PinDots
from fidpos.ui.widgets.surface import Avatar
from fidpos.ui.widgets.text import CENTRE, FitText

_WIDTH = 478


class PinPanel(QWidget):
    """The person named, the places of the PIN, and the pad."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        px = kit.theme.px
        self._avatar = Avatar(kit, 52, TextStyle.HEADING)
        self._name = FitText(kit, TextStyle.TITLE)
        self._role = FitText(kit, TextStyle.BODY, Colour.INK_SOFT)
        self._title = FitText(kit, TextStyle.STRONG, Colour.INK_SOFT, align=CENTRE)
        self._dots = PinDots(kit)
        self._pad = Keypad(kit)
        self._pad.show_pad(PadModel(corner=""))
        self._other = KeyButton(kit, Shape.STACK, 72)
        self._other.setFixedWidth(px(128))
        self._enter = KeyButton(kit, Shape.WIDE, 72)
        who = QVBoxLayout()
        who.setSpacing(0)
        who.addWidget(self._name)
        who.addWidget(self._role)
        top = QHBoxLayout()
        top.setSpacing(px(14))
        top.addWidget(self._avatar)
        top.addLayout(who, 1)
        answers = QHBoxLayout()
        answers.setSpacing(px(8))
        answers.addWidget(self._other)
        answers.addWidget(self._enter, 1)
        middle = QWidget()
        middle.setFixedWidth(px(_WIDTH))
        lines = QVBoxLayout(middle)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(px(8))
        lines.addLayout(top)
        lines.addStretch(1)
        lines.addWidget(self._title)
        lines.addWidget(self._dots)
        lines.addStretch(1)
        lines.addWidget(self._pad)
        lines.addSpacing(px(4))
        lines.addLayout(answers)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addStretch(1)
        outer.addWidget(middle)
        outer.addStretch(1)

    def show_pin(self, model: PinModel) -> None:
        """Show the person, and how much is typed."""
        self._avatar.say(model.initials)
        self._name.say(model.name)
        self._role.say(model.role)
        self._title.say(model.title)
        self._dots.show_typed(model.filled, model.places)
        self._other.show_model(model.other)
        self._enter.show_model(model.enter)
