"""Abuse: a bank card is swiped, typed, scanned or inserted; its number must reach no log, store or screen."""

import logging
import time

import pytest

from fidpos.domain.card import CardRead, Medium, Refusal, RefusedRead, Trust
from fidpos.readers.cards.formats.applet.commands import SELECT
from fidpos.readers.decode import CardDecoder
from fidpos.readers.driver import CardIdentity, ReadOrigin
from fidpos.readers.drivers.simulated.driver import SimulatedDriver
from fidpos.readers.drivers.simulated.virtual_cards import BankCard, PrintedCode
from fidpos.readers.manager import ReaderManager
from fidpos.readers.own_number import NumberLayout
from fidpos.readers.registry import Registry, Selection
from tests.helpers.collecting_sink import CollectingSink
from tests.helpers.reader_context import driver_context, recogniser

DECODER = CardDecoder(NumberLayout(merchant_code="1234"))
ORIGIN = ReadOrigin(driver="d", device="one", sequence=1, monotonic_s=0.0)

# Published for tests by the schemes; no account stands behind them.
PANS = ["4111111111111111", "5555555555554444", "378282246310005", "6011111111111117", "36227206271667"]
SHAPES = [
    "{pan}",
    "%B{pan}^DOE/JANE^29122010000?",
    ";{pan}=29122010000?",
    "]C0{pan}",
    "{pan}D2912201",
    "x {pan} y",
    "7-{pan} 29",
    "]C199{pan}",
    "(91)REF{pan}",
    "https://pay.example.org/?card={pan}",
]


@pytest.mark.parametrize("pan", PANS)
@pytest.mark.parametrize("shape", SHAPES)
def test_a_bank_number_in_any_shape_is_refused_and_nothing_of_it_is_kept(pan: str, shape: str) -> None:
    read = DECODER.scan(shape.format(pan=pan).encode(), ORIGIN)

    assert isinstance(read, RefusedRead)
    assert read.reason is Refusal.BANK_CARD
    assert all(pan[start : start + 4] not in repr(read) for start in range(0, len(pan) - 3, 4))


@pytest.mark.parametrize("pan", PANS)
def test_a_bank_number_on_a_chip_that_claims_to_be_ours_is_refused(pan: str) -> None:
    identity = CardIdentity(medium=Medium.CHIP, form="iso7816/fidpos", trust=Trust.COPYABLE, number=pan)

    assert isinstance(DECODER.card(identity, ORIGIN), RefusedRead)


def test_nothing_of_it_is_logged_even_when_the_till_fails_over_it(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    sink = CollectingSink()

    def take_and_fail(read: CardRead | RefusedRead) -> None:
        sink.read(read)
        raise ZeroDivisionError

    manager = ReaderManager(
        Registry(production=False).prepare([Selection(name="simulated", driver="simulated", settings={})]),
        decoder=DECODER,
        cards=recogniser(),
        monotonic_s=time.monotonic,
        on_read=take_and_fail,
        on_status=lambda rows: sink.status(rows[0]),
    )
    manager.start()
    sink.wait(lambda seen: "ready" in seen.said, "the reader")
    driver = manager.driver("simulated")
    assert isinstance(driver, SimulatedDriver)
    for pan in PANS:
        driver.insert(PrintedCode(f";{pan}=29122010000?"))
    sink.wait_for_reads(len(PANS))
    manager.close()

    assert "ZeroDivisionError" in caplog.text
    assert all(pan not in caplog.text and pan[-8:] not in caplog.text for pan in PANS)


def test_a_bank_chip_is_never_asked_for_a_payment_application_nor_for_its_uid() -> None:
    card = BankCard()
    sink = CollectingSink()
    driver = SimulatedDriver(driver_context(sink, "simulated"))
    driver.start()
    driver.insert(card)

    (read,) = sink.reads
    assert isinstance(read, RefusedRead)
    assert read.reason is Refusal.BANK_CARD
    assert card.asked == [SELECT]
