"""What a ticket is made of, from top to bottom, before anybody knows how wide the paper is."""

from dataclasses import dataclass, field
from enum import Enum


class Size(Enum):
    """Of letters: dots of the em square at 203 dots an inch, and from one baseline to the next."""

    SMALL = (20, 25)
    NORMAL = (24, 31)
    LARGE = (34, 42)

    @property
    def em(self) -> int:
        """How large the letters are."""
        return self.value[0]

    @property
    def leading(self) -> int:
        """How far apart two lines are."""
        return self.value[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Text that is broken where the paper ends."""

    text: str
    size: Size = Size.NORMAL
    is_bold: bool = False
    is_centred: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """What something is to the left, broken where it must be, and how much to the right."""

    left: str
    right: str
    is_bold: bool = False


@dataclass(frozen=True, slots=True)
class Ruler:
    """A line from edge to edge."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Nothing, so many dots high."""

    dots: int = 14


@dataclass(frozen=True, slots=True)
class Code:
    """A number to be scanned, as bars where the paper is wide enough, and as a QR code otherwise."""

    text: str = field(repr=False)


Block = Line | Pair | Ruler | Gap | Code
