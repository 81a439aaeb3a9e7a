"""One field of a form: its label and text in a box, what was made of it below; or what there is to choose."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fidpos.ui.presenters.task.entry import OPTIONS_MAX
from fidpos.ui.presenters.task.models import FieldModel, OptionModel
from fidpos.ui.theme import Colour, Radius, TextStyle
from fidpos.ui.widgets.icon import Icon
from fidpos.ui.widgets.key_button import ACCENT, PLAIN
from fidpos.ui.widgets.kit import Kit
from fidpos.ui.widgets.press_row import PressRow
from fidpos.ui.widgets.surface import Skin, Surface
from fidpos.ui.widgets.text import FitText
from fidpos.ui.widgets.typed_text import Cursor, TypedText

_RADIUS = Radius.KEY
_AT_REST = Skin(fill=Colour.SUNKEN, border=Colour.LINE_STRONG, radius=_RADIUS)
_CURRENT = Skin(fill=Colour.SURFACE, border=Colour.ACCENT, radius=_RADIUS)
_FAULTY = Skin(fill=Colour.ERROR_SOFT, border=Colour.ERROR, radius=_RADIUS)
_CHOSEN = Skin(fill=Colour.ACCENT_SOFT, border=Colour.ACCENT, radius=_RADIUS)
_FOCUS = 2


class FieldCell(QWidget):
    """Of one height, whatever is typed; the one that has the keys bears a thick edge and a cursor.

    What stands below a choice is read out to the customer, and stands out from other notes.
    """

    HEIGHT = 76
    HEIGHT_OF_NARROW = 88
    """With room for a note of two lines."""
    HEIGHT_OF_CHOICE = 96

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        px = kit.theme.px
        self._kit = kit
        self._text = _TextBox(kit)
        self._choice = _Choice(kit)
        self._note = FitText(kit, TextStyle.NOTE, Colour.INK_SOFT, lines=2, hug=True)
        self._question = FitText(kit, TextStyle.SMALL, lines=2, hug=True)
        self._sign = Icon(kit, size=14)
        below = QHBoxLayout()
        below.setContentsMargins(px(4), 0, px(4), 0)
        below.setSpacing(px(6))
        below.addWidget(self._sign)
        below.addWidget(self._note, 1)
        below.addWidget(self._question, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._text)
        column.addWidget(self._choice)
        column.addLayout(below)
        column.addStretch(1)

    def show_field(self, model: FieldModel) -> None:
        """Show this field."""
        is_choice = bool(model.options)
        self._text.setVisible(not is_choice)
        self._choice.setVisible(is_choice)
        (self._choice if is_choice else self._text).show_field(model)
        note, is_question = model.note, is_choice and not model.is_faulty
        self._question.say(note)
        self._question.setVisible(bool(note) and is_question)
        self._note.say(note)
        self._note.set_colour(Colour.ERROR if model.is_faulty else Colour.INK_SOFT)
        self._note.setVisible(bool(note) and not is_question)
        self._sign.setVisible(bool(note) and model.is_faulty)
        self._sign.show_icon("circle-x", Colour.ERROR)


class _TextBox(Surface):
    """Label above, what is typed below it, with its cursor at the end."""

    HEIGHT = 54

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, _AT_REST)
        px = kit.theme.px
        self.setFixedHeight(px(self.HEIGHT))
        self._is_current = False
        self._label = FitText(kit, TextStyle.NOTE, Colour.INK_SOFT)
        self._typed = TypedText(kit, TextStyle.HEADING)
        self._cursor = Cursor(kit)
        self._ghost = FitText(kit, TextStyle.BODY, Colour.INK_FAINT)
        line = QHBoxLayout()
        line.setSpacing(px(1))
        line.addWidget(self._typed)
        line.addWidget(self._cursor)
        line.addWidget(self._ghost, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(14), px(4), px(14), px(4))
        column.setSpacing(0)
        column.addWidget(self._label)
        column.addLayout(line, 1)

    def show_field(self, model: FieldModel) -> None:
        self._label.say(model.label)
        self._label.set_colour(Colour.ACCENT if model.is_current else Colour.INK_SOFT)
        self._typed.say(model.text)
        self._typed.setVisible(bool(model.text))
        self._cursor.setVisible(model.is_current)
        self._ghost.say(model.ghost)
        skin = _CURRENT if model.is_current else _AT_REST
        self.set_skin(_FAULTY if model.is_faulty else skin)
        self._is_current = model.is_current
        self.update()

    def draw(self, painter: QPainter) -> None:
        """Paint the box, with a thick edge while keys go into it."""
        super().draw(painter)
        if self._is_current:
            _paint_focus(painter, QRectF(self.rect()), self.kit)


class _Choice(QWidget):
    """The label, and below it what there is to choose, each with its digit."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        px = kit.theme.px
        self._label = FitText(kit, TextStyle.NOTE, Colour.INK_SOFT)
        self._options = [_Option(kit) for _ in range(OPTIONS_MAX)]
        row = QHBoxLayout()
        row.setSpacing(px(8))
        for option in self._options:
            row.addWidget(option, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._label)
        column.addLayout(row)

    def show_field(self, model: FieldModel) -> None:
        self._label.say(model.label)
        self._label.set_colour(Colour.ACCENT if model.is_current else Colour.INK_SOFT)
        for place, option in enumerate(self._options):
            option.setVisible(place < len(model.options))
            if place < len(model.options):
                option.show_option(model.options[place], model)


class _Option(PressRow):
    HEIGHT = 48

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, _AT_REST, self.HEIGHT)
        px = kit.theme.px
        self._is_current = False
        self._label = FitText(kit, TextStyle.STRONG, lines=2)
        self._check = Icon(kit, "check", Colour.ACCENT, 18)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(8), 0, px(8), 0)
        row.setSpacing(px(8))
        row.addWidget(self.number)
        row.addWidget(self._label, 1)
        row.addWidget(self._check)

    def show_option(self, option: OptionModel, of: FieldModel) -> None:
        self.bear(option.number, option.press)
        self.number.setVisible(of.is_current)
        self.number.set_skin(ACCENT if option.chosen else PLAIN)
        self._label.say(option.label)
        self._check.setVisible(option.chosen)
        self.set_skin(_CHOSEN if option.chosen else _FAULTY if of.is_faulty else _AT_REST)
        self.setEnabled(of.is_current)
        self._is_current = of.is_current
        self.update()

    def draw(self, painter: QPainter) -> None:
        """Paint the option, with a thick edge while its digit would choose it."""
        super().draw(painter)
        if self._is_current:
            _paint_focus(painter, QRectF(self.rect()), self.kit)


def _paint_focus(painter: QPainter, area: QRectF, kit: Kit) -> None:
    width = kit.theme.px(_FOCUS)
    pen = painter.pen()
    pen.setColor(QColor(Colour.ACCENT))
    pen.setWidth(width)
    painter.setPen(pen)
    painter.setBrush(QColor(0, 0, 0, 0))
    half = width / 2
    radius = kit.theme.px(_RADIUS)
    painter.drawRoundedRect(area.adjusted(half, half, -half, -half), radius, radius)
