"""The PC/SC driver against a module that stands for `smartcard.scard`: return codes of both platforms."""

import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fidpos.domain.card import CardRead, Refusal, RefusedRead
from fidpos.readers.driver import DriverContext, DriverSettings, FaultCode, ReaderState
from fidpos.readers.drivers.pcsc import codes
from fidpos.readers.drivers.pcsc.driver import PcscDriver, create
from fidpos.readers.drivers.pcsc.settings import PcscSettings
from fidpos.readers.drivers.pcsc.slot import RETRY_AFTER_S
from fidpos.readers.drivers.simulated.virtual_cards import AppletCard, BankCard, UidCard
from fidpos.readers.errors import DeviceUnavailable, DriverStuck, LibraryMissing, SettingsRefused
from fidpos.readers.manifest import Manifest, read_manifest
from fidpos.readers.own_number import make_ean13
from fidpos.readers.registry import DRIVERS_FOLDER
from tests.helpers.collecting_sink import CollectingSink
from tests.helpers.fake_clock import FakeClock
from tests.helpers.fake_scard import FakeReader, FakeScard
from tests.helpers.reader_context import driver_context, recogniser

ONE, TWO = "Reader One 0", "Reader Two 1"
FIRST, SECOND = (make_ean13("1234", serial) for serial in (1, 2))

Start = Callable[..., PcscDriver]


@pytest.fixture(params=[False, True], ids=["linux", "windows"])
def scard(request: pytest.FixtureRequest) -> FakeScard:
    return FakeScard(signed=request.param)


@pytest.fixture
def sink() -> CollectingSink:
    return CollectingSink()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def start(scard: FakeScard, sink: CollectingSink, clock: FakeClock, tmp_path: Path) -> Iterator[Start]:
    running: list[PcscDriver] = []

    def start(**given: object) -> PcscDriver:
        driver = PcscDriver(
            PcscSettings.of(settings(**given)), context_of(sink, clock), scard, kernel_driver=tmp_path
        )
        driver.start()
        running.append(driver)
        return driver

    yield start
    for driver in running:
        driver.close()


@pytest.fixture
def reader(scard: FakeScard) -> FakeReader:
    return scard.plug(ONE)


def settings(**given: object) -> DriverSettings:
    return read_manifest(DRIVERS_FOLDER / "pcsc/manifest.toml", Manifest).checked_settings(given)


AT_ONCE_S = 60.0
"""On a machine that does ten other things; what would be waited for instead never comes."""
ULTRALIGHTS = {"applet": {}, "contactless_uid": {"kinds": ["mifare_ultralight"]}}


def context_of(sink: CollectingSink, clock: FakeClock) -> DriverContext:
    return driver_context(sink, "pcsc", cards=recogniser(ULTRALIGHTS), monotonic_s=clock.monotonic_s)


def tokens(sink: CollectingSink) -> list[str]:
    return [read.token.value if isinstance(read, CardRead) else read.reason.value for read in sink.reads]


@pytest.mark.usefixtures("reader")
def test_an_inserted_card_is_read(start: Start, scard: FakeScard, sink: CollectingSink) -> None:
    start()
    sink.wait_for_state(ONE, ReaderState.READY)
    scard.insert(ONE, AppletCard(FIRST))
    sink.wait_for_reads(1)

    assert tokens(sink) == [FIRST]
    sink.wait_for_state(ONE, ReaderState.READY)
    assert sink.said[-3:] == ["busy", "read", "ready"]


@pytest.mark.usefixtures("reader")
def test_a_card_that_was_there_before_the_driver_is_read(
    start: Start, scard: FakeScard, sink: CollectingSink
) -> None:
    scard.insert(ONE, AppletCard(FIRST))
    start()
    sink.wait_for_reads(1)

    assert tokens(sink) == [FIRST]


