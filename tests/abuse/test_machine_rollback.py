"""Whoever rolls a till's machine back has its allowance once more, is seen at once, and then waits."""

from datetime import timedelta
from random import Random

from fidpos.server.services.allow import GIVEN_FOR, LATE
from tests.simulation.partition import CAP_MINOR, GOOD, Shop, left_minor

RICH_MINOR = 10 * CAP_MINOR


def _spend_all(shop: Shop) -> None:
    while left_minor(shop.tills[0], shop.clock):
        shop.spend(shop.tills[0])


def test_a_machine_that_was_rolled_back_has_no_allowance_once_it_is_seen() -> None:
    shop = Shop(Random(1), till_count=1, card_minor=RICH_MINOR)
    image = shop.tills[0].copy()
    _spend_all(shop)
    shop.contact(shop.tills[0], GOOD)

    shop.tills[0] = image.copy()
    _spend_all(shop)
    twice = sum(each.minor for each in shop.drawings)
    shop.contact(shop.tills[0], GOOD)
    seen = left_minor(shop.tills[0], shop.clock)

    assert (twice, seen) == (2 * CAP_MINOR, 0)
    assert shop.tills[0].head().epoch != image.head().epoch


def test_it_has_one_again_when_what_it_had_has_expired() -> None:
    shop = Shop(Random(2), till_count=1, card_minor=RICH_MINOR)
    image = shop.tills[0].copy()
    _spend_all(shop)
    shop.contact(shop.tills[0], GOOD)
    shop.tills[0] = image
    _spend_all(shop)
    shop.contact(shop.tills[0], GOOD)

    shop.wait(GIVEN_FOR + LATE + timedelta(seconds=1))
    shop.contact(shop.tills[0], GOOD)

    assert left_minor(shop.tills[0], shop.clock) == CAP_MINOR
