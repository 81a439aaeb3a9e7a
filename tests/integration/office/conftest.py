"""The back office at work, for each test; one Chromium for all of a file."""

from collections.abc import Iterator

import pytest

from tests.helpers.chromium import Chromium
from tests.helpers.office_place import OfficePlace, office_place


@pytest.fixture(scope="module")
def chromium() -> Iterator[Chromium]:
    with Chromium() as made:
        yield made


@pytest.fixture
def place(chromium: Chromium) -> Iterator[OfficePlace]:
    with office_place(chromium=chromium) as made:
        yield made
