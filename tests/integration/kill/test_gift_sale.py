"""The power fails during the sale of gift cards: what the ticket paid is sold exactly once, or not at all."""

import random
from pathlib import Path

from tests.helpers.announced import Dying, Started, Survived
from tests.helpers.gift_witness import GiftWitness
from tests.helpers.real_shop import found_shop
from tests.helpers.victim import Victim, was_killed

ROUNDS = 20
LINES = 5
"""Announced at most before the plug is pulled: two a sale."""
AT_WORK_S = 0.05
WRITES_MAX = 100


def kill_before(write: int, witness: GiftWitness, scratch: Path) -> Dying | Survived:
    """One life of the till, which first ends the sale of the life before."""
    arguments = (str(witness.shop.folder.root), "--die-before", str(write))
    with Victim("tests.helpers.gift_seller", *arguments) as till:
        status = till.end()
    witness.hear(till.lines)
    witness.examine(scratch)
    last = till.lines[-1]
    assert isinstance(last, Dying | Survived), last
    assert was_killed(status) or isinstance(last, Survived)
    return last


def test_twenty_power_cuts_sell_each_card_once_or_not_at_all(tmp_path: Path) -> None:
    witness = GiftWitness(shop=found_shop(tmp_path / "shop", members=1))
    chance = random.Random(20261122)

    for number in range(ROUNDS):
        with Victim("tests.helpers.gift_seller", str(tmp_path / "shop"), "--seed", str(number)) as till:
            till.hear(Started)
            till.live(chance.uniform(0, AT_WORK_S), lines=chance.randrange(LINES))
            till.kill()
        witness.hear(till.lines)
        witness.examine(tmp_path)

    assert len(witness.sold) > ROUNDS
    assert witness.in_doubt > ROUNDS / 4


def test_a_power_cut_before_any_write_of_a_sale_leaves_the_whole_sale_or_none_of_it(tmp_path: Path) -> None:
    witness = GiftWitness(shop=found_shop(tmp_path / "shop", members=1))
    fatal: list[str] = []
    number = 1

    while isinstance(last := kill_before(number, witness, tmp_path), Dying):
        fatal.append(last.statement)
        number += 1
        assert number < WRITES_MAX

    assert last.statements == len(fatal)
    assert fatal.count("COMMIT") >= 6
    assert witness.in_doubt > 0
    assert witness.unannounced > 0