@pytest.mark.usefixtures("reader")
def test_a_swap_too_fast_to_be_seen_is_known_by_the_event_counter(
    start: Start, scard: FakeScard, sink: CollectingSink
) -> None:
    start()
    scard.insert(ONE, AppletCard(FIRST))
    sink.wait_for_reads(1)
    sink.said.clear()
    scard.swap(ONE, AppletCard(SECOND))
    sink.wait_for_reads(2)

    assert tokens(sink) == [FIRST, SECOND]
    assert sink.said.index("removed") < sink.said.index("read")


@pytest.mark.usefixtures("reader")
def test_the_same_card_taken_out_and_put_back_fast_counts_again(
    start: Start, scard: FakeScard, sink: CollectingSink
) -> None:
    start()
    card = AppletCard(FIRST)
    scard.insert(ONE, card)
    sink.wait_for_reads(1)
    scard.swap(ONE, card)
    sink.wait_for_reads(2)

    assert sink.removals.count(ONE) >= 1


@pytest.mark.parametrize(
    "code", [codes.REMOVED_CARD, codes.NO_SMARTCARD, codes.NOT_TRANSACTED, codes.COMM_ERROR]
)
def test_a_card_pulled_during_the_read_is_a_bad_read_once(
    start: Start, scard: FakeScard, sink: CollectingSink, reader: FakeReader, code: int
) -> None:
    start()
    reader.transmit_codes.append(code)
    scard.insert(ONE, AppletCard(FIRST))
    sink.wait_for_reads(1)
    scard.remove(ONE)
    sink.wait(lambda seen: ONE in seen.removals[1:] or seen.said[-1] == "removed", "the removal")

    assert tokens(sink) == ["bad_read"]
    sink.wait_for_state(ONE, ReaderState.READY)


def test_a_card_seen_to_leave_while_it_was_being_read_is_a_bad_read_before_its_removal(
    start: Start, scard: FakeScard, sink: CollectingSink, reader: FakeReader
) -> None:
    start()
    sink.wait_for_state(ONE, ReaderState.READY)
    sink.said.clear()
    reader.answers.clear()
    scard.insert(ONE, AppletCard(FIRST))
    assert reader.asked.wait(60)
    scard.remove(ONE)
    sink.wait(lambda seen: "removed" in seen.said, "the removal")
    reader.answers.set()

    assert sink.said[:3] == ["busy", "read", "removed"]
    assert tokens(sink) == ["bad_read"]


@pytest.mark.parametrize(
    "code",
    [codes.UNRESPONSIVE_CARD, codes.UNPOWERED_CARD, codes.UNSUPPORTED_CARD, codes.PROTO_MISMATCH],
)
def test_a_card_that_cannot_be_talked_to_is_mute_until_it_leaves(
    start: Start, scard: FakeScard, sink: CollectingSink, reader: FakeReader, code: int
) -> None:
    start()
    reader.connect_codes.append(code)
    scard.insert(ONE, AppletCard(FIRST))
    status = sink.wait_for_state(ONE, ReaderState.DEGRADED, FaultCode.CARD_MUTE)
    scard.remove(ONE)
    sink.wait_for_state(ONE, ReaderState.READY)

    assert status.fault is not None
    assert status.fault.native_code == f"{code:#010x}"
    assert tokens(sink) == ["bad_read"]


@pytest.mark.usefixtures("reader")
def test_a_card_that_does_not_answer_the_reset_is_mute(
    start: Start, scard: FakeScard, sink: CollectingSink
) -> None:
    start()
    scard.insert(ONE, AppletCard(FIRST), mute=True)
    sink.wait_for_state(ONE, ReaderState.DEGRADED, FaultCode.CARD_MUTE)

    assert tokens(sink) == ["bad_read"]


def test_a_card_that_another_program_holds_is_read_when_it_lets_go(
    start: Start, scard: FakeScard, sink: CollectingSink, reader: FakeReader
) -> None:
    start()
    reader.connect_codes.extend([codes.SHARING_VIOLATION] * 3)
    scard.insert(ONE, AppletCard(FIRST))
    sink.wait_for_state(ONE, ReaderState.DEGRADED, FaultCode.DEVICE_IN_USE)
    sink.wait_for_reads(1)

    assert tokens(sink) == [FIRST]
    sink.wait_for_state(ONE, ReaderState.READY)
    assert sink.said.count("degraded") == 1


