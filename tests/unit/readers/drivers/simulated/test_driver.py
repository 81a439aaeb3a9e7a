import pytest

from fidpos.domain.card import CardRead, Medium, Refusal, RefusedRead
from fidpos.readers.driver import FaultCode, ReaderState
from fidpos.readers.drivers.simulated.driver import DEVICE, SimulatedDriver, create
from fidpos.readers.drivers.simulated.virtual_cards import AppletCard, BankCard, PrintedCode, UidCard
from fidpos.readers.own_number import make_ean13
from tests.helpers.collecting_sink import CollectingSink
from tests.helpers.fake_clock import FakeClock
from tests.helpers.reader_context import WITH_UIDS, driver_context, recogniser

NUMBER = make_ean13("1234", 48)


@pytest.fixture
def sink() -> CollectingSink:
    return CollectingSink()


@pytest.fixture
def driver(sink: CollectingSink) -> SimulatedDriver:
    driver = create(
        {},
        driver_context(sink, "simulated", cards=recogniser(WITH_UIDS), monotonic_s=FakeClock().monotonic_s),
    )
    driver.start()
    return driver


@pytest.mark.parametrize(
    ("card", "medium", "token"),
    [
        (AppletCard(NUMBER), Medium.CHIP, f"num:{NUMBER}"),
        (AppletCard(NUMBER, contactless=True), Medium.CONTACTLESS, f"num:{NUMBER}"),
        (UidCard(bytes.fromhex("04E10CDA993C80")), Medium.CONTACTLESS, "uid:04E10CDA993C80"),
        (PrintedCode(NUMBER), Medium.BARCODE, f"num:{NUMBER}"),
    ],
)
def test_each_kind_of_virtual_card_is_decoded_like_a_real_one(
    driver: SimulatedDriver,
    sink: CollectingSink,
    card: AppletCard | UidCard | PrintedCode,
    medium: Medium,
    token: str,
) -> None:
    driver.insert(card)

    (read,) = sink.reads
    assert isinstance(read, CardRead)
    assert (read.medium, read.token.text) == (medium, token)


def test_what_is_not_ours_is_refused_like_the_real_thing(
    driver: SimulatedDriver, sink: CollectingSink
) -> None:
    for card in (BankCard(), PrintedCode("4006381333931"), PrintedCode("héllo"), PrintedCode("")):
        driver.insert(card)

    reasons = [read.reason for read in sink.reads if isinstance(read, RefusedRead)]
    assert reasons == [Refusal.BANK_CARD, Refusal.ARTICLE, Refusal.BAD_READ, Refusal.BAD_READ]


def test_a_code_is_gone_once_scanned_and_a_chip_stays_until_removed(
    driver: SimulatedDriver, sink: CollectingSink
) -> None:
    driver.insert(PrintedCode(NUMBER))
    driver.insert(AppletCard(NUMBER))
    sink.said.clear()
    driver.remove()

    assert sink.said == ["removed"]


def test_sequence_and_statistics_rise_with_each_read(driver: SimulatedDriver, sink: CollectingSink) -> None:
    for card in (PrintedCode(NUMBER), PrintedCode(NUMBER), PrintedCode("?")):
        driver.insert(card)

    assert [read.sequence for read in sink.reads] == [1, 2, 3]
    assert (sink.statuses[-1].good_reads, sink.statuses[-1].faults) == (2, 1)


def test_unplugged_it_says_so_and_sees_nothing_until_it_is_back(
    driver: SimulatedDriver, sink: CollectingSink
) -> None:
    driver.unplug()
    status = sink.last(DEVICE)
    assert status is not None
    assert status.state is ReaderState.NO_DEVICE
    assert status.fault is not None
    assert status.fault.code is FaultCode.DEVICE_LOST

    driver.insert(PrintedCode(NUMBER))
    assert sink.reads == []

    driver.plug()
    driver.insert(PrintedCode(NUMBER))
    assert len(sink.reads) == 1


def test_closed_it_stays_closed(driver: SimulatedDriver, sink: CollectingSink) -> None:
    driver.close()
    driver.plug()
    driver.insert(PrintedCode(NUMBER))

    assert sink.statuses[-1].state is ReaderState.STOPPED
    assert sink.reads == []
