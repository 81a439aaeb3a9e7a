"""Bytes as they came: in hex, and in letters where they are printable."""

from fidpos.texts.texts import Texts
from fidpos.till.technician.view import RawLine
from fidpos.ui.presenters.technician.models import RawModel, RawRow

BYTES_IN_A_ROW = 12
_UNPRINTABLE = "\N{MIDDLE DOT}"


def raw_model(texts: Texts, lines: tuple[RawLine, ...], rows_max: int) -> RawModel:
    """The newest rows, the last of them at the bottom."""
    newest: list[RawRow] = []
    for line in reversed(lines):
        newest[:0] = _rows(texts, line)
        if len(newest) >= rows_max:
            break
    return RawModel(
        title=texts.say("desk.raw"), rows=tuple(newest[-rows_max:]), empty=texts.say("desk.raw.none")
    )


def _rows(texts: Texts, line: RawLine) -> list[RawRow]:
    kind = texts.say(f"desk.raw.{line.kind.value}")
    digits = "".join(line.hex.split()).upper()
    if not digits and not line.text:
        return [RawRow(kind=kind, hex=texts.say("desk.raw.withheld"), text="")]
    pairs = [digits[place : place + 2] for place in range(0, len(digits), 2)]
    letters = line.text or "".join(map(_letter, pairs))
    starts = range(0, max(len(pairs), len(letters)), BYTES_IN_A_ROW)
    return [
        RawRow(
            kind=kind if start == 0 else "",
            hex=" ".join(pairs[start : start + BYTES_IN_A_ROW]),
            text=letters[start : start + BYTES_IN_A_ROW],
        )
        for start in starts
    ]


def _letter(pair: str) -> str:
    letter = chr(int(pair, 16))
    return letter if letter.isascii() and letter.isprintable() else _UNPRINTABLE
