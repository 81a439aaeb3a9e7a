"""The third column while nobody is attached: how a visit goes, and what else the keys can do."""

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from fidpos.ui.presenters.models import StepModel, StepsModel
from fidpos.ui.theme import Colour, TextStyle
from fidpos.ui.widgets.icon import Icon
from fidpos.ui.widgets.key_button import KeyButton, Shape
from fidpos.ui.widgets.kit import Kit
from fidpos.ui.widgets.painted import Painted
from fidpos.ui.widgets.surface import Skin, Surface
from fidpos.ui.widgets.text import CENTRE, FitText, Text

_STEPS = 3
_BUTTONS = 8
_IN_A_ROW = 2
_BUTTON_HEIGHT = 60
_DISC = 36


class StepsPanel(QWidget):
    """Two cards: three steps, and the other keys."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(kit.theme.px(12))
        self._steps = _StepsCard(kit)
        self._more = _MoreCard(kit)
        column.addWidget(self._steps, 1)
        column.addWidget(self._more)

    def show_steps(self, model: StepsModel) -> None:
        """Show where the visit stands."""
        self._steps.show_steps(model)
        self._more.show_steps(model)


class _StepsCard(Surface):
    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        px = kit.theme.px
        self._title = FitText(kit, TextStyle.HEADING)
        self._lines = [_Step(kit, is_last=place == _STEPS - 1) for place in range(_STEPS)]
        column = QVBoxLayout(self)
        column.setContentsMargins(px(20), px(16), px(20), px(8))
        column.setSpacing(0)
        column.addWidget(self._title)
        column.addSpacing(px(18))
        for line in self._lines:
            column.addWidget(line, 1)

    def show_steps(self, model: StepsModel) -> None:
        self._title.say(model.title)
        for line, step in zip(self._lines, model.steps, strict=True):
            line.show_step(step)


class _Step(Painted):
    """A number in a disc, joined to the next one by a line."""

    def __init__(self, kit: Kit, *, is_last: bool) -> None:
        super().__init__()
        px = kit.theme.px
        self._kit = kit
        self._is_last = is_last
        self._disc = Surface(kit, Skin(fill=Colour.SUNKEN, border=Colour.LINE_STRONG, radius=_DISC // 2))
        self._disc.setFixedSize(px(_DISC), px(_DISC))
        self._number = Text(kit, TextStyle.STRONG, align=CENTRE)
        self._check = Icon(kit, "check", Colour.ON_ACCENT, 20)
        inside = QHBoxLayout(self._disc)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self._number)
        inside.addWidget(self._check, 0, CENTRE)
        self._title = FitText(kit, TextStyle.HEADING)
        self._detail = FitText(kit, TextStyle.BODY, Colour.INK_SOFT, lines=2, hug=True)
        words = QVBoxLayout()
        words.setSpacing(px(2))
        words.addSpacing(px(6))
        words.addWidget(self._title)
        words.addWidget(self._detail)
        words.addStretch(1)
        left = QVBoxLayout()
        left.addWidget(self._disc)
        left.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(16))
        row.addLayout(left)
        row.addLayout(words, 1)

    def show_step(self, step: StepModel) -> None:
        self._number.say(step.number)
        self._number.setVisible(not step.done)
        self._check.setVisible(step.done)
        self._title.say(step.title)
        self._detail.say(step.detail)
        if step.done:
            fill, border, ink = Colour.SUCCESS, Colour.SUCCESS, Colour.ON_ACCENT
        elif step.current:
            fill, border, ink = Colour.ACCENT, Colour.ACCENT, Colour.ON_ACCENT
        else:
            fill, border, ink = Colour.SURFACE, Colour.LINE_STRONG, Colour.INK_SOFT
        self._disc.set_skin(Skin(fill=fill, border=border, radius=_DISC // 2))
        self._number.set_colour(ink)

    def draw(self, painter: QPainter) -> None:
        """Paint the line to the next step."""
        if self._is_last:
            return
        px = self._kit.theme.px
        middle = px(_DISC) / 2
        painter.setPen(QPen(QColor(Colour.LINE_STRONG), px(2)))
        painter.drawLine(QPointF(middle, px(_DISC + 6)), QPointF(middle, self.height() - px(6)))


class _MoreCard(Surface):
    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        px = kit.theme.px
        self._title = Text(kit, TextStyle.LABEL, Colour.INK_SOFT)
        self._buttons = [KeyButton(kit, Shape.STACK, _BUTTON_HEIGHT) for _ in range(_BUTTONS)]
        grid = QGridLayout()
        grid.setSpacing(px(8))
        for place, button in enumerate(self._buttons):
            grid.addWidget(button, *divmod(place, _IN_A_ROW))
        for column_ in range(_IN_A_ROW):
            grid.setColumnStretch(column_, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(20), px(12), px(20), px(16))
        column.setSpacing(px(8))
        column.addWidget(self._title)
        column.addLayout(grid)

    def show_steps(self, model: StepsModel) -> None:
        self._title.say(model.more)
        for button, shown in zip(self._buttons, model.buttons, strict=True):
            button.show_model(shown)
