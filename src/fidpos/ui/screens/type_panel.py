"""A third column in which something is typed: a line above, the rows that belong to it, words about both."""

from collections.abc import Sequence

from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from fidpos.ui.theme import Colour, TextStyle
from fidpos.ui.widgets.empty import Empty
from fidpos.ui.widgets.kit import Kit
from fidpos.ui.widgets.surface import Surface
from fidpos.ui.widgets.text import FitText, Text
from fidpos.ui.widgets.type_field import TypeField


class TypePanel(Surface):
    """The field shows what is typed; the window handles the keys, so that the focus never matters.

    Args:
        kit: the look.
        icon: of the field.
        empty_icon: of what stands in place of the rows while there are none.
        rows: all that there will ever be.
        below: under the words, such as a key.
    """

    def __init__(
        self, kit: Kit, *, icon: str, empty_icon: str, rows: Sequence[QWidget], below: Sequence[QWidget] = ()
    ) -> None:
        super().__init__(kit)
        px = kit.theme.px
        self._all = rows
        self._title = Text(kit, TextStyle.HEADING)
        self._field = TypeField(kit, icon)
        self._empty = Empty(kit, empty_icon)
        self._hint = FitText(kit, TextStyle.SMALL, Colour.INK_SOFT, lines=2)
        sheet = QWidget()
        lines = QVBoxLayout(sheet)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(px(4))
        for row in rows:
            lines.addWidget(row)
        lines.addStretch(1)
        self._body = QStackedLayout()
        self._body.addWidget(sheet)
        self._body.addWidget(self._empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(20), px(16), px(20), px(12))
        column.setSpacing(px(10))
        column.addWidget(self._title)
        column.addWidget(self._field)
        column.addLayout(self._body, 1)
        column.addWidget(self._hint)
        for widget in below:
            column.addWidget(widget)

    def show_typed(self, *, title: str, text: str, placeholder: str) -> None:
        """Show what is typed, or what could be."""
        self._title.say(title)
        self._field.show_typed(text, placeholder)

    def show_rows(self, count: int, *, hint: str, empty: str) -> None:
        """Show the first so many rows, or why there is none."""
        self._hint.say(hint)
        self._empty.say(empty)
        self._body.setCurrentIndex(0 if count else 1)
        for place, row in enumerate(self._all):
            row.setVisible(place < count)
