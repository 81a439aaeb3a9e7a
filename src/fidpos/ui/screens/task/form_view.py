"""A form: its fields in one column or two, and below them what was found while one types."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from fidpos.ui.presenters.task.models import FormModel
from fidpos.ui.screens.task.field_cell import FieldCell
from fidpos.ui.screens.task.line_row import LineColumns, LineRow
from fidpos.ui.theme import Colour, TextStyle
from fidpos.ui.widgets.empty import Empty
from fidpos.ui.widgets.kit import Kit
from fidpos.ui.widgets.text import RIGHT, FitText

FIELDS_MAX = 8
LINES_MAX = 6
_IN_ONE_COLUMN = 4
_WIDE, _WIDE_FOR_TWO = 560, 760
_WIDTH_MAX = 640
_GAP = 4
_BETWEEN = 12
_POSITION = 18
_ROWS_KEPT = 2


class FormView(QWidget):
    """Where there is no room for all fields, those around the current one are shown, and which one it is."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._px = kit.theme.px
        self._model: FormModel | None = None
        self._cells = [FieldCell(kit) for _ in range(FIELDS_MAX)]
        self._rows = [LineRow(kit) for _ in range(LINES_MAX)]
        self._empty = Empty(kit, "search")
        self._position = FitText(kit, TextStyle.SMALL, Colour.INK_FAINT, align=RIGHT)
        for widget in (*self._cells, *self._rows, self._empty, self._position):
            widget.setParent(self)

    def show_form(self, model: FormModel) -> None:
        """Show this form."""
        self._model = model
        self._lay_out(model)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many fields and lines as there is room for now."""
        super().resizeEvent(event)
        if self._model is not None:
            self._lay_out(self._model)

    def _lay_out(self, model: FormModel) -> None:
        below = self._lay_out_fields(model)
        self._lay_out_lines(model, below)

    def _lay_out_fields(self, model: FormModel) -> int:
        """Place the fields; where the lines begin."""
        gap, between = self._px(_GAP), self._px(_BETWEEN)
        is_wide = self.width() >= self._px(_WIDE)
        columns = 2 if len(model.fields) > _IN_ONE_COLUMN and is_wide else 1
        is_narrow = columns == 2 and self.width() < self._px(_WIDE_FOR_TWO)
        height = self._px(_height_of_fields(model, is_narrow=is_narrow))
        widest = self._px(_WIDTH_MAX) if is_wide and columns == 1 else self.width()
        width = (widest - (columns - 1) * between) // columns
        rows = -(-len(model.fields) // columns)
        room = self.height() - self._room_for_lines(model) + gap
        if rows * (height + gap) > room:
            room -= self._px(_POSITION)
        rows_max = max(1, room // (height + gap))
        first = _first_row(model.at // columns, rows, rows_max) * columns
        last = min(len(model.fields), first + rows_max * columns)
        for place, cell in enumerate(self._cells):
            cell.setVisible(first <= place < last)
            if first <= place < last:
                row, column = divmod(place - first, columns)
                cell.setGeometry(column * (width + between), row * (height + gap), width, height)
                cell.show_field(model.fields[place])
        self._position.setVisible(last - first < len(model.fields))
        self._position.say(model.position)
        self._position.setGeometry(0, self.height() - self._px(_POSITION), self.width(), self._px(_POSITION))
        return min(rows, rows_max) * (height + gap) + gap

    def _room_for_lines(self, model: FormModel) -> int:
        """What is found keeps the room of two lines, or as many as there are; that nothing is, of one."""
        rows = min(_ROWS_KEPT, len(model.lines)) if model.lines else bool(model.empty)
        return rows * self._px(LineRow.HEIGHT + _GAP)

    def _lay_out_lines(self, model: FormModel, top: int) -> None:
        gap, height = self._px(_GAP), self._px(LineRow.HEIGHT)
        room = max(0, (self.height() - top + gap) // (height + gap))
        chosen = next((place for place, line in enumerate(model.lines) if line.chosen), 0)
        first = _first_row(chosen, len(model.lines), min(room, LINES_MAX))
        shown = model.lines[first:][: min(room, LINES_MAX)]
        for place, row in enumerate(self._rows):
            row.setVisible(place < len(shown))
            if place < len(shown):
                row.setGeometry(0, top + place * (height + gap), self.width(), height)
                row.show_line(shown[place], LineColumns(icons=True))
        self._empty.setVisible(not model.lines and bool(model.empty))
        self._empty.say(model.empty)
        bottom = self._position.y() if self._position.isVisibleTo(self) else self.height()
        self._empty.setGeometry(0, top, self.width(), max(0, bottom - top))


def _height_of_fields(model: FormModel, *, is_narrow: bool) -> int:
    if any(each.options for each in model.fields):
        return FieldCell.HEIGHT_OF_CHOICE
    return FieldCell.HEIGHT_OF_NARROW if is_narrow else FieldCell.HEIGHT


def _first_row(at: int, rows: int, rows_max: int) -> int:
    """Which row stands at the top, so that this one is in sight, with the one before it where possible."""
    return max(0, min(at - 1, rows - rows_max))
