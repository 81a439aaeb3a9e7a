"""Buttons that are keys: the name of the key is printed on each, and a touch is the same as the key."""

from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QEvent, QMargins, QRectF, Qt, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QBoxLayout, QSizePolicy

from fidpos.ui.presenters.keys import Press
from fidpos.ui.presenters.models import Accent, ButtonModel
from fidpos.ui.theme import Colour, Radius, TextStyle
from fidpos.ui.widgets.icon import Icon
from fidpos.ui.widgets.kit import Kit
from fidpos.ui.widgets.text import CENTRE, LEFT, FitText, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ButtonSkin:
    """Colours of a button; `edge` is its lower rim, which makes it look like a key."""

    fill: Colour = Colour.SURFACE
    down: Colour = Colour.CANVAS
    border: Colour = Colour.LINE_STRONG
    edge: Colour = Colour.LINE_STRONG
    ink: Colour = Colour.INK
    cap_fill: Colour = Colour.CANVAS
    cap_border: Colour = Colour.LINE_STRONG
    cap_ink: Colour = Colour.INK_SOFT


PLAIN = ButtonSkin()
ACCENT = ButtonSkin(
    fill=Colour.ACCENT,
    down=Colour.ACCENT_DEEP,
    border=Colour.ACCENT_DEEP,
    edge=Colour.ACCENT_DEEP,
    ink=Colour.ON_ACCENT,
    cap_fill=Colour.ACCENT_DEEP,
    cap_border=Colour.ACCENT_DEEP,
    cap_ink=Colour.ON_ACCENT,
)
CAUTION = ButtonSkin(
    fill=Colour.WARNING,
    down=Colour.WARNING,
    border=Colour.WARNING,
    edge=Colour.WARNING,
    ink=Colour.ON_ACCENT,
    cap_fill=Colour.WARNING_SOFT,
    cap_border=Colour.WARNING_SOFT,
    cap_ink=Colour.WARNING,
)
NIGHT = ButtonSkin(
    fill=Colour.NIGHT_RAISED,
    down=Colour.NIGHT_LINE,
    border=Colour.NIGHT_LINE,
    edge=Colour.NIGHT_LINE,
    ink=Colour.ON_NIGHT,
    cap_fill=Colour.NIGHT,
    cap_border=Colour.NIGHT_LINE,
    cap_ink=Colour.ON_NIGHT_SOFT,
)
BARE = ButtonSkin(
    fill=Colour.CANVAS,
    border=Colour.CANVAS,
    edge=Colour.CANVAS,
    ink=Colour.INK_SOFT,
    cap_fill=Colour.SURFACE,
)
OFF = ButtonSkin(
    fill=Colour.SUNKEN,
    border=Colour.LINE,
    edge=Colour.LINE,
    ink=Colour.DISABLED,
    cap_fill=Colour.SUNKEN,
    cap_border=Colour.LINE,
    cap_ink=Colour.DISABLED,
)
_SKINS = {Accent.INFO: ACCENT, Accent.WARNING: CAUTION}


_STACK_MARGINS, _STACK_MARGINS_LARGE = (8, 10), (2, 5)
"""Over the label and below the name of the key; less around large texts."""


class Shape(Enum):
    """Where icon, label and key name stand."""

    PAD = auto()
    """A key of the pad: its label alone."""
    ROW = auto()
    """Icon, label from the left, key name at the right."""
    WIDE = auto()
    """The label centred, the key name at the right."""
    STACK = auto()
    """The key name below the label, for narrow buttons."""


