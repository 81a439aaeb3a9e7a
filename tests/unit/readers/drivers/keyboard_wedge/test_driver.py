"""The driver reports what the decoder reads, counts it, and is silent while it is stopped."""

from dataclasses import replace

import pytest

from fidpos.domain.card import CardRead, Refusal, RefusedRead
from fidpos.readers.decode import CardDecoder
from fidpos.readers.driver import ReaderState
from fidpos.readers.drivers.keyboard_wedge.driver import WedgeDriver, create
from fidpos.readers.errors import SettingsRefused
from fidpos.readers.own_number import NumberLayout, make_ean13
from tests.helpers.collecting_sink import CollectingSink
from tests.helpers.key_bursts import SETTINGS, burst
from tests.helpers.reader_context import driver_context

NUMBER = make_ean13("1234", 48)
SCAN = f"<F11>{NUMBER}<Enter>"


@pytest.fixture
def sink() -> CollectingSink:
    return CollectingSink()


@pytest.fixture
def driver(sink: CollectingSink) -> WedgeDriver:
    decoder = CardDecoder(NumberLayout(merchant_code="1234"))
    driver = create(
        SETTINGS, driver_context(sink, "keyboard_wedge", decoder=decoder, monotonic_s=lambda: 1_000.0)
    )
    driver.start()
    return driver


def offer(driver: WedgeDriver, keys: str) -> list[int]:
    """Serials that were delivered to the till."""
    delivered: list[int] = []
    for serial, stroke in enumerate(burst(keys), start=1):
        delivered += driver.offer(replace(stroke, serial=serial)).deliver
    return delivered


def test_a_scan_becomes_a_card_read_that_began_with_its_first_key(
    driver: WedgeDriver, sink: CollectingSink
) -> None:
    delivered = offer(driver, SCAN)

    [read] = sink.reads
    assert isinstance(read, CardRead)
    assert (read.token.value, read.form, read.sequence) == (NUMBER, "barcode/ean13", 1)
    assert read.monotonic_s == pytest.approx(1_000.0 - 14 * 0.005)
    assert delivered == []


def test_a_damaged_scan_is_refused_and_keeps_nothing(driver: WedgeDriver, sink: CollectingSink) -> None:
    offer(driver, f"<F11>{NUMBER[1:]}<Enter>")

    [read] = sink.reads
    assert isinstance(read, RefusedRead)
    assert read.reason is Refusal.BAD_READ


def test_a_whole_number_with_a_wrong_check_digit_is_refused(
    driver: WedgeDriver, sink: CollectingSink
) -> None:
    wrong = NUMBER[:-1] + str((int(NUMBER[-1]) + 1) % 10)

    offer(driver, f"<F11>{wrong}<Enter>")

    assert [type(read) for read in sink.reads] == [RefusedRead]


def test_reads_are_numbered_and_counted(driver: WedgeDriver, sink: CollectingSink) -> None:
    offer(driver, SCAN)
    offer(driver, f"<F11>{NUMBER[1:]}<Enter>")
    offer(driver, SCAN)

    assert [read.sequence for read in sink.reads] == [1, 2, 3]
    assert (sink.statuses[-1].good_reads, sink.statuses[-1].faults) == (2, 1)


def test_the_keyboard_is_ready_from_start_to_close(driver: WedgeDriver, sink: CollectingSink) -> None:
    driver.close()
    driver.close()

    assert [(s.device, s.state) for s in sink.statuses] == [
        ("keyboard", ReaderState.READY),
        ("keyboard", ReaderState.STOPPED),
    ]


def test_a_stopped_driver_lets_every_key_through_also_those_it_held(
    driver: WedgeDriver, sink: CollectingSink
) -> None:
    held, rest = burst(SCAN)[:2], burst(SCAN)[2:]
    assert not any(driver.offer(replace(s, serial=n)).deliver for n, s in enumerate(held))

    driver.close()
    delivered = [driver.offer(replace(s, serial=2 + n)).deliver for n, s in enumerate(rest)]

    assert [serial for serials in delivered for serial in serials] == list(range(2 + len(rest)))
    assert sink.reads == []


def test_a_scan_cut_off_by_the_stop_is_not_reported(driver: WedgeDriver, sink: CollectingSink) -> None:
    for serial, stroke in enumerate(burst(SCAN)[:10]):
        driver.offer(replace(stroke, serial=serial))

    driver.close()
    driver.expire()

    assert sink.reads == []


def test_contradicting_settings_are_refused_before_anything_starts(sink: CollectingSink) -> None:
    context = driver_context(sink, "keyboard_wedge")

    with pytest.raises(SettingsRefused):
        create({**SETTINGS, "suffix": "F11"}, context)
    assert sink.statuses == []
