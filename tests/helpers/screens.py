"""Screens drawn offscreen for tests: a host window of a given size, with a frame that shows a model."""

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QWidget

from fidpos.ui.icons import Icons
from fidpos.ui.presenters.screen import Screen
from fidpos.ui.screens.frame import Frame
from fidpos.ui.theme import TEXT_PERCENT, Theme
from fidpos.ui.widgets.kit import Kit, Touch
from tests.helpers.sample_views import RESOURCES


class Stage(QWidget):
    """A window that shows one screen after another at one size."""

    def __init__(self, width: int, height: int, *, text_percent: int = TEXT_PERCENT) -> None:
        super().__init__()
        self.resize(width, height)
        self.touch = Touch(self)
        kit = Kit(theme=Theme.for_size(width, height, text_percent), icons=Icons(RESOURCES), touch=self.touch)
        self.frame = Frame(kit, self)
        self.frame.setGeometry(self.rect())

    def perform(self, model: Screen) -> None:
        """Show the screen and let every layout settle."""
        self.frame.show_screen(model)
        self.show()
        settle()


def settle() -> None:
    """Let layouts that ask to be done later be done now."""
    for _ in range(8):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
