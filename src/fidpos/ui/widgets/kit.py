"""What every widget is given: the look, the icons, and where a touch goes."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from fidpos.ui.icons import Icons
from fidpos.ui.theme import Theme


class Touch(QObject):
    """Where every touched button reports, so that a touch and its key are the same thing.

    Signals:
        pressed(object): the `Press` of the button.
        line_picked(int): a line of the list on screen, counted from 0.
    """

    pressed = Signal(object)
    line_picked = Signal(int)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit:
    """Shared by all widgets of one window."""

    theme: Theme
    icons: Icons
    touch: Touch
    logo: Path | None = None
