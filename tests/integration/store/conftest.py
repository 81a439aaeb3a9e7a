"""An encrypted store of the test shop, on disk."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fidpos.localdb.store import LocalStore
from tests.helpers.counter import BERENICE, MALO, NOUR, ZOE
from tests.helpers.fake_clock import FakeClock
from tests.helpers.real_store import new_store
from tests.helpers.store_events import Events


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def events(clock: FakeClock) -> Events:
    return Events(clock)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "till.db"


@pytest.fixture
def store(path: Path, clock: FakeClock) -> Iterator[LocalStore]:
    made = new_store(path, clock, BERENICE, MALO, NOUR, ZOE)
    yield made
    made.close()
