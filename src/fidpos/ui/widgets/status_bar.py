"""The strip at the bottom: a light for each reader, for sync and backup; always in sight, never touched."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from fidpos.till.view import Lamp
from fidpos.ui.presenters.models import LightModel, StatusModel
from fidpos.ui.theme import Colour, TextStyle
from fidpos.ui.widgets.key_button import BARE, KeyButton, Shape
from fidpos.ui.widgets.kit import Kit
from fidpos.ui.widgets.painted import Painted
from fidpos.ui.widgets.text import SIZE_MIN, Text

_COLOURS = {
    Lamp.OK: Colour.SUCCESS_BRIGHT,
    Lamp.BUSY: Colour.ACCENT,
    Lamp.WARNING: Colour.WARNING_BRIGHT,
    Lamp.OFF: Colour.DISABLED,
}
LAMP_INKS = {
    Lamp.OK: Colour.INK_SOFT,
    Lamp.BUSY: Colour.INK_SOFT,
    Lamp.WARNING: Colour.WARNING,
    Lamp.OFF: Colour.INK_FAINT,
}
"""Colours of words beside a light."""


_KEY, _KEY_WIDE = 144, 176


class StatusLed(Painted):
    """A disc, a ring, a triangle or a cross: the state shows without colour too."""

    def __init__(self, kit: Kit, size: int = 14) -> None:
        super().__init__()
        self._lamp = Lamp.OK
        self.setFixedSize(kit.theme.px(size), kit.theme.px(size))

    def show_lamp(self, lamp: Lamp) -> None:
        """Change shape and colour."""
        if lamp is not self._lamp:
            self._lamp = lamp
            self.update()

    def draw(self, painter: QPainter) -> None:
        """Paint the shape of the state."""
        colour, box = QColor(_COLOURS[self._lamp]), QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5)
        line = QPen(colour, box.width() / 4.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        match self._lamp:
            case Lamp.OK:
                painter.drawEllipse(box)
            case Lamp.BUSY:
                painter.setPen(line)
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawEllipse(box.adjusted(1, 1, -1, -1))
            case Lamp.WARNING:
                top = QPointF(box.center().x(), box.top())
                painter.drawPolygon(QPolygonF([top, box.bottomRight(), box.bottomLeft()]))
            case Lamp.OFF:
                painter.setPen(line)
                inner = box.adjusted(1, 1, -1, -1)
                painter.drawLine(inner.topLeft(), inner.bottomRight())
                painter.drawLine(inner.topRight(), inner.bottomLeft())


class StatusItem(QWidget):
    """One light with its name, and what state it is in where there is room to say it."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._model: LightModel | None = None
        self._led = StatusLed(kit)
        self._words = Text(kit, TextStyle.SMALL, Colour.INK_SOFT)
        self._gap = kit.theme.px(7)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self._gap)
        row.addWidget(self._led)
        row.addWidget(self._words)

    def show_light(self, model: LightModel) -> None:
        """Take over this light; `say` shows its words."""
        self._model = model
        self._led.show_lamp(model.lamp)
        self._words.set_colour(LAMP_INKS[model.lamp])
        self.setAccessibleName(model.text)

    def say(self, words: str) -> None:
        """Show these words beside the light."""
        self._words.say(words)

    def shrink(self, pixels: int) -> None:
        """Show words this much smaller than the style."""
        self._words.setFont(self._kit.theme.font(TextStyle.SMALL, pixels))

    def width_of(self, words: str) -> int:
        """How wide it is with these words."""
        metrics = self._words.fontMetrics()
        return (
            self._led.width() + self._gap + metrics.boundingRect(words).width() + metrics.averageCharWidth()
        )


class StatusBar(QWidget):
    """Lights from the left, keys from the right; as many words as fit, of trouble and the centre first."""

    HEIGHT = 50

    def __init__(self, kit: Kit, lights_max: int = 8, keys_max: int = 2) -> None:
        super().__init__()
        px = kit.theme.px
        self.setFixedHeight(px(self.HEIGHT))
        self._gap, self._key_width = px(20), px(_KEY_WIDE if kit.theme.is_large_text else _KEY)
        self._shrink_max = kit.theme.size(TextStyle.SMALL) - SIZE_MIN
        self._items = [StatusItem(kit) for _ in range(lights_max)]
        self._keys = [KeyButton(kit, Shape.ROW, 48, skin=BARE) for _ in range(keys_max)]
        self._model = StatusModel(lights=(), keys=())
        row = QHBoxLayout(self)
        row.setContentsMargins(px(20), 0, px(6), px(2))
        row.setSpacing(self._gap)
        for item in self._items:
            row.addWidget(item)
        row.addStretch(1)
        for key in self._keys:
            key.setFixedWidth(self._key_width)
            row.addWidget(key)

    def show_status(self, model: StatusModel) -> None:
        """Show these lights and keys."""
        self._model = model
        for place, item in enumerate(self._items):
            item.setVisible(place < len(model.lights))
            if place < len(model.lights):
                item.show_light(model.lights[place])
        for place, key in enumerate(self._keys):
            key.setVisible(place < len(model.keys))
            if place < len(model.keys):
                key.show_model(model.keys[place])
        self._spread()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say as much as the new width allows."""
        super().resizeEvent(event)
        self._spread()

    def _spread(self) -> None:
        """Names for all, smaller if need be; then, one light after the other, the most words that fit."""
        lights = self._model.lights
        said = [light.label for light in lights]
        for shrink in range(self._shrink_max + 1):
            for item in self._items:
                item.shrink(shrink)
            if self._fits(said):
                break
        for place in sorted(range(len(lights)), key=lambda place: _rank(lights[place])):
            for words in lights[place].words:
                longer = [*said[:place], words, *said[place + 1 :]]
                if self._fits(longer):
                    said = longer
                    break
        for item, words in zip(self._items, said, strict=False):
            item.say(words)

    def _fits(self, words: Sequence[str]) -> bool:
        lights = sum(item.width_of(said) + self._gap for item, said in zip(self._items, words, strict=False))
        keys = len(self._model.keys) * (self._key_width + self._gap)
        margins = self.contentsMargins()
        return lights + keys + self._gap + margins.left() + margins.right() <= self.width()


def _rank(light: LightModel) -> tuple[bool, bool]:
    return light.lamp is not Lamp.WARNING, not light.comes_first