def test_a_card_that_another_program_never_lets_go_is_given_up_when_it_leaves(
    start: Start, scard: FakeScard, sink: CollectingSink, reader: FakeReader
) -> None:
    start()
    reader.connect_codes.extend([codes.SHARING_VIOLATION] * 1000)
    scard.insert(ONE, AppletCard(FIRST))
    sink.wait_for_state(ONE, ReaderState.DEGRADED, FaultCode.DEVICE_IN_USE)
    scard.remove(ONE)

    sink.wait_for_state(ONE, ReaderState.READY)


def test_a_card_reset_by_another_program_is_read_at_the_second_try(
    start: Start, scard: FakeScard, sink: CollectingSink, reader: FakeReader
) -> None:
    start()
    reader.transmit_codes.append(codes.RESET_CARD)
    scard.insert(ONE, AppletCard(FIRST))
    sink.wait_for_reads(1)

    assert tokens(sink) == [FIRST]


def test_a_card_reset_again_and_again_is_a_bad_read(
    start: Start, scard: FakeScard, sink: CollectingSink, reader: FakeReader
) -> None:
    start()
    reader.transmit_codes.extend([codes.RESET_CARD] * 2)
    scard.insert(ONE, AppletCard(FIRST))
    sink.wait_for_reads(1)

    assert tokens(sink) == ["bad_read"]


def test_a_hung_card_is_refused_and_its_late_answer_does_not_count(
    start: Start, scard: FakeScard, sink: CollectingSink, reader: FakeReader, clock: FakeClock
) -> None:
    start(card_timeout_ms=500)
    reader.answers.clear()
    scard.insert(ONE, AppletCard(FIRST))
    assert reader.asked.wait(60)
    clock.advance(0.6)
    sink.wait_for_state(ONE, ReaderState.DEGRADED, FaultCode.CARD_HUNG)
    assert tokens(sink) == ["bad_read"]

    reader.answers.set()
    sink.wait_for_state(ONE, ReaderState.READY)
    assert tokens(sink) == ["bad_read"]


def test_a_hung_card_does_not_hold_up_another_reader(
    start: Start, scard: FakeScard, sink: CollectingSink, reader: FakeReader
) -> None:
    scard.plug(TWO)
    start()
    sink.wait_for_state(TWO, ReaderState.READY)
    reader.answers.clear()
    scard.insert(ONE, AppletCard(FIRST))
    assert reader.asked.wait(60)
    scard.insert(TWO, AppletCard(SECOND))
    sink.wait_for_reads(1)
    reader.answers.set()

    sink.wait_for_reads(2)
    assert tokens(sink) == [SECOND, FIRST]


