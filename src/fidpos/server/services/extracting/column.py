"""What can stand in a list that is taken away."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How a value is written."""

    PLAIN = "plain"
    MONEY = "money"
    WORD = "word"
    """A code that has words: `office.extraction.word.<code>`."""
    FLAG = "flag"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """Something that can stand in a list; `office.extraction.column.<name>` is its heading."""

    name: str
    kind: Kind = Kind.PLAIN
