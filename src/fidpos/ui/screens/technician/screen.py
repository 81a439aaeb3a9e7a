"""The technician's desk between header and status bar: devices, a wizard, a list, or the centre."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from fidpos.ui.presenters.technician.models import (
    CentreModel,
    DevicesModel,
    ListModel,
    PairingModel,
    TechnicianModel,
    WizardModel,
)
from fidpos.ui.screens.header_bar import HeaderBar
from fidpos.ui.screens.help_overlay import HelpOverlay
from fidpos.ui.screens.technician.centre_page import CentrePage
from fidpos.ui.screens.technician.device_list import DeviceList
from fidpos.ui.screens.technician.device_panel import DevicePanel
from fidpos.ui.screens.technician.list_page import ListPage
from fidpos.ui.screens.technician.pairing_page import PairingPage
from fidpos.ui.screens.technician.wizard_page import WizardPage
from fidpos.ui.widgets.kit import Kit
from fidpos.ui.widgets.status_bar import StatusBar

_LIST_SHARE = 38
"""Width of the list of readers, in hundredths."""

_NARROW = 1200


class TechnicianScreen(QWidget):
    """Draws a `TechnicianModel`."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._header = HeaderBar(kit)
        self._devices = _DevicesPage(kit)
        self._wizard = WizardPage(kit)
        self._list = ListPage(kit)
        self._centre = CentrePage(kit)
        self._pairing = PairingPage(kit)
        self._status = StatusBar(kit)
        self._help = HelpOverlay(kit, self)
        self._stack = QStackedLayout()
        for page in (self._devices, self._wizard, self._list, self._centre, self._pairing):
            self._stack.addWidget(page)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._header)
        self._body = QHBoxLayout()
        self._body.addLayout(self._stack)
        outer.addLayout(self._body, 1)
        outer.addWidget(self._status)

    def show_screen(self, model: TechnicianModel) -> None:
        """Draw this."""
        self._header.show_header(model.header)
        self._status.show_status(model.status)
        match model.page:
            case DevicesModel():
                self._devices.show_devices(model.page)
                self._stack.setCurrentWidget(self._devices)
            case WizardModel():
                self._wizard.show_wizard(model.page)
                self._stack.setCurrentWidget(self._wizard)
            case ListModel():
                self._list.show_list(model.page)
                self._stack.setCurrentWidget(self._list)
            case CentreModel():
                self._centre.show_centre(model.page)
                self._stack.setCurrentWidget(self._centre)
            case PairingModel():
                self._pairing.show_pairing(model.page)
                self._stack.setCurrentWidget(self._pairing)
        self._help.show_help(model.help)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give every page the margins of the window."""
        super().resizeEvent(event)
        px = self._kit.theme.px
        side = px(12) if self.width() < px(_NARROW) else px(20)
        self._body.setContentsMargins(side, px(12), side, px(6))
        self._devices.share(self.width() - 2 * side)
        self._help.setGeometry(self.rect())


class _DevicesPage(QWidget):
    """Two fixed columns."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._gap = kit.theme.px(12)
        self._list = DeviceList(kit)
        self._panel = DevicePanel(kit)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self._gap)
        row.addWidget(self._list)
        row.addWidget(self._panel, 1)

    def show_devices(self, model: DevicesModel) -> None:
        self._list.show_devices(model)
        self._panel.show_devices(model)

    def share(self, width: int) -> None:
        """Give the list its share of this width."""
        self._list.setFixedWidth((width - self._gap) * _LIST_SHARE // 100)
