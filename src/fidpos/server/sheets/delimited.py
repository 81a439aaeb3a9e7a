"""Text in columns (CSV), in whatever encoding and with whatever separator a program writes it."""

import csv
from collections import Counter
from collections.abc import Iterator
from io import StringIO

from fidpos.server.sheets.reading import Sheet, SheetFault, SheetRefused, sheet_of

_SEPARATORS = ";,\t|"
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_LOOKED_AT = 20
"""Lines by which the separator is told."""


def delimited(content: bytes) -> Sheet:
    """The table of a text file.

    Raises:
        SheetRefused: no text of a known encoding, or beyond the limits.
    """
    text = _text(content)
    separator, start = _separator(text)
    lines = csv.reader(StringIO(text[start:], newline=""), delimiter=separator)
    return sheet_of(_numbered(lines, 2 if start else 1))


def _numbered(lines: Iterator[list[str]], first: int) -> Iterator[tuple[int, tuple[str, ...]]]:
    try:
        for number, cells in enumerate(lines, first):
            yield number, tuple(cells)
    except csv.Error as fault:
        raise SheetRefused(SheetFault.UNREADABLE) from fault


def _text(content: bytes) -> str:
    """UTF-8 where it is, else what Windows writes in western Europe; a NUL is in no text of either."""
    named = next((name for mark, name in _MARKS if content.startswith(mark)), None)
    for encoding in (named,) if named else ("utf-8", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            raise SheetRefused(SheetFault.UNREADABLE)
        return text
    raise SheetRefused(SheetFault.ENCODING)


def _separator(text: str) -> tuple[str, int]:
    """What separates cells, and where the table begins: behind the line `sep=;` that some programs write."""
    first, end, _ = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == len("sep=;"):
        said = first.strip()[-1]
        if said in _SEPARATORS:
            return said, len(first) + len(end)
    counted = Counter[str]()
    for line in text.splitlines()[:_LOOKED_AT]:
        unquoted = "".join(line.split('"')[::2])
        counted.update({each: unquoted.count(each) for each in _SEPARATORS})
    best = max(_SEPARATORS, key=lambda each: counted[each])
    return (best if counted[best] else ";"), 0
