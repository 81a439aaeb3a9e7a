"""Where the visits come from is a port; a till's folder, or the store in it, is one of them."""

from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from random import Random

import pytest

from fidpos.bootstrap.simulation import is_centre, simulate_on
from fidpos.bootstrap.store import make_store, open_store
from fidpos.bootstrap.till_visits import till_visits
from fidpos.domain.errors import StoreMissing
from fidpos.paths import TillFolder
from fidpos.rules.engine import compile_programme
from fidpos.rules.programme import Programme
from fidpos.rules.replay.stored import EVERYBODY, AccountPast, Part
from tests.helpers.busy_programme import any_shopping, busy
from tests.helpers.counter import IDENTITY, programme
from tests.helpers.fake_clock import FakeClock
from tests.helpers.lived_visits import PEOPLE, Life
from tests.helpers.memory_store import MemoryStore


class Lived:
    """A source in memory that says when an account is read."""

    def __init__(self, life: Life) -> None:
        self.read = 0
        self._life = life

    def programme(self) -> Programme:
        return self._life.programme

    def count(self) -> int:
        return len(self._life.closed)

    def accounts(self, part: Part = EVERYBODY) -> Iterator[AccountPast]:
        assert part == EVERYBODY
        for account in self._life.accounts():
            self.read += 1
            yield account


def lived(made: Programme, shoppings: int = 30) -> Lived:
    random, store = Random(5), MemoryStore(IDENTITY, made)
    store.load(*PEOPLE)
    life = Life(store, made)
    for _ in range(shoppings):
        life.live(any_shopping(random))
    return Lived(life)


def test_the_programme_in_force_is_what_a_draft_is_compared_with() -> None:
    source = lived(programme())

    report = simulate_on(lambda: nullcontext(source), compile_programme(busy(Random(1))), None)

    assert (report.draft.name, report.current.name) == ("Busy", programme().name)


def test_one_account_after_the_other_is_read_and_replayed() -> None:
    source, told = lived(programme()), list[tuple[int, int, int]]()

    def progress(done: int, total: int) -> None:
        told.append((source.read, done, total))

    simulate_on(lambda: nullcontext(source), compile_programme(programme()), None, progress=progress)

    assert [read for read, _, _ in told] == [1, 2, 3]
    assert told[-1][1:] == (30, 30)


@pytest.mark.parametrize("names_the_file", [False, True])
def test_a_till_is_named_by_its_folder_or_by_its_store(tmp_path: Path, names_the_file: bool) -> None:
    folder, clock = TillFolder(tmp_path / "till"), FakeClock()
    make_store(folder, IDENTITY, clock, use_system_keys=False)
    store = open_store(folder, clock).store
    store.put_programme(programme())
    store.close()
    named = folder.store if names_the_file else folder.root

    report = simulate_on(till_visits(named), compile_programme(programme()), None)

    assert (report.visits, report.current.version) == (0, programme().version)


def test_where_there_is_no_till_there_is_nothing_to_simulate_on(tmp_path: Path) -> None:
    with pytest.raises(StoreMissing), till_visits(tmp_path / "nothing")():
        """Nothing is made there either."""
    assert not (tmp_path / "nothing").exists()


def test_a_centre_is_known_by_its_keys_or_by_the_address_of_its_database(tmp_path: Path) -> None:
    (tmp_path / "centre.keys").touch()

    assert is_centre(str(tmp_path))
    assert is_centre("postgresql://fidpos_app@localhost/fidpos")
    assert not is_centre(str(tmp_path / "till"))
