"""The steps of the wizard in one strip: done, current, to come."""

from PySide6.QtCore import QLineF
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QHBoxLayout, QWidget

from fidpos.ui.presenters.technician.models import StepMark
from fidpos.ui.theme import Colour, TextStyle
from fidpos.ui.widgets.icon import Icon
from fidpos.ui.widgets.kit import Kit
from fidpos.ui.widgets.painted import Painted
from fidpos.ui.widgets.surface import Skin, Surface
from fidpos.ui.widgets.text import CENTRE, Text

_DISC = 30


class Stepper(Surface):
    """Always as many steps as the wizard has, each in its place."""

    HEIGHT = 60

    def __init__(self, kit: Kit, steps: int) -> None:
        super().__init__(kit)
        px = kit.theme.px
        self.setFixedHeight(px(self.HEIGHT))
        self._steps = [_Step(kit) for _ in range(steps)]
        row = QHBoxLayout(self)
        row.setContentsMargins(px(24), 0, px(24), 0)
        row.setSpacing(px(10))
        for place, step in enumerate(self._steps):
            if place:
                row.addWidget(_Line(kit), 1)
            row.addWidget(step)

    def show_steps(self, steps: tuple[StepMark, ...]) -> None:
        """Show where the wizard stands."""
        for step, model in zip(self._steps, steps, strict=True):
            step.show_step(model)


class _Step(QWidget):
    def __init__(self, kit: Kit) -> None:
        super().__init__()
        px = kit.theme.px
        self._disc = Surface(kit, _skin(Colour.SURFACE, Colour.LINE_STRONG))
        self._disc.setFixedSize(px(_DISC), px(_DISC))
        self._number = Text(kit, TextStyle.LABEL, align=CENTRE)
        self._check = Icon(kit, "check", Colour.ON_ACCENT, 18)
        inside = QHBoxLayout(self._disc)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self._number)
        inside.addWidget(self._check, 0, CENTRE)
        self._label = Text(kit, TextStyle.STRONG)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(10))
        row.addWidget(self._disc)
        row.addWidget(self._label)

    def show_step(self, model: StepMark) -> None:
        self._number.say(model.number)
        self._number.setVisible(not model.done)
        self._check.setVisible(model.done)
        self._label.say(model.label)
        self._label.set_colour(Colour.INK if model.current or model.done else Colour.INK_FAINT)
        if model.done:
            self._disc.set_skin(_skin(Colour.SUCCESS, Colour.SUCCESS))
        elif model.current:
            self._disc.set_skin(_skin(Colour.ACCENT, Colour.ACCENT))
        else:
            self._disc.set_skin(_skin(Colour.SURFACE, Colour.LINE_STRONG))
        self._number.set_colour(Colour.ON_ACCENT if model.current else Colour.INK_SOFT)


class _Line(Painted):
    """Joins two steps."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._width = kit.theme.px(2)

    def draw(self, painter: QPainter) -> None:
        """Paint the line."""
        painter.setPen(QPen(QColor(Colour.LINE_STRONG), self._width))
        middle = self.height() / 2
        painter.drawLine(QLineF(0, middle, self.width(), middle))


def _skin(fill: Colour, border: Colour) -> Skin:
    return Skin(fill=fill, border=border, radius=_DISC // 2)