def test_closing_while_a_card_hangs_ends_and_says_so(
    start: Start, scard: FakeScard, sink: CollectingSink, reader: FakeReader, clock: FakeClock
) -> None:
    driver = start(card_timeout_ms=500)
    reader.answers.clear()
    scard.insert(ONE, AppletCard(FIRST))
    assert reader.asked.wait(60)
    clock.advance(0.6)
    sink.wait_for_state(ONE, ReaderState.DEGRADED, FaultCode.CARD_HUNG)

    with pytest.raises(DriverStuck):
        driver.close()
    reader.answers.set()
    for thread in threading.enumerate():
        if thread.name == f"pcsc {ONE}":
            thread.join(60)

    assert sink.statuses[-2].state is ReaderState.STOPPED


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        (codes.COMM_ERROR, FaultCode.SERVICE_STOPPED),
        (codes.NO_SERVICE, FaultCode.SERVICE_STOPPED),
        (codes.SERVICE_STOPPED, FaultCode.SERVICE_STOPPED),
        (codes.INVALID_HANDLE, FaultCode.SERVICE_STOPPED),
        (codes.WIN32_INVALID_HANDLE, FaultCode.SERVICE_STOPPED),
        (codes.WIN32_BROKEN_PIPE, FaultCode.SERVICE_STOPPED),
        (codes.SYSTEM_CANCELLED, FaultCode.COMMUNICATION),
        (codes.SECURITY_VIOLATION, FaultCode.ACCESS_DENIED),
        (codes.NO_ACCESS, FaultCode.ACCESS_DENIED),
        (0x8010_0014, FaultCode.COMMUNICATION),
    ],
)
@pytest.mark.usefixtures("reader")
def test_whatever_takes_the_service_away_the_driver_recovers_by_itself(
    start: Start, scard: FakeScard, sink: CollectingSink, code: int, fault: FaultCode
) -> None:
    start()
    sink.wait_for_state(ONE, ReaderState.READY)
    scard.stop_service(code)
    status = sink.wait_for_state(ONE, ReaderState.NO_SERVICE, fault)
    scard.start_service()
    sink.wait_for_state(ONE, ReaderState.READY)
    scard.insert(ONE, AppletCard(FIRST))
    sink.wait_for_reads(1)

    assert status.fault is not None
    assert (status.fault.native_code, status.fault.retryable) == (f"{code:#010x}", True)
    assert tokens(sink) == [FIRST]


@pytest.mark.usefixtures("reader")
def test_a_service_that_is_not_there_at_start_is_waited_for(
    start: Start, scard: FakeScard, sink: CollectingSink
) -> None:
    scard.stop_service(codes.NO_SERVICE)
    start()
    sink.wait_for_state("", ReaderState.NO_SERVICE, FaultCode.SERVICE_STOPPED)
    scard.start_service()

    sink.wait_for_state(ONE, ReaderState.READY)


def test_no_reader_is_no_device_until_one_is_plugged_in(
    start: Start, scard: FakeScard, sink: CollectingSink
) -> None:
    start()
    status = sink.wait_for_state("", ReaderState.NO_DEVICE)
    scard.plug(ONE)
    sink.wait_for_state(ONE, ReaderState.READY)

    assert status.fault is None


def test_a_reader_that_the_kernel_took_is_named_for_the_technician(
    start: Start, sink: CollectingSink, tmp_path: Path
) -> None:
    (tmp_path / "1-2:1.0").touch()
    start()

    sink.wait_for_state("", ReaderState.NO_DEVICE, FaultCode.KERNEL_DRIVER)


@pytest.mark.usefixtures("reader")
def test_an_unplugged_reader_is_said_to_be_lost_and_reads_again_when_it_is_back(
    start: Start, scard: FakeScard, sink: CollectingSink
) -> None:
    start()
    sink.wait_for_state(ONE, ReaderState.READY)
    scard.unplug(ONE)
    sink.wait_for_state(ONE, ReaderState.NO_DEVICE, FaultCode.DEVICE_LOST)
    scard.plug(ONE)
    sink.wait_for_state(ONE, ReaderState.READY)
    scard.insert(ONE, AppletCard(FIRST))
    sink.wait_for_reads(1)

    assert tokens(sink) == [FIRST]


@pytest.mark.parametrize("code", [codes.UNKNOWN_READER, codes.READER_UNAVAILABLE, codes.NO_READERS])
@pytest.mark.usefixtures("reader")
def test_a_reader_that_vanishes_during_the_wait_makes_the_driver_list_again(
    start: Start, scard: FakeScard, sink: CollectingSink, code: int
) -> None:
    scard.wait_codes.extend([code, codes.CANCELLED])
    start()
    sink.wait_for_state(ONE, ReaderState.READY)

    assert "no_service" not in sink.said


