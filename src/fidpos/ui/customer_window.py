"""The window on the second screen. It takes no key, no touch and no focus: it is only looked at."""

from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QColor, QGuiApplication, QPalette, QResizeEvent, QScreen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fidpos.domain.shop import TillIdentity
from fidpos.texts.texts import Texts
from fidpos.till.view import CheckoutView, Message
from fidpos.ui.gateway import Gateway
from fidpos.ui.icons import Icons
from fidpos.ui.presenters.customer import CustomerModel, customer
from fidpos.ui.theme import Colour, TextStyle, Theme
from fidpos.ui.widgets.kit import Kit, Touch
from fidpos.ui.widgets.qr_code import QrCode
from fidpos.ui.widgets.text import CENTRE, FitText

_DESIGN_WIDTH, _DESIGN_HEIGHT = 1024, 600
"""The size at which type has the size of the tokens: looked at from further away, and with less on it."""
_SCALE_MIN, _SCALE_MAX = 0.6, 3.0
_MARGIN = 40
_CODE_SIDE = 320


class _Page(QWidget):
    """Everything at one scale; lines that say nothing take no room."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(parent)
        self._practice = FitText(kit, TextStyle.BANNER, Colour.WARNING_BRIGHT, align=CENTRE)
        self._headline = FitText(kit, TextStyle.AMOUNT, Colour.ON_NIGHT, align=CENTRE)
        self._amount_label = FitText(kit, TextStyle.TITLE, Colour.ON_NIGHT_SOFT, align=CENTRE)
        self._amount = FitText(kit, TextStyle.CLOCK, Colour.ON_NIGHT, align=CENTRE)
        self._discount = FitText(kit, TextStyle.TITLE, Colour.SUCCESS_BRIGHT, align=CENTRE)
        self._offers_title = FitText(kit, TextStyle.TITLE, Colour.ON_NIGHT_SOFT, align=CENTRE)
        self._offers = FitText(kit, TextStyle.DISPLAY, Colour.ON_NIGHT, align=CENTRE, lines=2, hug=True)
        self._points = FitText(kit, TextStyle.AMOUNT, Colour.ON_NIGHT, align=CENTRE)
        self._code = QrCode(kit)
        side = kit.theme.px(_CODE_SIDE)
        self._code.setFixedSize(side, side)
        layout = QVBoxLayout(self)
        margin = kit.theme.px(_MARGIN)
        layout.setContentsMargins(margin, margin, margin, margin)
        layout.setSpacing(kit.theme.px(10))
        layout.addWidget(self._practice)
        layout.addStretch(1)
        for text in (self._headline, self._amount_label, self._amount, self._discount):
            layout.addWidget(text)
        layout.addWidget(self._code, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)
        for text in (self._offers_title, self._offers, self._points):
            layout.addWidget(text)
        layout.addStretch(1)

    def show_model(self, model: CustomerModel) -> None:
        """Draw what the presenter says."""
        said = (
            (self._practice, model.practice),
            (self._headline, model.headline),
            (self._amount_label, model.amount_label),
            (self._amount, model.amount),
            (self._discount, model.discount),
            (self._offers_title, model.offers_title),
            (self._offers, "  ·  ".join(model.offers)),
            (self._points, model.points),
        )
        for text, words in said:
            text.say(words)
            text.setVisible(bool(words))
        self._code.show_code(model.code)
        self._code.setVisible(bool(model.code))


class CustomerWindow(QWidget):
    """Follows the views that the session publishes, on the first screen that the till is not on."""

    def __init__(self, gateway: Gateway, texts: Texts, resources: Path) -> None:
        super().__init__()
        self._texts = texts
        self._icons = Icons(resources)
        self._touch = Touch(self)
        self._identity: TillIdentity | None = None
        self._view: CheckoutView | None = None
        self._till: QWidget | None = None
        self._page: _Page | None = None
        self._theme: Theme | None = None
        self.setWindowFlags(Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowDoesNotAcceptFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.BlankCursor)
        self.setAutoFillBackground(True)
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, QColor(Colour.NIGHT))
        self.setPalette(palette)
        gateway.opened.connect(self._on_opened)
        gateway.cannot_open.connect(self._on_cannot_open)
        gateway.view_changed.connect(self._on_view)
        gateway.spoken.connect(self._on_spoken)

    @property
    def model(self) -> CustomerModel | None:
        """What is shown; None until there is a till, and it is open."""
        if self._identity is None or (self._view is not None and self._view.is_first_run):
            return None
        return customer(self._view, self._identity, self._texts)

    def follow_screens(self, application: QGuiApplication, till: QWidget) -> None:
        """Stand on the second screen as long as there is one; `till` is the window on the other."""
        self._till = till
        application.screenAdded.connect(self._on_screens)
        application.screenRemoved.connect(self._on_screens)
        self.place(application.screens())

    def place(self, screens: list[QScreen]) -> None:
        """Fill the first screen that is not the till's; without one, nothing is shown."""
        taken = self._till.screen() if self._till is not None else None
        other = next((screen for screen in screens if screen is not taken), None)
        if other is None:
            self.hide()
            return
        self.setGeometry(other.geometry())
        self.show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fill the window, at the scale that suits its size."""
        super().resizeEvent(event)
        theme = _theme_for(self.width(), self.height())
        if self._page is None or theme != self._theme:
            old, self._theme = self._page, theme
            self._page = _Page(Kit(theme=theme, icons=self._icons, touch=self._touch), self)
            self._draw()
            self._page.show()
            if old is not None:
                old.hide()
                old.deleteLater()
        self._page.setGeometry(self.rect())

    def _draw(self) -> None:
        model = self.model
        if self._page is not None and model is not None:
            self._page.show_model(model)

    @Slot(object)
    def _on_opened(self, identity: TillIdentity) -> None:
        self._identity = identity
        self._texts = self._texts.in_zone(identity.calendar.zone)
        self._draw()

    @Slot(object)
    def _on_spoken(self, texts: Texts) -> None:
        self._texts = texts
        self._draw()

    @Slot(object)
    def _on_cannot_open(self, fault: Message) -> None:
        del fault
        self._view = None
        self._draw()

    @Slot(object)
    def _on_view(self, view: CheckoutView) -> None:
        self._view = view
        self._draw()

    @Slot(QScreen)
    def _on_screens(self, screen: QScreen) -> None:
        del screen
        self.place(QGuiApplication.screens())


def _theme_for(width: int, height: int) -> Theme:
    """The tokens at the scale of a customer's screen, in steps of a twentieth."""
    fits = int(min(width / _DESIGN_WIDTH, height / _DESIGN_HEIGHT) * 20) / 20
    return Theme(scale=max(_SCALE_MIN, min(fits, _SCALE_MAX)))
