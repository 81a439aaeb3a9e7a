"""The other side of each movement."""

import pytest

from fidpos.domain.gift_card import GiftMove
from fidpos.domain.ledger import EntryKind
from fidpos.server.books import Contra, contra_of_gift, contra_of_points


@pytest.mark.parametrize(
    ("kind", "amount", "contra"),
    [
        (EntryKind.EARN, 5, Contra.ISSUED),
        (EntryKind.SPEND, -5, Contra.REDEEMED),
        (EntryKind.EXPIRE, -5, Contra.EXPIRED),
        (EntryKind.ADJUST, -5, Contra.ADJUSTED),
        (EntryKind.OPENING, 5, Contra.OPENING),
    ],
)
def test_each_kind_of_movement_has_its_place_in_the_books(
    kind: EntryKind, amount: int, contra: Contra
) -> None:
    assert contra_of_points(kind, amount) is contra


def test_a_mirror_is_booked_where_what_it_takes_back_was() -> None:
    assert contra_of_points(EntryKind.REVERSE, -5) is Contra.ISSUED
    assert contra_of_points(EntryKind.REVERSE, 5) is Contra.REDEEMED


@pytest.mark.parametrize(
    ("move", "undone_by"),
    [
        (GiftMove.SOLD, GiftMove.SALE_VOIDED),
        (GiftMove.RELOADED, GiftMove.RELOAD_VOIDED),
        (GiftMove.SPENT, GiftMove.REFUNDED),
    ],
)
def test_what_undoes_a_move_of_a_gift_card_is_booked_in_its_place(
    move: GiftMove, undone_by: GiftMove
) -> None:
    assert contra_of_gift(move) is contra_of_gift(undone_by)


def test_money_that_changes_cards_is_neither_sold_nor_spent() -> None:
    assert contra_of_gift(GiftMove.REPLACED) is Contra.MOVED
    assert contra_of_gift(GiftMove.EXPIRED) is Contra.EXPIRED
    assert contra_of_gift(GiftMove.ADJUSTED) is Contra.ADJUSTED