@pytest.mark.usefixtures("reader")
def test_readers_that_the_settings_ignore_or_do_not_match_are_left_alone(
    start: Start, scard: FakeScard, sink: CollectingSink
) -> None:
    for name in ("ACME SAM 0", "ACME Contactless 0"):
        scard.plug(name)
        scard.insert(name, AppletCard(FIRST))
    start(match="ACME", ignore="SAM")
    (read,) = sink.wait_for_reads(1)

    assert read.device == "ACME Contactless 0"
    assert {status.device for status in sink.statuses} == {"", "ACME Contactless 0"}


@pytest.mark.usefixtures("reader")
def test_plain_cards_are_known_by_uid_only_when_their_kind_is_enabled(
    start: Start, scard: FakeScard, sink: CollectingSink
) -> None:
    start()
    scard.insert(ONE, UidCard(bytes.fromhex("04E10CDA993C80"), "mifare_ultralight"))
    sink.wait_for_reads(1)
    scard.swap(ONE, UidCard(bytes.fromhex("0B5E1A2C"), "mifare_classic_1k"))
    sink.wait_for_reads(2)

    assert tokens(sink) == ["04E10CDA993C80", "unknown_format"]


@pytest.mark.usefixtures("reader")
def test_a_reader_that_turns_uids_round_is_set_right(
    start: Start, scard: FakeScard, sink: CollectingSink
) -> None:
    start(uid_order="reversed")
    scard.insert(ONE, UidCard(bytes.fromhex("803C99DA0CE104"), "mifare_ultralight"))
    sink.wait_for_reads(1)

    assert tokens(sink) == ["04E10CDA993C80"]


@pytest.mark.usefixtures("reader")
def test_a_bank_card_is_refused_as_one(start: Start, scard: FakeScard, sink: CollectingSink) -> None:
    start()
    scard.insert(ONE, BankCard())
    (read,) = sink.wait_for_reads(1)

    assert isinstance(read, RefusedRead)
    assert read.reason is Refusal.BANK_CARD


@pytest.mark.usefixtures("reader")
def test_contexts_are_given_back(start: Start, scard: FakeScard, sink: CollectingSink) -> None:
    driver = start()
    for count in range(1, 4):
        scard.insert(ONE, AppletCard(FIRST))
        sink.wait_for_reads(count)
        scard.remove(ONE)
    driver.close()

    assert scard.contexts == set()


@pytest.mark.usefixtures("reader")
def test_stopping_wakes_the_wait_at_once(start: Start, scard: FakeScard, sink: CollectingSink) -> None:
    driver = start()
    sink.wait_for_state(ONE, ReaderState.READY)
    assert scard.is_waiting.wait(60)
    before_s = time.monotonic()
    driver.close()

    assert time.monotonic() - before_s < AT_ONCE_S


def test_stopping_while_the_service_is_away_is_as_quick(
    start: Start, scard: FakeScard, sink: CollectingSink
) -> None:
    scard.stop_service(codes.NO_SERVICE)
    driver = start()
    sink.wait_for_state("", ReaderState.NO_SERVICE)
    before_s = time.monotonic()
    driver.close()

    assert time.monotonic() - before_s < AT_ONCE_S


@pytest.mark.usefixtures("reader")
def test_a_mistake_of_the_driver_itself_is_a_failure_that_may_be_tried_again(
    start: Start, scard: FakeScard, sink: CollectingSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scard, "SCardConnect", None)
    start()
    scard.insert(ONE, AppletCard(FIRST))

    status = sink.wait_for_state("", ReaderState.FAILED, FaultCode.CRASHED)
    assert status.fault is not None
    assert status.fault.retryable


def test_a_card_that_wobbled_is_read_at_the_next_try(
    start: Start, scard: FakeScard, sink: CollectingSink, reader: FakeReader, clock: FakeClock
) -> None:
    start()
    sink.wait_for_state(ONE, ReaderState.READY)
    reader.transmit_codes.append(codes.NOT_TRANSACTED)
    scard.insert(ONE, AppletCard(FIRST))
    sink.wait_for_reads(1)
    sink.wait_for_state(ONE, ReaderState.READY)
    clock.advance(RETRY_AFTER_S)
    sink.wait_for_reads(2)

    assert tokens(sink) == ["bad_read", FIRST]


