"""What every wizard is drawn on: steps at the top, one large instruction, the step's part, and the keys."""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from fidpos.ui.presenters.technician.models import FootModel, PagerModel, StepMark
from fidpos.ui.screens.technician.foot import Foot
from fidpos.ui.screens.technician.pager_keys import PagerKeys
from fidpos.ui.screens.technician.stepper import Stepper
from fidpos.ui.theme import TextStyle
from fidpos.ui.widgets.kit import Kit
from fidpos.ui.widgets.surface import Surface
from fidpos.ui.widgets.text import FitText


class StepCard(QWidget):
    """Fixed but for its part.

    Args:
        kit: the look.
        steps: how many there are.
        parts: what the steps show, one at a time.
    """

    def __init__(self, kit: Kit, steps: int, parts: Sequence[QWidget]) -> None:
        super().__init__()
        px = kit.theme.px
        self._stepper = Stepper(kit, steps)
        self._instruction = FitText(kit, TextStyle.DISPLAY)
        self._pager = PagerKeys(kit)
        self._foot = Foot(kit)
        self._body = QStackedLayout()
        for part in parts:
            self._body.addWidget(part)
        head = QHBoxLayout()
        head.setSpacing(px(12))
        head.addWidget(self._instruction, 1)
        head.addWidget(self._pager)
        card = Surface(kit)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(px(24), px(14), px(24), px(16))
        inside.setSpacing(px(10))
        inside.addLayout(head)
        inside.addLayout(self._body, 1)
        inside.addWidget(self._foot)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(12))
        column.addWidget(self._stepper)
        column.addWidget(card, 1)

    def show_step(self, steps: tuple[StepMark, ...], instruction: str, foot: FootModel) -> None:
        """Show where the wizard stands, and what is said there."""
        self._stepper.show_steps(steps)
        self._instruction.say(instruction)
        self._foot.show_foot(foot)

    def show_part(self, part: QWidget, pager: PagerModel | None = None) -> None:
        """Show this part, with the keys of its pages if it has several."""
        self._pager.setVisible(pager is not None)
        if pager is not None:
            self._pager.show_pager(pager)
        self._body.setCurrentWidget(part)
