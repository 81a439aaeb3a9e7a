"""The limits that the law sets to gift cards, and the lines of the report for the books."""

import pytest

from fidpos.domain.gift_card import GiftMove
from fidpos.server.services.books_of_gifts import GiftLineKind, lines_of
from fidpos.server.services.gift_limits import Limits, Notice, notice_of


@pytest.mark.parametrize(
    ("euros", "notice"),
    [
        (0, Notice.FAR),
        (799_999, Notice.FAR),
        (800_000, Notice.NEAR),
        (999_999, Notice.NEAR),
        (1_000_000, Notice.REACHED),
    ],
)
def test_the_owner_is_warned_at_eighty_percent_of_a_million(euros: int, notice: Notice) -> None:
    assert notice_of(euros * 100) is notice


def test_a_card_holds_a_hundred_and_fifty_euros() -> None:
    assert (Limits().balance_max_minor, Limits().load_max_minor) == (15_000, 15_000)


def test_what_was_undone_is_taken_off_its_own_line_and_moves_between_cards_are_none() -> None:
    sums = {
        ("sold", GiftMove.SOLD): (5_000, 2),
        ("sold", GiftMove.SALE_VOIDED): (-2_000, 1),
        ("redeemed", GiftMove.SPENT): (-1_500, 3),
        ("redeemed", GiftMove.REFUNDED): (500, 1),
        ("moved", GiftMove.REPLACED): (0, 2),
        ("moved", GiftMove.TRANSFERRED): (0, 2),
    }
    lines = {line.kind: (line.minor, line.count) for line in lines_of(sums)}
    assert list(lines) == list(GiftLineKind)
    assert lines[GiftLineKind.SOLD] == (3_000, 3)
    assert lines[GiftLineKind.SPENT] == (-1_000, 4)
    assert sum(minor for minor, _ in lines.values()) == 2_000