def test_an_answer_without_a_status_word_is_a_card_that_left(
    start: Start, scard: FakeScard, sink: CollectingSink, reader: FakeReader
) -> None:
    start()
    reader.transmit_codes.append(codes.SUCCESS)
    scard.insert(ONE, AppletCard(FIRST))
    sink.wait_for_reads(1)

    assert tokens(sink) == ["bad_read"]


@pytest.mark.usefixtures("reader")
def test_a_mistake_while_waiting_is_a_failure_as_well(
    start: Start, scard: FakeScard, sink: CollectingSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scard, "SCardListReaders", None)
    start()

    sink.wait_for_state("", ReaderState.FAILED, FaultCode.CRASHED)


def test_the_driver_is_made_on_the_installed_library(sink: CollectingSink, clock: FakeClock) -> None:
    driver = create(settings(), context_of(sink, clock))

    driver.close()
    assert sink.statuses[-1].state is ReaderState.STOPPED


def test_a_library_that_is_not_installed_is_named(
    sink: CollectingSink, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "smartcard.scard", None)

    with pytest.raises(LibraryMissing, match="pyscard"):
        create(settings(), context_of(sink, clock))


@pytest.mark.parametrize(
    ("given", "reason"),
    [({"match": "("}, "unterminated"), ({"ignore": "*"}, "repeat")],
)
def test_settings_that_make_no_sense_are_refused(
    sink: CollectingSink, clock: FakeClock, given: dict[str, object], reason: str
) -> None:
    with pytest.raises(SettingsRefused, match=reason):
        create(settings(**given), context_of(sink, clock))


@pytest.mark.usefixtures("reader")
def test_a_service_that_leaves_a_question_unanswered_is_said_to_be_away_and_comes_back_by_itself(
    start: Start, scard: FakeScard, sink: CollectingSink
) -> None:
    start()
    sink.wait_for_state(ONE, ReaderState.READY)
    scard.freeze()
    before_s = time.monotonic()
    sink.wait_for_state(ONE, ReaderState.NO_SERVICE)

    assert time.monotonic() - before_s < AT_ONCE_S
    scard.thaw()
    sink.wait_for_state(ONE, ReaderState.READY)
    scard.insert(ONE, AppletCard(FIRST))
    sink.wait_for_reads(1)


@pytest.mark.usefixtures("reader")
def test_a_card_swapped_while_nobody_was_answered_is_seen_afterwards(
    start: Start, scard: FakeScard, sink: CollectingSink
) -> None:
    start()
    scard.insert(ONE, AppletCard(FIRST))
    sink.wait_for_reads(1)
    sink.wait_for_state(ONE, ReaderState.READY)
    scard.freeze()
    sink.wait_for_state(ONE, ReaderState.NO_SERVICE)
    sink.said.clear()
    scard.swap(ONE, AppletCard(FIRST))
    scard.thaw()
    sink.wait_for_reads(2)

    assert "removed" in sink.said


FIRST_ACR, SECOND_ACR = "ACS ACR122U PICC Interface (A1) 00 00", "ACS ACR122U PICC Interface (B2) 01 00"


def test_another_reader_of_the_model_takes_the_place_of_the_one_that_is_gone(
    start: Start, scard: FakeScard, sink: CollectingSink
) -> None:
    scard.plug(FIRST_ACR)
    start()
    sink.wait_for_state(FIRST_ACR, ReaderState.READY)
    scard.unplug(FIRST_ACR)
    sink.wait_for_state(FIRST_ACR, ReaderState.NO_DEVICE)
    scard.plug(SECOND_ACR)
    sink.wait_for_state(FIRST_ACR, ReaderState.READY)
    scard.insert(SECOND_ACR, AppletCard(FIRST))
    (read,) = sink.wait_for_reads(1)

    assert read.device == FIRST_ACR
    assert sink.statuses[-1].label == SECOND_ACR


