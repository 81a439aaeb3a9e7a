"""What a merchant can lose while the tills of a shop are alone is what the allowances say, and no more."""

from datetime import timedelta
from random import Random

import pytest

from fidpos.server.services.allow import RENEWED_AFTER
from tests.simulation.partition import BAD, CAP_MINOR, CARDS, GOOD, KIND, LineQuality, Shop, left_minor

TILLS = 200
SEEDS = 4
LIVES = 12
STEPS = 400
CARD_MINOR = 5_000
RICH_MINOR = 10 * CAP_MINOR
"""So that allowances are what ends first."""


@pytest.mark.parametrize("seed", range(SEEDS))
def test_two_hundred_tills_alone_with_their_allowances_lose_at_most_those(seed: int) -> None:
    random = Random(seed)
    shop = Shop(random, till_count=TILLS, card_minor=CARD_MINOR)

    for _ in range(3):
        for number in random.sample(range(TILLS), TILLS):
            shop.back_up(shop.tills[number]) if random.random() < 0.3 else shop.spend(shop.tills[number])
            if random.random() < 0.1:
                shop.roll_back(number)
    for till in shop.tills:
        shop.contact(till, GOOD)

    drawn = sum(each.minor for each in shop.drawings)
    assert CAP_MINOR // 2 < drawn <= CAP_MINOR
    assert 0 < shop.lost_minor <= CAP_MINOR
    sold = CARDS * CARD_MINOR
    assert drawn - shop.lost_minor <= sold


@pytest.mark.parametrize("seed", range(LIVES))
def test_at_no_moment_is_more_at_risk_than_the_merchant_said(seed: int) -> None:
    random = Random(seed)
    shop = Shop(random, till_count=3, card_minor=RICH_MINOR)
    for step in range(STEPS):
        number = random.randrange(len(shop.tills))
        acts = ("spend", "contact", "back up", "roll back", "join", "wait")
        match random.choices(acts, (60, 15, 8, 5, 1, 6))[0]:
            case "spend":
                shop.spend(shop.tills[number])
            case "contact":
                shop.contact(shop.tills[number], random.choice((GOOD, BAD)))
            case "back up":
                shop.back_up(shop.tills[number])
            case "roll back":
                shop.roll_back(number)
            case "join":
                shop.join()
            case _:
                shop.wait(timedelta(hours=random.randrange(12)))
        assert shop.unheard_minor <= CAP_MINOR, f"seed {seed}, step {step}"


@pytest.mark.parametrize("seed", range(LIVES))
def test_what_is_drawn_while_a_renewal_is_on_its_way_counts_against_it(seed: int) -> None:
    shop = Shop(Random(seed), till_count=1, card_minor=RICH_MINOR)
    till = shop.tills[0]
    shop.wait(RENEWED_AFTER)

    before = till.allowances[KIND]
    shop.session(till, LineQuality(is_slow=1.0)).pull()

    drawn = shop.unheard_minor
    assert till.allowances[KIND] != before
    assert 0 < drawn <= CAP_MINOR
    assert left_minor(till, shop.clock) == CAP_MINOR - drawn


@pytest.mark.parametrize("seed", range(LIVES))
def test_a_store_that_was_restored_starts_at_nothing(seed: int) -> None:
    shop = Shop(Random(seed), till_count=1, card_minor=RICH_MINOR)
    shop.back_up(shop.tills[0])
    shop.spend(shop.tills[0])

    shop.roll_back(0)
    alone = left_minor(shop.tills[0], shop.clock)
    shop.contact(shop.tills[0], GOOD)

    assert (alone, left_minor(shop.tills[0], shop.clock)) == (0, 0)


@pytest.mark.parametrize("seed", range(LIVES))
def test_tills_that_join_have_their_part_after_a_few_contacts_of_all(seed: int) -> None:
    random = Random(seed)
    shop = Shop(random, till_count=random.randint(1, 3), card_minor=RICH_MINOR)
    for _ in range(random.randint(1, 3)):
        shop.join()
    number = len(shop.tills)

    for _ in range(8):
        for till in random.sample(shop.tills, number):
            shop.contact(till, GOOD)
            assert sum(left_minor(each, shop.clock) for each in shop.tills) <= CAP_MINOR

    assert {left_minor(each, shop.clock) for each in shop.tills} == {CAP_MINOR // number}
