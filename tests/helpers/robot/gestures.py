"""What somebody, or something, does at a counter: values that can be drawn, kept, and done once more."""

from dataclasses import dataclass
from enum import StrEnum

from fidpos.ui.presenters.keys import Key


@dataclass(frozen=True, slots=True)
class Press:
    """Keys, one after the other as fast as they come: those that act, and texts letter by letter."""

    keys: tuple[Key | str, ...]


@dataclass(frozen=True, slots=True)
class Touch:
    """A finger on the window, in thousandths of its width and height."""

    across: int
    down: int


@dataclass(frozen=True, slots=True)
class Tap:
    """A card of the drawer is held to the reader; it stays there unless it is taken away."""

    card: str
    takes_away: bool = True


class Happening(StrEnum):
    """What befalls the things around the till."""

    CARD_TAKEN = "card taken"
    READER_UNPLUGGED = "reader unplugged"
    READER_PLUGGED = "reader plugged"
    PAPER_OUT = "paper out"
    PAPER_IN = "paper in"
    PRINTER_STALLS = "printer stalls"
    PRINTER_GOES_ON = "printer goes on"
    DISK_FULL = "disk full"
    DISK_HAS_ROOM = "disk has room"
    STAFF_FORGIVEN = "staff forgiven"
    """The manager of all managers: nobody is locked out any more."""
    STARTED_ANEW = "started anew"
    """The window is closed and the till started again."""


@dataclass(frozen=True, slots=True)
class ClockSet:
    """The wall clock is moved by so many seconds; time that passes is not."""

    by_s: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """Nobody touches anything for so long, and the till notices."""

    seconds: int


class Asked(StrEnum):
    """What a cash register asks of the till."""

    PUT = "put"
    LOOK = "look"
    CLOSE = "close"
    VOID = "void"
    TILL = "till"


@dataclass(frozen=True, slots=True)
class Register:
    """The cash register speaks of one of its tickets."""

    asks: Asked
    ticket: int = 0
    minor: int = 0


Gesture = Press | Touch | Tap | Happening | ClockSet | Waiting | Register
