"""What may be written into a log, decided by allowing rather than by searching.

A name cannot be recognised by its shape, so the logger does not try. Of the values that a log call brings,
only those of a kind that cannot be personal are written: numbers, ids, dates, enumerations, and identifiers
such as `reader.fault.card_mute`. Any other text is written as its kind, unless the caller vouches for it
with `Code`. Searching for numbers and addresses is the second net, under the constant text and what was
vouched for.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from enum import Enum
from uuid import UUID

from fidpos.domain.errors import FidposError

NUMBER_MAX = 10**8
"""Integers from here on are masked: they are no count of ours, and may be a card or a telephone number."""

_IDENTIFIER = re.compile(r"(?=.{1,80}\Z)[a-z][a-z0-9]*([._][a-z0-9_]+)+|[a-z]{2}")


def _kept_or_number(found: re.Match[str]) -> str:
    return found[1] or "‹number›"


_MASKED: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"[^\s@\"'<>(]+@[^\s@\"'<>)]+"), "‹e-mail›"),
    (re.compile(r"\b[0-9a-f]{32,}\b"), "‹key›"),
    (re.compile(r"\b(num|uid|gift):\w+", re.IGNORECASE), "‹card›"),
    # A system's error code such as 0x80100013 is no number of anybody and stays.
    (re.compile(r"(\b0x[0-9A-Fa-f]{1,8}\b)|\+?[0-9](?:[\s.\-/()]{0,2}[0-9]){5,}"), _kept_or_number),
    (re.compile(r"(?<!\w)(?=[0-9A-F: ]*[0-9])(?:[0-9A-F]{2}[: ]?){4,}(?!\w)"), "‹number›"),
)
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'|«[^»]*»|“[^”]*”")


class Code(str):
    """A text that the caller vouches for: it names a thing of the program or of the machine, never a person.

    Such as a driver, a reader's own name, a file of ours. Numbers and addresses in it are masked all the
    same.
    """

    __slots__ = ()


def shown(value: object) -> object:
    """The value as a log line may show it; numbers stay numbers, so that `%d` and `%.1f` work."""
    match value:
        case None | bool() | float() | UUID() | datetime() | date() | time() | timedelta():
            return value
        case Enum():
            return value.name.lower()
        case type():
            return value.__name__
        case FidposError():
            return value.code
        case int():
            return value if abs(value) < NUMBER_MAX else "‹number›"
        case Code():
            return scrubbed(value)
        case str():
            return scrubbed(value) if _IDENTIFIER.fullmatch(value) else "‹text›"
        case _:
            return f"‹{type(value).__name__}›"


def scrubbed(text: str) -> str:
    """The text without e-mail addresses, card tokens, six digits or four hex bytes in a row."""
    for pattern, mask in _MASKED:
        text = pattern.sub(mask, text)
    return text


def unquoted(text: str) -> str:
    """A library's message with all that it quotes masked: there it repeats what it was given."""
    return scrubbed(_QUOTED.sub("‹text›", text))
