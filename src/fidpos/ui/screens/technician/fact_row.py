"""A word and what it is, side by side: words below each other start where their values do."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from fidpos.ui.presenters.technician.models import FactModel
from fidpos.ui.theme import Colour, TextStyle
from fidpos.ui.widgets.kit import Kit
from fidpos.ui.widgets.text import ElidedText


class FactRow(QWidget):
    """Keeps its height when there is nothing to say.

    Args:
        kit: the look.
        value: where the value is said.
        height: of the row, at scale 1.
        label_width: likewise.
    """

    def __init__(self, kit: Kit, value: ElidedText, *, height: int, label_width: int) -> None:
        super().__init__()
        px = kit.theme.px
        self.setFixedHeight(px(height))
        self._label = ElidedText(kit, TextStyle.SMALL, Colour.INK_FAINT)
        self._label.keep_width(px(label_width))
        self._value = value
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        row.addWidget(self._label)
        row.addWidget(self._value, 1)

    def show_fact(self, model: FactModel | None) -> None:
        """Say it, or nothing."""
        self._label.say(model.label if model is not None else "")
        self._value.say(model.value if model is not None else "")