class KeyCap(Text):
    """The name of a key, drawn as its cap."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, TextStyle.KEY, Colour.INK_SOFT, align=CENTRE)
        self._skin = PLAIN
        px = kit.theme.px
        self.setContentsMargins(QMargins(px(7), 0, px(7), 0))
        self.setFixedHeight(px(24))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_skin(self, skin: ButtonSkin) -> None:
        """Change the colours of the cap."""
        self._skin = skin
        self.set_colour(skin.cap_ink)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the cap below its text."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self._skin.cap_border), 1))
        painter.setBrush(QColor(self._skin.cap_fill))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.end()
        super().paintEvent(event)


class KeyButton(QAbstractButton):
    """A key that can be touched; it never takes the focus, so that Enter and a scanner press nothing."""

    def __init__(self, kit: Kit, shape: Shape, height: int, *, skin: ButtonSkin | None = None) -> None:
        super().__init__()
        self._kit = kit
        self._press = Press()
        self._fixed_skin = skin
        self._skin = skin or PLAIN
        self._shape = shape
        self._icon = Icon(kit, size=26 if shape is Shape.PAD else 20)
        self._cap = KeyCap(kit)
        self._label = _label(kit, shape)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFixedHeight(kit.theme.px(height))
        self._arrange()
        self.clicked.connect(self._on_clicked)

    def show_model(self, model: ButtonModel) -> None:
        """Show this key."""
        self._press = model.press
        self._label.say(model.label)
        self._label.setVisible(bool(model.label))
        self._cap.say(model.key)
        self._cap.setVisible(bool(model.key) and self._shape is not Shape.PAD)
        self.setAccessibleName(model.label or model.key)
        self._wanted = model
        self.setEnabled(model.enabled)
        self._dress()

    def changeEvent(self, event: QEvent) -> None:
        """A key that does nothing now looks like it."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.EnabledChange:
            self._dress()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - painted whole
        """Paint the key, lower while it is pressed."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = self._kit.theme.px(Radius.KEY)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(QColor(self._skin.border), 1))
        painter.setBrush(QColor(self._skin.edge))
        painter.drawRoundedRect(box, radius, radius)
        painter.setBrush(QColor(self._skin.down if self.isDown() else self._skin.fill))
        painter.drawRoundedRect(box.adjusted(0, 0, 0, 0 if self.isDown() else -2), radius, radius)
        painter.end()

    def _arrange(self) -> None:
        shape = self._shape
        px = self._kit.theme.px
        stacked = shape is Shape.STACK
        direction = QBoxLayout.Direction.TopToBottom if stacked else QBoxLayout.Direction.LeftToRight
        box = QBoxLayout(direction, self)
        side = px(6 if shape in {Shape.PAD, Shape.STACK} else 16)
        over, below = _STACK_MARGINS_LARGE if self._kit.theme.is_large_text else _STACK_MARGINS
        box.setContentsMargins(side, px(over) if stacked else 0, side, px(below) if stacked else 2)
        box.setSpacing(px((over // 2) if stacked else 10))
        if shape is Shape.PAD:
            box.addWidget(self._icon, 0, CENTRE)
            box.addWidget(self._label, 1)
            self._cap.setParent(self)
        elif stacked:
            box.addWidget(self._label, 1)
            box.addWidget(self._cap, 0, CENTRE)
            self._icon.setParent(self)
        else:
            box.addWidget(self._icon)
            box.addWidget(self._label, 1)
            box.addWidget(self._cap)

    def _dress(self) -> None:
        model = self._wanted
        worn = self._fixed_skin or _SKINS.get(model.accent, PLAIN)
        self._skin = worn if self.isEnabled() else OFF
        self._label.set_colour(self._skin.ink)
        self._cap.set_skin(self._skin)
        self._icon.show_icon(model.icon, self._skin.ink)
        self._icon.setVisible(bool(model.icon) and self._shape is not Shape.STACK)
        self.update()

    @Slot()
    def _on_clicked(self) -> None:
        self._kit.touch.pressed.emit(self._press)


def _label(kit: Kit, shape: Shape) -> Text:
    match shape:
        case Shape.PAD:
            return Text(kit, TextStyle.PAD, align=CENTRE)
        case Shape.WIDE:
            return FitText(kit, TextStyle.PRIMARY, align=CENTRE, lines=2)
        case Shape.STACK:
            return FitText(kit, TextStyle.STRONG, align=CENTRE)
        case Shape.ROW:
            return FitText(kit, TextStyle.STRONG, align=LEFT, lines=2)
