"""F3: the kinds of card that can be made, each with its digit, and what is expected now."""

from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout

from fidpos.ui.presenters.console import KINDS_SHOWN
from fidpos.ui.presenters.models import KindLine, NewCardModel
from fidpos.ui.screens.technician.waiting import Waiting
from fidpos.ui.theme import Colour, Radius, TextStyle
from fidpos.ui.widgets.icon import Icon
from fidpos.ui.widgets.key_button import ACCENT, PLAIN
from fidpos.ui.widgets.kit import Kit
from fidpos.ui.widgets.press_row import PressRow
from fidpos.ui.widgets.surface import Skin, Surface
from fidpos.ui.widgets.text import RIGHT, ElidedText, FitText, Text

_CHOSEN = Skin(fill=Colour.ACCENT_SOFT, border=Colour.ACCENT, radius=Radius.KEY)
_OTHER = Skin(fill=Colour.SURFACE, border=Colour.LINE_STRONG, radius=Radius.KEY)


class NewCardPanel(Surface):
    """Kinds above, the blank that is waited for in the middle, and how to do without one below."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        px = kit.theme.px
        self._title = Text(kit, TextStyle.HEADING)
        self._member = ElidedText(kit, TextStyle.STRONG, Colour.ACCENT, align=RIGHT)
        self._lines = [KindRow(kit) for _ in range(KINDS_SHOWN)]
        self._expected = Waiting(kit)
        self._failed = Waiting(kit, fill=Colour.ERROR_SOFT, ink=Colour.ERROR)
        self._hint = FitText(kit, TextStyle.SMALL, Colour.INK_SOFT, lines=2)
        self._stack = QStackedLayout()
        self._stack.addWidget(self._expected)
        self._stack.addWidget(self._failed)
        head = QHBoxLayout()
        head.setSpacing(px(12))
        head.addWidget(self._title)
        head.addWidget(self._member, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(20), px(16), px(20), px(12))
        column.setSpacing(px(6))
        column.addLayout(head)
        column.addSpacing(px(4))
        for line in self._lines:
            column.addWidget(line)
        column.addLayout(self._stack, 1)
        column.addWidget(self._hint)

    def show_new_card(self, model: NewCardModel) -> None:
        """Show where the work stands."""
        self._title.say(model.title)
        self._member.say(model.member)
        self._hint.say(model.hint)
        shown = self._failed if model.failed else self._expected
        shown.show_words(model.icon, model.detail, model.word)
        self._stack.setCurrentWidget(shown)
        for place, row in enumerate(self._lines):
            row.setVisible(place < len(model.lines))
            if place < len(model.lines):
                row.show_line(model.lines[place])


class KindRow(PressRow):
    """One kind of card: touching it types its number."""

    HEIGHT = 48

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, _OTHER, self.HEIGHT)
        px = kit.theme.px
        self._title = FitText(kit, TextStyle.STRONG)
        self._icon = Icon(kit, size=22)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(12), 0, px(14), 0)
        row.setSpacing(px(12))
        row.addWidget(self.number)
        row.addWidget(self._title, 1)
        row.addWidget(self._icon)

    def show_line(self, line: KindLine) -> None:
        """Show this kind."""
        self.bear(line.number, line.press)
        self.set_skin(_CHOSEN if line.chosen else _OTHER)
        self.number.set_skin(ACCENT if line.chosen else PLAIN)
        self._title.say(line.title)
        self._icon.show_icon(line.icon, Colour.ACCENT if line.chosen else Colour.INK_SOFT)
