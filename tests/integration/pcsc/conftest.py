"""A pcscd of the tests' own with two virtual readers, and hands that hold cards out to it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fidpos.bootstrap.demo.pcscd import VirtualPcscd
from fidpos.readers.drivers.pcsc.driver import PcscDriver, create
from fidpos.readers.manifest import Manifest, read_manifest
from fidpos.readers.registry import DRIVERS_FOLDER
from tests.helpers.collecting_sink import CollectingSink
from tests.helpers.reader_context import driver_context
from tests.helpers.virtual_cards.programs import Hand, hand

SECOND_READER = "Virtual PCD 00 01"


@pytest.fixture
def stopped_pcscd(pcscd_folder: Path) -> Iterator[VirtualPcscd]:
    pcscd = VirtualPcscd(pcscd_folder)
    yield pcscd
    pcscd.stop()


@pytest.fixture
def pcscd(stopped_pcscd: VirtualPcscd) -> VirtualPcscd:
    stopped_pcscd.start()
    return stopped_pcscd


@pytest.fixture
def cards(stopped_pcscd: VirtualPcscd) -> Iterator[Hand]:
    with hand(stopped_pcscd) as holding:
        yield holding


@pytest.fixture
def sink() -> CollectingSink:
    return CollectingSink()


@pytest.fixture
def start(sink: CollectingSink) -> Iterator[Callable[..., PcscDriver]]:
    running: list[PcscDriver] = []

    def start(**settings: object) -> PcscDriver:
        manifest = read_manifest(DRIVERS_FOLDER / "pcsc/manifest.toml", Manifest)
        context = driver_context(sink, "pcsc")
        driver = create(manifest.checked_settings({"match": "Virtual PCD"} | settings), context)
        driver.start()
        running.append(driver)
        return driver

    yield start
    for driver in running:
        driver.close()
