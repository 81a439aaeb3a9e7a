"""Everything about the chosen reader: how it stands, what is known of it, what it did, what can be done."""

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from fidpos.ui.presenters.technician.devices import FACTS_SHOWN, RAW_SHOWN
from fidpos.ui.presenters.technician.models import DevicesModel, EventsModel
from fidpos.ui.screens.technician.busy_bar import BusyBar
from fidpos.ui.screens.technician.fact_row import FactRow
from fidpos.ui.screens.technician.log_view import EventsView, RawView
from fidpos.ui.theme import TextStyle
from fidpos.ui.widgets.banner_bar import BannerBar
from fidpos.ui.widgets.key_button import KeyButton, Shape
from fidpos.ui.widgets.kit import Kit
from fidpos.ui.widgets.status_bar import StatusLed
from fidpos.ui.widgets.surface import Rule, Surface
from fidpos.ui.widgets.text import ElidedText

_ACTIONS = 4
_FACTS_IN_A_ROW = 2


class DevicePanel(QWidget):
    """The banner above, one card below."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        px = kit.theme.px
        self._banner = BannerBar(kit)
        self._busy = BusyBar(kit)
        self._card = _Card(kit)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        column.addWidget(self._banner)
        column.addWidget(self._busy)
        column.addWidget(self._card, 1)

    def show_devices(self, model: DevicesModel) -> None:
        """Show the chosen one."""
        self._banner.show_banner(model.banner)
        self._busy.show_busy(model.busy_ppm)
        self._card.show_devices(model)


class _Card(Surface):
    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        px = kit.theme.px
        self._led = StatusLed(kit, 18)
        self._name = ElidedText(kit, TextStyle.TITLE)
        self._facts = [
            FactRow(kit, ElidedText(kit, TextStyle.CODE), height=22, label_width=92)
            for _ in range(FACTS_SHOWN)
        ]
        self._events = EventsView(kit)
        self._raw = RawView(kit, RAW_SHOWN)
        self._actions = [KeyButton(kit, Shape.STACK, 64) for _ in range(_ACTIONS)]
        head = QHBoxLayout()
        head.setSpacing(px(12))
        head.addWidget(self._led)
        head.addWidget(self._name, 1)
        facts = QGridLayout()
        facts.setHorizontalSpacing(px(20))
        facts.setVerticalSpacing(px(4))
        for place, fact in enumerate(self._facts):
            facts.addWidget(fact, *divmod(place, _FACTS_IN_A_ROW))
        for column in range(_FACTS_IN_A_ROW):
            facts.setColumnStretch(column, 1)
        self._log = QStackedLayout()
        self._log.addWidget(self._events)
        self._log.addWidget(self._raw)
        actions = QHBoxLayout()
        actions.setSpacing(px(8))
        for action in self._actions:
            actions.addWidget(action, 1)
        column_ = QVBoxLayout(self)
        column_.setContentsMargins(px(20), px(14), px(20), px(16))
        column_.setSpacing(px(8))
        column_.addLayout(head)
        column_.addLayout(facts)
        column_.addWidget(Rule())
        column_.addLayout(self._log, 1)
        column_.addLayout(actions)

    def show_devices(self, model: DevicesModel) -> None:
        self._led.setVisible(model.lamp is not None)
        if model.lamp is not None:
            self._led.show_lamp(model.lamp)
        self._name.say(model.name)
        for place, fact in enumerate(self._facts):
            fact.show_fact(model.facts[place] if place < len(model.facts) else None)
        if isinstance(model.log, EventsModel):
            self._events.show_events(model.log)
            self._log.setCurrentWidget(self._events)
        else:
            self._raw.show_raw(model.log)
            self._log.setCurrentWidget(self._raw)
        for action, shown in zip(self._actions, model.actions, strict=True):
            action.show_model(shown)
