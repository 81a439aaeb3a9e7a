"""What moved on gift cards in a period, as the accountant wants it: by what it was, each line once.

A single-purpose card is taxed when it is sold, a multi-purpose one when it is spent; one that was given away
never was a sale. What expired is breakage. Moves from card to card come to nothing and are no line.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from fidpos.domain.gift_card import GiftMove


class GiftLineKind(StrEnum):
    """A line of the report."""

    SOLD = "sold"
    """Sales and reloads, without those that were undone."""
    SPENT = "spent"
    """Payments, without what came back with goods."""
    EXPIRED = "expired"
    SETTLED = "settled"
    WRITTEN_OFF = "written_off"
    ADJUSTED = "adjusted"
    OPENING = "opening"


_LINE_OF: Mapping[GiftMove, GiftLineKind] = {
    GiftMove.SOLD: GiftLineKind.SOLD,
    GiftMove.RELOADED: GiftLineKind.SOLD,
    GiftMove.SALE_VOIDED: GiftLineKind.SOLD,
    GiftMove.RELOAD_VOIDED: GiftLineKind.SOLD,
    GiftMove.SPENT: GiftLineKind.SPENT,
    GiftMove.REFUNDED: GiftLineKind.SPENT,
    GiftMove.REPAID: GiftLineKind.SPENT,
    GiftMove.EXPIRED: GiftLineKind.EXPIRED,
    GiftMove.SETTLED: GiftLineKind.SETTLED,
    GiftMove.WRITTEN_OFF: GiftLineKind.WRITTEN_OFF,
    GiftMove.ADJUSTED: GiftLineKind.ADJUSTED,
    GiftMove.OPENING: GiftLineKind.OPENING,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftLine:
    """A line with its sum, signed as the cards saw it."""

    kind: GiftLineKind
    minor: int
    count: int


def lines_of(sums: Mapping[tuple[str, GiftMove], tuple[int, int]]) -> list[GiftLine]:
    """Every line, in its order, also where nothing moved.

    Args:
        sums: amount and count by account and kind of movement.
    """
    found = dict.fromkeys(GiftLineKind, (0, 0))
    for (_, move), (minor, count) in sums.items():
        kind = _LINE_OF.get(move)
        if kind is not None:
            found[kind] = (found[kind][0] + minor, found[kind][1] + count)
    return [GiftLine(kind=kind, minor=minor, count=count) for kind, (minor, count) in found.items()]
