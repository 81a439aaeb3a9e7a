"""A thief who pulls the plug between two tries gains none: the try is on disk before the PIN is compared."""

import random
from pathlib import Path

from fidpos.bootstrap.clock import SystemClock
from fidpos.domain.staff import PIN_TRIES_MAX
from fidpos.localdb.store import LocalStore
from tests.helpers.announced import Compared, Dying, Survived
from tests.helpers.counter import INES
from tests.helpers.interrupted_search import search
from tests.helpers.real_shop import RealShop, found_shop, keys_of
from tests.helpers.victim import Victim

POWER_CUTS = 20


def failures_of_ines(shop: RealShop) -> int:
    store = LocalStore.open(shop.folder.store, keys_of(shop.folder).store_key, SystemClock())
    found = next(person for person in store.staff() if person.id == INES.id)
    store.close()
    return found.failures


def test_a_pin_is_compared_only_once_its_try_outlives_a_power_cut_before_any_statement(
    tmp_path: Path,
) -> None:
    fatal: list[str] = []
    compared = 0

    while True:
        shop = found_shop(tmp_path / str(len(fatal)))
        arguments = (str(shop.folder.root), "--die-before", str(len(fatal) + 1))
        with Victim("tests.helpers.pin_thief", *arguments) as thief:
            thief.end()
        tries = sum(isinstance(line, Compared) for line in thief.lines)
        assert tries <= failures_of_ines(shop)
        compared += tries
        last = thief.lines[-1]
        if isinstance(last, Survived):
            break
        assert isinstance(last, Dying)
        fatal.append(last.statement)

    commits = [number for number, statement in enumerate(fatal) if statement == "COMMIT"]
    assert last.statements == len(fatal)
    assert len(commits) == 2  # The try, then its trace in the journal.
    assert 0 < compared < len(fatal) - commits[0]


def test_an_eleventh_try_is_impossible_across_twenty_power_cuts(tmp_path: Path) -> None:
    chance = random.Random(20261122)
    power_cuts = 0

    while power_cuts < POWER_CUTS:
        outcome = search(tmp_path / f"till{power_cuts}", chance)
        power_cuts += outcome.power_cuts
        assert 0 < outcome.compared <= PIN_TRIES_MAX
        assert not outcome.opened