def test_a_second_reader_of_the_model_is_a_reader_of_its_own(
    start: Start, scard: FakeScard, sink: CollectingSink
) -> None:
    scard.plug(FIRST_ACR)
    start()
    sink.wait_for_state(FIRST_ACR, ReaderState.READY)
    scard.plug(SECOND_ACR)
    sink.wait_for_state(SECOND_ACR, ReaderState.READY)

    assert {status.device for status in sink.statuses if status.device} == {FIRST_ACR, SECOND_ACR}


def test_a_reader_that_comes_back_after_another_took_its_place_is_told_from_it(
    start: Start, scard: FakeScard, sink: CollectingSink
) -> None:
    scard.plug(FIRST_ACR)
    start()
    sink.wait_for_state(FIRST_ACR, ReaderState.READY)
    scard.unplug(FIRST_ACR)
    scard.plug(SECOND_ACR)
    sink.wait(lambda seen: any(status.label == SECOND_ACR for status in seen.statuses), "the adoption")
    scard.plug(FIRST_ACR)
    sink.wait_for_state(f"{FIRST_ACR} (2)", ReaderState.READY)


@pytest.mark.parametrize(
    ("feedback", "sent"),
    [
        ("light_and_buzzer", ["FF0040AE0401000101"]),
        ("light", ["FF00520000", "FF0040AE0401000100"]),
        ("off", ["FF00520000"]),
    ],
)
def test_a_reader_with_a_light_shows_what_came_of_the_card(
    start: Start, scard: FakeScard, sink: CollectingSink, feedback: str, sent: list[str]
) -> None:
    scard.plug(FIRST_ACR)
    start(feedback=feedback)
    card = HeardCard(FIRST)
    scard.insert(FIRST_ACR, card)
    sink.wait_for_reads(1)
    sink.wait(lambda _: len(card.vendor) == len(sent), "the light")

    assert card.vendor == sent


def test_a_refused_card_shows_another_light(start: Start, scard: FakeScard, sink: CollectingSink) -> None:
    scard.plug(FIRST_ACR)
    start()
    card = HeardCard(make_ean13("9999", 1))
    scard.insert(FIRST_ACR, card)
    sink.wait_for_reads(1)
    sink.wait(lambda _: len(card.vendor) == 1, "the light")

    assert card.vendor == ["FF00405D0401010201"]


def test_the_light_can_be_tried_without_a_card(start: Start, scard: FakeScard, sink: CollectingSink) -> None:
    scard.plug(FIRST_ACR)
    driver = start()
    sink.wait_for_state(FIRST_ACR, ReaderState.READY)
    driver.feedback(FIRST_ACR)

    assert scard.controls == [(FIRST_ACR, bytes.fromhex("FF0040AE0401000101"))]


@pytest.mark.usefixtures("reader")
def test_a_reader_without_a_light_or_whose_service_forbids_it_says_so(
    start: Start, scard: FakeScard, sink: CollectingSink
) -> None:
    driver = start()
    sink.wait_for_state(ONE, ReaderState.READY)
    with pytest.raises(DeviceUnavailable) as caught:
        driver.feedback(ONE)
    assert caught.value.fault.code is FaultCode.NO_FEEDBACK

    scard.plug(FIRST_ACR)
    scard.control_code = codes.UNSUPPORTED_FEATURE
    sink.wait_for_state(FIRST_ACR, ReaderState.READY)
    with pytest.raises(DeviceUnavailable, match="no_feedback"):
        driver.feedback(FIRST_ACR)


class HeardCard(AppletCard):
    """Keeps the commands that are the reader's own."""

    def __init__(self, number: str) -> None:
        super().__init__(number)
        self.vendor: list[str] = []

    def respond(self, command: bytes) -> bytes:
        if command[:2] == b"\xff\x00":
            self.vendor.append(command.hex().upper())
            return bytes.fromhex("9000")
        return super().respond(command)
