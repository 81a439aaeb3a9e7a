"""Abuse: a cloned UID or a photographed barcode; what a copy can show is never worth more than COPYABLE."""

import pytest

from fidpos.domain.card import CardRead, Refusal, RefusedRead, Trust
from fidpos.readers.decode import CardDecoder
from fidpos.readers.driver import ReadOrigin
from fidpos.readers.drivers.simulated.driver import SimulatedDriver
from fidpos.readers.drivers.simulated.virtual_cards import AppletCard, PrintedCode, UidCard
from fidpos.readers.own_number import NumberLayout, make_ean13, make_long
from tests.helpers.collecting_sink import CollectingSink
from tests.helpers.reader_context import WITH_UIDS, driver_context, recogniser

DECODER = CardDecoder(NumberLayout(merchant_code="1234"))

COPIES = [
    PrintedCode(make_ean13("1234", 48)),
    PrintedCode("]Q3" + make_long("1234", 48)),
    UidCard(bytes.fromhex("04E10CDA993C80")),
    AppletCard(make_ean13("1234", 48)),
]


@pytest.mark.parametrize("copy", COPIES)
def test_what_can_be_copied_is_never_trusted_beyond_that(copy: PrintedCode | UidCard | AppletCard) -> None:
    sink = CollectingSink()
    driver = SimulatedDriver(
        driver_context(sink, "tray", cards=recogniser(WITH_UIDS), monotonic_s=lambda: 0.0)
    )
    driver.start()
    driver.insert(copy)

    (read,) = sink.reads
    assert isinstance(read, CardRead)
    assert read.trust is Trust.COPYABLE


def test_the_made_up_uid_of_a_phone_is_no_card_at_all() -> None:
    sink = CollectingSink()
    driver = SimulatedDriver(
        driver_context(sink, "tray", cards=recogniser(WITH_UIDS), monotonic_s=lambda: 0.0)
    )
    driver.start()
    driver.insert(UidCard(bytes.fromhex("08A1B2C3")))

    (read,) = sink.reads
    assert isinstance(read, RefusedRead)
    assert read.reason is Refusal.PHONE


def test_a_scan_says_nothing_about_itself_that_would_raise_its_trust() -> None:
    origin = ReadOrigin(driver="d", device="one", sequence=1, monotonic_s=0.0)
    read = DECODER.scan(f"]Q9{make_ean13('1234', 48)}".encode(), origin)

    assert isinstance(read, CardRead)
    assert read.trust is Trust.COPYABLE
