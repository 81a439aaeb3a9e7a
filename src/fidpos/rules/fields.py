"""What a field of a programme or of facts may hold: limits beside the type, for codec and schema alike.

The limits are part of the type (`Annotated`), so that the decoder, the JSON Schema and the reader of the code
never disagree.
"""

from dataclasses import dataclass
from typing import Annotated


@dataclass(frozen=True, slots=True)
class Within:
    """An integer from `low` to `high`, both allowed."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Length:
    """A text of `low` to `high` characters."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Matching:
    """A text that matches the whole pattern; patterns here never repeat a repetition."""

    pattern: str


@dataclass(frozen=True, slots=True)
class Items:
    """A list of `low` to `high` items."""

    low: int
    high: int


YEARS = range(2000, 2200)
"""Of a visit that comes from outside: days are counted from it in both directions, and must exist."""
MINOR_MAX = 10**11
"""One thousand million in a currency of two decimals: beyond any purchase, far below any overflow."""

Code = Annotated[str, Matching(r"[a-z][a-z0-9_]{0,39}")]
"""Names a thing in a programme: rule, counter, tier, reward, group."""
Key = Annotated[str, Length(1, 80)]
"""An identifier made elsewhere: article, category, brand, label."""
Text = Annotated[str, Length(1, 200)]
"""What a person reads."""
Minor = Annotated[int, Within(0, MINOR_MAX)]
"""An amount in minor units that is never negative."""
PositiveMinor = Annotated[int, Within(1, MINOR_MAX)]
Points = Annotated[int, Within(1, 10**9)]
"""Units of a counter, in the counter's own unit."""
SharePpm = Annotated[int, Within(1, 1_000_000)]
"""A share of a whole in parts per million."""
FactorPpm = Annotated[int, Within(1_000_000, 100_000_000)]
"""A multiplier from 1 to 100 in parts per million."""
