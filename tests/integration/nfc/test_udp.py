"""The driver on the real nfcpy, whose `udp` driver looks into a field that another program plays.

That driver waits a full second for a card that is not there: these are tests of what happens, not of when.
"""

import socket
import sys
import threading
from collections.abc import Callable

import pytest

from fidpos.domain.card import CardRead, Medium, Refusal, RefusedRead
from fidpos.readers.driver import ReaderState
from fidpos.readers.drivers.nfc_usb.driver import NfcDriver
from fidpos.readers.own_number import make_ean13
from tests.helpers.collecting_sink import CollectingSink
from tests.helpers.nfc_field import UdpField
from tests.helpers.virtual_cards.programs import Program

pytestmark = pytest.mark.nfc

FIRST, SECOND = (make_ean13("1234", serial) for serial in (1, 2))
IDM = "0101010601B00ADE"

Start = Callable[..., NfcDriver]


def test_a_chip_is_read_once_however_long_it_stays(
    field: UdpField, start: Start, sink: CollectingSink
) -> None:
    field.say("insert", "applet", FIRST)
    driver = start(field.path)
    (read,) = sink.wait_for_reads(1)
    sink.wait_for_state(driver.device, ReaderState.READY)

    assert isinstance(read, CardRead)
    assert (read.token.value, read.form, read.medium) == (FIRST, "iso7816/fidpos", Medium.CONTACTLESS)
    field.say("remove")
    sink.wait(lambda sink: sink.removals == [driver.device], "the removal")
    assert len(sink.reads) == 1


def test_a_type_2_tag_is_read_to_the_end_of_its_message(
    field: UdpField, start: Start, sink: CollectingSink
) -> None:
    field.say("insert", "ntag213", FIRST)
    start(field.path)

    (read,) = sink.wait_for_reads(1)
    assert isinstance(read, CardRead)
    assert (read.token.value, read.form) == (FIRST, "nfc-a/ntag21x")


def test_a_felica_card_tells_its_idm(field: UdpField, start: Start, sink: CollectingSink) -> None:
    field.say("insert", "felica", IDM)
    start(field.path, "212F")

    (read,) = sink.wait_for_reads(1)
    assert isinstance(read, CardRead)
    assert (read.token.value, read.form) == (IDM, "nfc-f/idm")


def test_a_card_that_nfcpy_itself_emulates_is_read(start: Start, sink: CollectingSink) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = Program([sys.executable, "-m", "tests.helpers.nfc_own_emulation", str(port), IDM])
    program.wait_for("listening")
    start(f"udp:localhost:{port}", "212F")
    (read,) = sink.wait_for_reads(1)
    program.end()

    assert isinstance(read, CardRead)
    assert read.token.value == IDM


def test_two_cards_in_sequence_are_two_reads(field: UdpField, start: Start, sink: CollectingSink) -> None:
    field.say("insert", "applet", FIRST)
    driver = start(field.path)
    sink.wait_for_reads(1)
    field.say("insert", "applet", SECOND)

    reads = sink.wait_for_reads(2)
    assert [read.token.value for read in reads if isinstance(read, CardRead)] == [FIRST, SECOND]
    assert sink.removals == [driver.device]


@pytest.mark.parametrize("frames", [0, 1, 2])
def test_a_chip_pulled_away_while_it_is_read_is_a_bad_read(
    field: UdpField, start: Start, sink: CollectingSink, frames: int
) -> None:
    field.say("insert", "applet", FIRST)
    field.say("pull", str(frames))
    driver = start(field.path)

    (read,) = sink.wait_for_reads(1)
    assert isinstance(read, RefusedRead)
    assert read.reason is Refusal.BAD_READ
    sink.wait(lambda sink: sink.removals == [driver.device], "the removal")
    assert sink.wait_for_state(driver.device, ReaderState.READY).fault is None


def test_a_tag_pulled_away_between_two_pages_is_a_bad_read(
    field: UdpField, start: Start, sink: CollectingSink
) -> None:
    field.say("insert", "ntag213", FIRST)
    field.say("pull", "1")
    start(field.path)

    (read,) = sink.wait_for_reads(1)
    assert isinstance(read, RefusedRead)
    assert read.reason is Refusal.BAD_READ


def test_a_phone_is_said_to_be_one_and_only_once(field: UdpField, start: Start, sink: CollectingSink) -> None:
    field.say("insert", "phone")
    driver = start(field.path)

    (read,) = sink.wait_for_reads(1)
    assert isinstance(read, RefusedRead)
    assert read.reason is Refusal.PHONE
    field.say("remove")
    sink.wait(lambda sink: sink.removals == [driver.device], "the removal")
    assert len(sink.reads) == 1


def test_it_stops_in_time_in_the_middle_of_looking_for_a_card(field: UdpField, start: Start) -> None:
    before = set(threading.enumerate())
    driver = start(field.path, "106A", "106B", "212F", "424F")
    driver.close()

    assert set(threading.enumerate()) <= before


def test_a_program_that_dies_with_its_card_is_a_card_that_left(
    field: UdpField, start: Start, sink: CollectingSink
) -> None:
    field.say("insert", "applet", FIRST)
    driver = start(field.path)
    sink.wait_for_reads(1)
    field.end()

    sink.wait(lambda sink: sink.removals == [driver.device], "the removal")
    sink.wait_for_state(driver.device, ReaderState.READY)
