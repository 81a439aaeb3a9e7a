"""The amount in large figures, and what comes of it: points, discount, what is left to pay."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fidpos.ui.presenters.models import Accent, AmountModel, FigureModel
from fidpos.ui.theme import Colour, TextStyle
from fidpos.ui.widgets.kit import Kit
from fidpos.ui.widgets.surface import CARD, Rule, Surface
from fidpos.ui.widgets.text import FitText, Text

_INKS = {
    Accent.PLAIN: Colour.INK,
    Accent.INFO: Colour.ACCENT,
    Accent.SUCCESS: Colour.SUCCESS,
    Accent.WARNING: Colour.WARNING,
    Accent.ERROR: Colour.ERROR,
}
_SEGMENTS_MAX = 5
_SHARES = (10, 9, 13)


class AmountDisplay(Surface):
    """What is typed is dark, what stands in for more is faint; nothing moves while one types."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, CARD)
        px = kit.theme.px
        self._title = Text(kit, TextStyle.LABEL, Colour.INK_SOFT)
        self._parts = [Text(kit, TextStyle.AMOUNT) for _ in range(_SEGMENTS_MAX)]
        self._figures = [Figure(kit) for _ in range(3)]
        column = QVBoxLayout(self)
        column.setContentsMargins(px(20), px(10), px(20), px(10))
        column.setSpacing(px(6))
        column.addWidget(self._title)
        column.addLayout(self._amount_row())
        column.addWidget(Rule())
        column.addLayout(self._figures_row(px(12)))

    def show_amount(self, model: AmountModel) -> None:
        """Show what is typed and what it gives."""
        self._title.say(model.title)
        for part, segment in zip(self._parts, model.segments, strict=False):
            part.say(segment.text)
            part.show()
            part.set_colour(Colour.INK if segment.typed else Colour.GHOST)
        for part in self._parts[len(model.segments) :]:
            part.hide()
        for figure, shown in zip(self._figures, model.figures, strict=True):
            figure.show_figure(shown)

    def _amount_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addStretch(1)
        for part in self._parts:
            row.addWidget(part)
        return row

    def _figures_row(self, spacing: int) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(spacing)
        for figure, share in zip(self._figures, _SHARES, strict=True):
            row.addWidget(figure, share)
        return row


class Figure(QWidget):
    """One figure under its label, both from the right so that figures stand in line."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        self._label = FitText(kit, TextStyle.SMALL, Colour.INK_FAINT, align=right)
        self._value = FitText(kit, TextStyle.FIGURE, align=right)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(kit.theme.px(1))
        column.addWidget(self._label)
        column.addWidget(self._value)

    def show_figure(self, model: FigureModel) -> None:
        """Show this figure."""
        self._label.say(model.label)
        self._value.say(model.value)
        self._value.set_colour(Colour.GHOST if model.pending else _INKS[model.accent])
