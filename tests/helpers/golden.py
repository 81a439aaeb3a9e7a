"""Pictures that are kept: how they are made small, and how they are compared.

A picture is reduced before it is kept or compared: colours of large areas stay exact, the soft edges of
letters are rounded to 16 levels a channel. That fits a palette, and packs into half the bytes.
"""

import os
import struct
import sys
import zlib
from array import array
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import pytest
from PySide6.QtGui import QImage

REWRITE = os.environ.get("FIDPOS_GOLDEN") == "rewrite"
"""Set by `./dev golden`: pictures are written instead of compared."""

EXACT_COLOURS = 24
"""Colours of areas that are kept as they are, the most frequent first."""

LEVELS_MAX = 24
"""Levels of 255 by which a pixel may differ: one step of a soft edge, as another FreeType may draw it."""

SHARE_MAX = 0.05
"""Share of pixels that may differ at all: about as many as letters have edges, fewer than any card has."""

_PALETTE_MAX = 256
_DIFFERENT = 0xE01020


@dataclass(frozen=True, slots=True)
class Picture:
    """Reduced pixels, `0xRRGGBB` each, row by row."""

    width: int
    height: int
    pixels: "array[int]"

    @classmethod
    def of(cls, image: QImage) -> Self:
        """Reduce what is seen: each row once, since many of a screen are alike."""
        exact, stride = _pixels(image).tobytes(), 4 * image.width()
        rows = [exact[place : place + stride] for place in range(0, len(exact), stride)]
        times = Counter(rows)
        colours: Counter[int] = Counter()
        for row, often in times.items():
            for colour, pixels in Counter(array("I", row)).items():
                colours[colour] += pixels * often
        to = {colour: _rounded(colour) for colour in colours}
        to |= {colour: colour for colour, _ in colours.most_common(EXACT_COLOURS)}
        reduced = {row: array("I", map(to.__getitem__, array("I", row))).tobytes() for row in times}
        return cls(image.width(), image.height(), array("I", b"".join(map(reduced.__getitem__, rows))))

    @classmethod
    def read(cls, path: Path) -> Self:
        """A picture that was kept."""
        image = QImage(str(path))
        return cls(image.width(), image.height(), _pixels(image))

    def write(self, path: Path) -> None:
        """Write it as PNG, with a palette where the colours allow one."""
        colours = sorted(set(self.pixels))
        if len(colours) > _PALETTE_MAX:
            rows = _rows(b"".join(map(_bytes, self.pixels)), 3 * self.width)
            _write_png(path, self, kind=2, palette=b"", rows=rows)
        else:
            place = {colour: index for index, colour in enumerate(colours)}
            rows = _rows(bytes(map(place.__getitem__, self.pixels)), self.width)
            _write_png(path, self, kind=3, palette=b"".join(map(_bytes, colours)), rows=rows)


@dataclass(frozen=True, slots=True)
class Difference:
    """How far two pictures of one size are apart; `picture` is red where they differ."""

    levels: int
    pixels: int
    picture: Picture

    def is_tolerable(self) -> bool:
        """Nothing that a person could see."""
        return self.levels <= LEVELS_MAX and self.pixels <= SHARE_MAX * len(self.picture.pixels)


def difference(one: Picture, other: Picture) -> Difference:
    """Compare two pictures of one size."""
    if one == other:
        return Difference(0, 0, one)
    apart = {
        place: max(abs(a - b) for a, b in zip(_bytes(first), _bytes(second), strict=True))
        for place, (first, second) in enumerate(zip(one.pixels, other.pixels, strict=True))
        if first != second
    }
    marked = array("I", one.pixels)
    for place in apart:
        marked[place] = _DIFFERENT
    return Difference(max(apart.values()), len(apart), Picture(one.width, one.height, marked))


def assert_as_kept(image: QImage, kept: Path, folder: Path) -> None:
    """Fail, with both pictures in the folder, unless this looks like the picture that was kept."""
    seen = Picture.of(image)
    if REWRITE:
        kept.parent.mkdir(exist_ok=True)
        seen.write(kept)
    assert kept.exists(), f"{kept.name} was never drawn: run with FIDPOS_GOLDEN=rewrite"
    apart = difference(Picture.read(kept), seen)
    if not apart.is_tolerable():
        seen.write(folder / "actual.png")
        apart.picture.write(folder / "difference.png")
        pytest.fail(
            f"{apart.pixels} pixels of {kept.stem} differ, by up to {apart.levels} levels: see {folder}"
        )


def _pixels(image: QImage) -> "array[int]":
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    bits = bytearray(plain.constBits())
    unused = slice(3 if sys.byteorder == "little" else 0, None, 4)
    bits[unused] = bytes(len(bits) // 4)
    return array("I", bytes(bits))


def _rounded(colour: int) -> int:
    return int.from_bytes(bytes(round(level / 17) * 17 for level in _bytes(colour)), "big")


def _bytes(colour: int) -> bytes:
    return colour.to_bytes(3, "big")


def _rows(data: bytes, width: int) -> bytes:
    """Rows as PNG wants them: unfiltered, which packs large even areas best."""
    return b"".join(b"\x00" + data[place : place + width] for place in range(0, len(data), width))


def _write_png(path: Path, picture: Picture, *, kind: int, palette: bytes, rows: bytes) -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 15, 9)
    chunks = [
        (b"IHDR", struct.pack(">IIBBBBB", picture.width, picture.height, 8, kind, 0, 0, 0)),
        *([(b"PLTE", palette)] if palette else []),
        (b"IDAT", packer.compress(rows) + packer.flush()),
        (b"IEND", b""),
    ]
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks))


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
