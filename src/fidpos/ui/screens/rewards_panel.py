"""F5: every reward of the member, or every effect of the visit, each with the digit that chooses it."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from fidpos.ui.presenters.models import RewardsModel
from fidpos.ui.presenters.reward_lines import NUMBERED
from fidpos.ui.theme import Colour, TextStyle
from fidpos.ui.widgets.key_button import KeyButton, Shape
from fidpos.ui.widgets.kit import Kit
from fidpos.ui.widgets.reward_row import RewardRow
from fidpos.ui.widgets.surface import Surface
from fidpos.ui.widgets.text import RIGHT, FitText, Text


class RewardsPanel(Surface):
    """What can be had first; of the others, what is missing."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        px = kit.theme.px
        self._title = Text(kit, TextStyle.HEADING)
        self._balance = FitText(kit, TextStyle.STRONG, Colour.ACCENT, align=RIGHT)
        self._lines = [RewardRow(kit) for _ in range(NUMBERED)]
        self._turn = KeyButton(kit, Shape.ROW, 48)
        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addWidget(self._balance, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(20), px(16), px(20), px(12))
        column.setSpacing(px(3))
        column.addLayout(head)
        column.addSpacing(px(4))
        for line in self._lines:
            column.addWidget(line)
        column.addStretch(1)
        column.addWidget(self._turn)

    def show_rewards(self, model: RewardsModel) -> None:
        """Show these rewards."""
        self._title.say(model.title)
        self._balance.say(model.balance)
        self._turn.show_model(model.turn)
        for place, row in enumerate(self._lines):
            row.setVisible(place < len(model.lines))
            if place < len(model.lines):
                row.show_line(model.lines[place])
