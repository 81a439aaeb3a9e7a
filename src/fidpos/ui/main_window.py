"""The window: takes every key once, whatever is shown, and draws what the desk says."""

from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QIcon, QInputMethodEvent, QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from fidpos.ui.desk import Desk
from fidpos.ui.documents import OpenDocument, open_document
from fidpos.ui.icons import Icons
from fidpos.ui.keymap import press_of
from fidpos.ui.presenters.keys import Press
from fidpos.ui.presenters.screen import Screen
from fidpos.ui.screens.frame import Frame
from fidpos.ui.theme import TEXT_PERCENT, Theme
from fidpos.ui.widgets.kit import Kit, Touch

_ICON_SIZE = 64
_TAB_KEYS = {Qt.Key.Key_Tab, Qt.Key.Key_Backtab}


class MainWindow(QWidget):
    """The only widget with the focus; buttons never take it, so that Enter and scanners press nothing.

    Signals:
        painted: the first picture is on screen.
        closed: the person closed the window.
    """

    painted = Signal()
    closed = Signal()

    def __init__(
        self,
        desk: Desk,
        resources: Path,
        *,
        title: str,
        logo: Path | None = None,
        text_percent: int = TEXT_PERCENT,
        open_document: OpenDocument = open_document,
    ) -> None:
        super().__init__()
        self._desk = desk
        self._resources = resources
        self._open_document = open_document
        self._icons = Icons(resources)
        self._logo = logo
        self._text_percent = text_percent
        self._touch = Touch(self)
        self._touch.pressed.connect(self._on_touched)
        self._touch.line_picked.connect(self._on_line_picked)
        self._theme: Theme | None = None
        self._frame: Frame | None = None
        self._is_painted = False
        self.setWindowTitle(title)
        self._show_icon()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        desk.screen_changed.connect(self._on_screen)
        desk.document_made.connect(self._on_document)
        desk.logo_changed.connect(self._on_logo)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Every key ends here; none goes on to a button or a field."""
        event.accept()
        pressed = press_of(event)
        if pressed is not None:
            self._desk.press(pressed)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """A composed letter, such as one with an accent, is typed like any other."""
        event.accept()
        if event.commitString():
            self._desk.press(Press.typing(event.commitString()))

    def event(self, event: QEvent) -> bool:
        """Tab moves no focus here: it is a key like any other."""
        if isinstance(event, QKeyEvent) and event.key() in _TAB_KEYS:
            event.accept()
            if event.type() is QEvent.Type.KeyPress:
                self.keyPressEvent(event)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell once that the window is on screen."""
        super().paintEvent(event)
        if not self._is_painted:
            self._is_painted = True
            self.painted.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fill the window, at the scale that suits its size."""
        super().resizeEvent(event)
        theme = Theme.for_size(self.width(), self.height(), self._text_percent)
        if self._frame is None or theme != self._theme:
            self._build(theme)
        assert self._frame is not None, "built above"
        self._frame.setGeometry(self.rect())

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop asking; the program lets go of store and readers."""
        self._desk.stop()
        event.accept()
        self.closed.emit()

    def _show_icon(self) -> None:
        self.setWindowIcon(QIcon(self._icons.logo(self._logo, _ICON_SIZE)))

    def _build(self, theme: Theme) -> None:
        old = self._frame
        kit = Kit(theme=theme, icons=self._icons, touch=self._touch, logo=self._logo)
        self._theme, self._frame = theme, Frame(kit, self)
        self._frame.setGeometry(self.rect())
        self._frame.show_screen(self._desk.screen)
        self._frame.show()
        if old is not None:
            old.hide()
            old.deleteLater()

    @Slot(object)
    def _on_logo(self, logo: Path | None) -> None:
        """A file of the same name may hold another picture: nothing that was drawn is kept."""
        self._icons, self._logo = Icons(self._resources), logo
        self._show_icon()
        if self._theme is not None:
            self._build(self._theme)

    @Slot(object)
    def _on_screen(self, shown: Screen) -> None:
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, self._desk.takes_text)
        if self._frame is not None:
            self._frame.show_screen(shown)

    @Slot(str)
    def _on_document(self, path: str) -> None:
        self._open_document(path)

    @Slot(object)
    def _on_touched(self, pressed: Press) -> None:
        self._desk.press(pressed)

    @Slot(int)
    def _on_line_picked(self, line: int) -> None:
        self._desk.pick_line(line)
