"""A gang shows one gift card at each till of a shop whose line is cut: it gets what the shop risks."""

from random import Random

from tests.simulation.partition import CAP_MINOR, GOOD, Shop, left_minor

TILLS = 8
CARD_MINOR = CAP_MINOR // TILLS
"""As much as each till may let go."""


def test_one_card_at_many_tills_yields_at_most_what_the_shop_risks() -> None:
    shop = Shop(Random(1), till_count=TILLS, card_minor=CARD_MINOR)
    for till in shop.tills:
        till.gift_cards = dict([min(till.gift_cards.items())])

    for _ in range(50):
        for till in shop.tills:
            shop.spend(till)
    drawn = sum(each.minor for each in shop.drawings)
    for till in shop.tills:
        shop.contact(till, GOOD)

    assert drawn == CAP_MINOR
    assert shop.lost_minor == CAP_MINOR - CARD_MINOR


def test_a_card_is_never_good_for_more_than_the_till_last_knew() -> None:
    shop = Shop(Random(2), till_count=1, card_minor=500)
    till = shop.tills[0]
    till.gift_cards = dict([min(till.gift_cards.items())])

    for _ in range(50):
        shop.spend(till)

    assert sum(each.minor for each in shop.drawings) == 500
    assert left_minor(till, shop.clock) == CAP_MINOR - 500
