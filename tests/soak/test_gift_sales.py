"""The plug is pulled a hundred times while gift cards are sold: each one once, or not at all."""

import random
from pathlib import Path

from tests.helpers.announced import Started
from tests.helpers.gift_witness import GiftWitness
from tests.helpers.real_shop import found_shop
from tests.helpers.victim import Victim

ROUNDS = 100
AT_WORK_S = 0.3


def test_a_hundred_power_cuts_sell_each_card_once_or_not_at_all(tmp_path: Path) -> None:
    witness = GiftWitness(shop=found_shop(tmp_path / "shop", members=1))
    chance = random.Random(20261122)

    for number in range(ROUNDS):
        with Victim("tests.helpers.gift_seller", str(tmp_path / "shop"), "--seed", str(number)) as till:
            till.hear(Started)
            till.live(chance.uniform(0, AT_WORK_S))
            till.kill()
        witness.hear(till.lines)
        witness.examine(tmp_path)

    print(f"{ROUNDS} power cuts, {len(witness.sold)} cards announced, {witness.in_doubt} sales in doubt")
    assert len(witness.sold) > ROUNDS
    assert witness.in_doubt > ROUNDS / 4
