"""Icons in the colour of their meaning, and the merchant's logo."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from fidpos.ui.theme import Colour
from fidpos.ui.widgets.kit import Kit


class Icon(QLabel):
    """A Lucide icon; an empty name shows nothing and keeps its place."""

    def __init__(self, kit: Kit, name: str = "", colour: Colour = Colour.INK, size: int = 20) -> None:
        super().__init__()
        self._kit = kit
        self._shown: tuple[str, Colour] | None = None
        self._size = kit.theme.px(size)
        self.setFixedSize(self._size, self._size)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.show_icon(name, colour)

    def show_icon(self, name: str, colour: Colour) -> None:
        """Change what is shown."""
        if (name, colour) == self._shown:
            return
        self._shown = (name, colour)
        if name:
            ratio = self.devicePixelRatioF()
            self.setPixmap(self._kit.icons.pixmap(name, colour, self._size, ratio))
        else:
            self.clear()


class Logo(QLabel):
    """The merchant's logo."""

    def __init__(self, kit: Kit, size: int) -> None:
        super().__init__()
        self.setPixmap(kit.icons.logo(kit.logo, kit.theme.px(size), self.devicePixelRatioF()))
