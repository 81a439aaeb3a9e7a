"""What a merchant can lose while the tills of a shop are alone is what the allowances say, and no more."""

from datetime import timedelta
from random import Random

import pytest

from tests.simulation.partition import CAP_MINOR, CARD_MINOR, CARDS, Shop

TILLS = 200
SEEDS = 4
LIVES = 12
STEPS = 400


@pytest.mark.parametrize("seed", range(SEEDS))
def test_two_hundred_tills_alone_with_their_allowances_lose_at_most_those(seed: int) -> None:
    random = Random(seed)
    shop = Shop(random, till_count=TILLS)

    for _ in range(3):
        for number in random.sample(range(TILLS), TILLS):
            shop.back_up(shop.tills[number]) if random.random() < 0.3 else shop.spend(shop.tills[number])
            if random.random() < 0.1:
                shop.roll_back(number)
    for till in shop.tills:
        shop.contact(till)

    drawn = sum(each.minor for each in shop.drawings)
    assert CAP_MINOR // 2 < drawn <= CAP_MINOR
    assert 0 < shop.lost_minor <= CAP_MINOR
    sold = CARDS * CARD_MINOR
    assert drawn - shop.lost_minor <= sold


@pytest.mark.parametrize("seed", range(LIVES))
def test_at_no_moment_is_more_at_risk_than_the_merchant_said(seed: int) -> None:
    random = Random(seed)
    shop = Shop(random, till_count=8)
    for step in range(STEPS):
        number = random.randrange(len(shop.tills))
        match random.choices(("spend", "contact", "back up", "roll back", "wait"), (60, 15, 8, 5, 12))[0]:
            case "spend":
                shop.spend(shop.tills[number])
            case "contact":
                shop.contact(shop.tills[number], bad_line=random.random() < 0.5)
            case "back up":
                shop.back_up(shop.tills[number])
            case "roll back":
                shop.roll_back(number)
            case _:
                shop.wait(timedelta(hours=random.randrange(12)))
        assert shop.unheard_minor <= CAP_MINOR, f"seed {seed}, step {step}"
