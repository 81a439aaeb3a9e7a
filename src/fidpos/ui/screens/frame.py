"""All screens at one scale, one shown at a time; made anew when the window's scale changes."""

from typing import TypeVar

from PySide6.QtCore import QRect, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from fidpos.ui.presenters.models import CheckoutModel, FirstRunModel, LockModel, StartModel
from fidpos.ui.presenters.screen import Screen
from fidpos.ui.presenters.technician.models import TechnicianModel
from fidpos.ui.screens.checkout import CheckoutScreen
from fidpos.ui.screens.first_run import FirstRunScreen
from fidpos.ui.screens.lock import LockScreen
from fidpos.ui.screens.start import StartScreen
from fidpos.ui.screens.technician.screen import TechnicianScreen
from fidpos.ui.widgets.kit import Kit

W = TypeVar("W", bound=QWidget)


class Frame(QWidget):
    """Draws any `Screen`; each is built when first needed, so that the first paint waits for none."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(parent)
        self._kit = kit
        self._start: StartScreen | None = None
        self._lock: LockScreen | None = None
        self._checkout: CheckoutScreen | None = None
        self._technician: TechnicianScreen | None = None
        self._first_run: FirstRunScreen | None = None
        self._shown: QWidget | None = None
        self._ahead = QTimer(self, interval=0, singleShot=True)
        self._ahead.timeout.connect(self._build_ahead)

    def show_screen(self, model: Screen) -> None:
        """Draw this."""
        match model:
            case StartModel():
                self._start = self._start or self._placed(StartScreen(self._kit))
                self._start.show_screen(model)
                self._bring_up(self._start)
            case LockModel():
                self._lock = self._lock or self._placed(LockScreen(self._kit))
                self._lock.show_screen(model)
                self._bring_up(self._lock)
                self._ahead.start()
            case CheckoutModel():
                checkout = self._build_ahead()
                checkout.show_screen(model)
                self._bring_up(checkout)
            case TechnicianModel():
                self._technician = self._technician or self._placed(TechnicianScreen(self._kit))
                self._technician.show_screen(model)
                self._bring_up(self._technician)
            case FirstRunModel():
                self._first_run = self._first_run or self._placed(FirstRunScreen(self._kit))
                self._first_run.show_screen(model)
                self._bring_up(self._first_run)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Every screen fills the frame."""
        super().resizeEvent(event)
        for screen in (self._start, self._lock, self._checkout, self._technician, self._first_run):
            if screen is not None:
                screen.setGeometry(QRect(0, 0, self.width(), self.height()))

    def _build_ahead(self) -> CheckoutScreen:
        """Build the checkout while somebody types a PIN, so that signing in does not wait for it."""
        if self._checkout is None:
            self._checkout = self._placed(CheckoutScreen(self._kit))
        return self._checkout

    def _placed(self, screen: W) -> W:
        screen.setParent(self)
        screen.setGeometry(QRect(0, 0, self.width(), self.height()))
        return screen

    def _bring_up(self, screen: QWidget) -> None:
        if screen is self._shown:
            return
        screen.show()
        if self._shown is not None:
            self._shown.hide()
        self._shown = screen
