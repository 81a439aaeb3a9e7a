"""A field of nfcpy's `udp` driver, and our driver on the real library looking into it."""

from collections.abc import Callable, Iterator, Mapping

import pytest

from fidpos.readers.driver import CardRecogniser
from fidpos.readers.drivers.nfc_usb.driver import NfcDriver
from fidpos.readers.drivers.nfc_usb.library import load_library
from fidpos.readers.drivers.nfc_usb.settings import NfcSettings
from tests.helpers.collecting_sink import CollectingSink
from tests.helpers.nfc_field import UdpField, udp_field
from tests.helpers.reader_context import driver_context, recogniser

FORMATS: Mapping[str, Mapping[str, object]] = {"applet": {}, "ntag21x": {}, "felica": {}, "phone": {}}


@pytest.fixture
def field() -> Iterator[UdpField]:
    with udp_field() as opened:
        yield opened


@pytest.fixture
def sink() -> CollectingSink:
    return CollectingSink()


@pytest.fixture
def start(sink: CollectingSink) -> Iterator[Callable[..., NfcDriver]]:
    running: list[NfcDriver] = []

    def start(path: str, *technologies: str, cards: CardRecogniser | None = None) -> NfcDriver:
        settings = NfcSettings(path=path, technologies=technologies or ("106A",), poll_pause_s=0.02)
        context = driver_context(sink, "nfc_usb", cards=cards or recogniser(FORMATS))
        driver = NfcDriver(settings, context, load_library())
        driver.start()
        running.append(driver)
        return driver

    yield start
    for driver in running:
        driver.close()
