"""Pretended event devices for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.collecting_sink import CollectingSink
from tests.helpers.event_devices import EventDevices


@pytest.fixture
def devices(tmp_path: Path) -> Iterator[EventDevices]:
    made = EventDevices(tmp_path)
    yield made
    made.close()


@pytest.fixture
def sink() -> CollectingSink:
    return CollectingSink()
