"""Blocks become a sheet: every letter, line and module has its place, once for paper, preview and PDF."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import IntEnum

from fidpos.printing.block import Block, Code, Gap, Line, Pair, Ruler, Size
from fidpos.printing.symbol import Symbol, code128, qr
from fidpos.printing.typeface import GLUE, printable, width

DOTS_PER_MM = 8
"""203 dots an inch, as nearly all ticket printers have."""

TEXT_LENGTH_MAX = 600
"""Characters of one text that are printed: paper is not free, and somebody waits."""

_BARS_HEIGHT = 10 * DOTS_PER_MM
_MODULE_LEAST, _QR_MODULE = 2, 5
"""Dots: bars of one dot run into each other."""
_RULER_HEIGHT, _RULER_THICKNESS = 20, 2
_PAIR_GAP = 12
_BASELINE = 0.76
"""Of the leading, from the top."""


class PaperWidth(IntEnum):
    """Rolls there are, by their width in millimetres."""

    NARROW = 58
    WIDE = 80

    @property
    def dots(self) -> int:
        """That can be printed; the rest is margin."""
        return {PaperWidth.NARROW: 384, PaperWidth.WIDE: 576}[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedText:
    """One line of letters, its left end and its baseline."""

    text: str = field(repr=False)
    x: int
    baseline: int
    size: Size
    is_bold: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedArea:
    """A black rectangle."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedSymbol:
    """A code, the corner of its quiet zone at the upper left; `row` is how high a row of it is."""

    symbol: Symbol
    x: int
    y: int
    module: int
    row: int


Placed = PlacedText | PlacedArea | PlacedSymbol


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A ticket in dots."""

    width: int
    height: int
    items: tuple[Placed, ...]


def typeset(blocks: Iterable[Block], paper: PaperWidth) -> Sheet:
    """Set the blocks one below the other."""
    setter = _Setter(paper.dots)
    for block in blocks:
        setter.set(block)
    return Sheet(width=paper.dots, height=max(1, setter.y), items=tuple(setter.items))


class _Setter:
    """Where the next block begins, and what stands above it."""

    def __init__(self, paper: int) -> None:
        self.y = 0
        self.items: list[Placed] = []
        self._paper = paper

    def set(self, block: Block) -> None:
        """Set one block."""
        match block:
            case Line():
                self._line(block)
            case Pair():
                self._pair(block)
            case Ruler():
                y = self.y + (_RULER_HEIGHT - _RULER_THICKNESS) // 2
                self.items.append(PlacedArea(x=0, y=y, width=self._paper, height=_RULER_THICKNESS))
                self.y += _RULER_HEIGHT
            case Gap(dots):
                self.y += dots
            case Code(text):
                self._code(text)

    def _line(self, line: Line) -> None:
        for text in _broken(line.text, self._paper, line.size, is_bold=line.is_bold):
            free = self._paper - width(text, line.size, is_bold=line.is_bold)
            self._text(text, max(0, free // 2) if line.is_centred else 0, line.size, is_bold=line.is_bold)
            self.y += line.size.leading

    def _pair(self, pair: Pair) -> None:
        """The amount stands beside the last line of what it is the amount of; below it if it is too wide."""
        size, right = Size.NORMAL, printable(pair.right)
        taken = width(right, size, is_bold=pair.is_bold)
        room = self._paper - taken - _PAIR_GAP
        if room < min(self._paper // 3, width(printable(pair.left), size, is_bold=pair.is_bold)):
            self._line(Line(text=pair.left, is_bold=pair.is_bold))
            for text in _broken(pair.right, self._paper, size, is_bold=pair.is_bold):
                free = self._paper - width(text, size, is_bold=pair.is_bold)
                self._text(text, max(0, free), size, is_bold=pair.is_bold)
                self.y += size.leading
            return
        for text in _broken(pair.left, room, size, is_bold=pair.is_bold):
            self._text(text, 0, size, is_bold=pair.is_bold)
            self.y += size.leading
        self.y -= size.leading
        self._text(right, max(0, self._paper - taken), size, is_bold=pair.is_bold)
        self.y += size.leading

    def _code(self, text: str) -> None:
        symbol, is_bars = code128(text), True
        if symbol.width * _MODULE_LEAST > self._paper:
            symbol, is_bars = qr(text), False
        module = min(self._paper // symbol.width, _MODULE_LEAST if is_bars else _QR_MODULE)
        row = _BARS_HEIGHT if is_bars else module
        x = (self._paper - symbol.width * module) // 2
        self.items.append(PlacedSymbol(symbol=symbol, x=x, y=self.y, module=module, row=row))
        self.y += symbol.height * row

    def _text(self, text: str, x: int, size: Size, *, is_bold: bool) -> None:
        if text:
            baseline = self.y + round(size.leading * _BASELINE)
            plain = text.replace(GLUE, " ")
            self.items.append(PlacedText(text=plain, x=x, baseline=baseline, size=size, is_bold=is_bold))


def _broken(text: str, room: int, size: Size, *, is_bold: bool) -> Iterator[str]:
    """The lines of a text: broken between words, and in a word that alone is too wide. At least one."""
    line = ""
    for word in _shortened(printable(text)).split(" "):
        longer = f"{line} {word}" if line else word
        if width(longer, size, is_bold=is_bold) <= room:
            line = longer
            continue
        if line:
            yield line
        *whole, line = _cut(word, room, size, is_bold=is_bold)
        yield from whole
    yield line


def _cut(word: str, room: int, size: Size, *, is_bold: bool) -> list[str]:
    pieces, piece = [], ""
    for sign in word:
        if piece and width(piece + sign, size, is_bold=is_bold) > room:
            pieces.append(piece)
            piece = ""
        piece += sign
    return [*pieces, piece]


def _shortened(text: str) -> str:
    return text if len(text) <= TEXT_LENGTH_MAX else f"{text[:TEXT_LENGTH_MAX]}…"
