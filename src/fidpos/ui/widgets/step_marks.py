"""Where a piece of work stands, in a short strip: a disc for each step, and the name of the current one."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from fidpos.ui.presenters.task.models import MarkModel
from fidpos.ui.theme import Colour, TextStyle
from fidpos.ui.widgets.icon import Icon
from fidpos.ui.widgets.kit import Kit
from fidpos.ui.widgets.surface import Skin, Surface
from fidpos.ui.widgets.text import CENTRE, Text

STEPS_MAX = 8
_DISC = 26


class StepMarks(QWidget):
    """As many discs as the work has steps."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._marks = [_Mark(kit) for _ in range(STEPS_MAX)]
        self._label = Text(kit, TextStyle.STRONG, Colour.ACCENT_DEEP)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(kit.theme.px(6))
        for mark in self._marks:
            row.addWidget(mark)
        row.addSpacing(kit.theme.px(4))
        row.addWidget(self._label)

    def show_marks(self, models: tuple[MarkModel, ...]) -> None:
        """Show where the work stands; nothing for work of one step."""
        self.setVisible(bool(models))
        for place, mark in enumerate(self._marks):
            mark.setVisible(place < len(models))
            if place < len(models):
                mark.show_mark(models[place])
        self._label.say(next((model.label for model in models if model.current), ""))


class _Mark(Surface):
    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, _skin(Colour.SURFACE, Colour.LINE_STRONG))
        self.setFixedSize(kit.theme.px(_DISC), kit.theme.px(_DISC))
        self._number = Text(kit, TextStyle.LABEL, align=CENTRE)
        self._check = Icon(kit, "check", Colour.ON_ACCENT, 16)
        inside = QHBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self._number)
        inside.addWidget(self._check, 0, CENTRE)

    def show_mark(self, model: MarkModel) -> None:
        self.setAccessibleName(model.label)
        self._number.say(model.number)
        self._number.setVisible(not model.done)
        self._check.setVisible(model.done)
        self._number.set_colour(Colour.ON_ACCENT if model.current else Colour.INK_SOFT)
        if model.done:
            self.set_skin(_skin(Colour.SUCCESS, Colour.SUCCESS))
        elif model.current:
            self.set_skin(_skin(Colour.ACCENT, Colour.ACCENT))
        else:
            self.set_skin(_skin(Colour.SURFACE, Colour.LINE_STRONG))


def _skin(fill: Colour, border: Colour) -> Skin:
    return Skin(fill=fill, border=border, radius=_DISC // 2)
