"""Where a text is typed: it shows what the window was given, and never has the focus itself."""

from PySide6.QtWidgets import QHBoxLayout

from fidpos.ui.theme import Colour, Radius, TextStyle
from fidpos.ui.widgets.icon import Icon
from fidpos.ui.widgets.kit import Kit
from fidpos.ui.widgets.surface import Skin, Surface
from fidpos.ui.widgets.text import FitText
from fidpos.ui.widgets.typed_text import Cursor, TypedText

_FIELD = Skin(fill=Colour.SURFACE, border=Colour.ACCENT, radius=Radius.KEY)


class TypeField(Surface):
    """Looks like a text field, with its cursor always at the end."""

    def __init__(self, kit: Kit, icon: str) -> None:
        super().__init__(kit, _FIELD)
        px = kit.theme.px
        self.setFixedHeight(px(52))
        self._typed = TypedText(kit, TextStyle.HEADING)
        self._placeholder = FitText(kit, TextStyle.BODY, Colour.INK_FAINT)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(14), 0, px(14), 0)
        row.setSpacing(px(2))
        row.addWidget(Icon(kit, icon, Colour.ACCENT, 20))
        row.addSpacing(px(10))
        row.addWidget(self._typed)
        row.addWidget(Cursor(kit))
        row.addWidget(self._placeholder, 1)

    def show_typed(self, text: str, placeholder: str) -> None:
        """Show what is typed; until then, what could be."""
        self._typed.say(text)
        self._typed.setVisible(bool(text))
        self._placeholder.say("" if text else placeholder)
