"""The driver over a front end that stands for nfcpy's: what happens to readers, and to cards on them."""

import errno
import logging
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from fidpos.domain.card import CardRead, Refusal, RefusedRead
from fidpos.readers.driver import CardIdentity, CardRecogniser, FaultCode, ReaderState, Transmit
from fidpos.readers.drivers.nfc_usb.driver import RETRY_AFTER_S, TRIES_MAX, NfcDriver, create
from fidpos.readers.drivers.nfc_usb.settings import NfcSettings
from fidpos.readers.drivers.simulated.virtual_cards import AppletCard, BankCard
from fidpos.readers.errors import LibraryMissing
from fidpos.readers.manifest import Manifest, read_manifest
from fidpos.readers.own_number import make_ean13
from fidpos.readers.registry import DRIVERS_FOLDER
from tests.helpers.collecting_sink import CollectingSink
from tests.helpers.fake_clock import FakeClock
from tests.helpers.nfc_cards import FelicaCard, IsoDepCard, Ntag213, RfCard, text_message
from tests.helpers.nfc_reader import FakeNfc
from tests.helpers.reader_context import driver_context, recogniser
from tests.unit.readers.drivers.nfc_usb.test_usb import Usb

DEVICE = "usb"
NUMBER = make_ean13("1234", 1)
UID = bytes.fromhex("04112233445566")
FORMATS: Mapping[str, Mapping[str, object]] = {"applet": {}, "ntag21x": {}, "felica": {}, "phone": {}}

Start = Callable[..., NfcDriver]


@pytest.fixture
def nfc() -> FakeNfc:
    return FakeNfc()


@pytest.fixture
def sink() -> CollectingSink:
    return CollectingSink()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def usb(tmp_path: Path) -> Usb:
    return Usb(tmp_path)


@pytest.fixture
def start(nfc: FakeNfc, sink: CollectingSink, clock: FakeClock, usb: Usb) -> Iterator[Start]:
    running: list[NfcDriver] = []

    def start(*, system: Path = Path("/nowhere"), cards: CardRecogniser | None = None) -> NfcDriver:
        context = driver_context(
            sink, "nfc_usb", cards=cards or recogniser(FORMATS), monotonic_s=clock.monotonic_s
        )
        settings = NfcSettings(path=DEVICE, poll_pause_s=0.001)
        driver = NfcDriver(settings, context, nfc.library, system=system, nodes=usb.nodes)
        driver.start()
        running.append(driver)
        return driver

    yield start
    for driver in running:
        driver.close()


def applet(*, hangs: bool = False) -> IsoDepCard:
    return IsoDepCard(AppletCard(NUMBER, contactless=True), UID, hangs=hangs)


def only_read(sink: CollectingSink) -> CardRead:
    (read,) = sink.wait_for_reads(1)
    assert isinstance(read, CardRead)
    return read


def only_refusal(sink: CollectingSink) -> Refusal:
    (read,) = sink.wait_for_reads(1)
    assert isinstance(read, RefusedRead)
    return read.reason


@pytest.mark.parametrize(
    ("card", "token", "form"),
    [
        (applet(), f"num:{NUMBER}", "iso7816/fidpos"),
        (Ntag213(text_message(NUMBER)), f"num:{NUMBER}", "nfc-a/ntag21x"),
        (FelicaCard(), "uid:0101010601B00ADE", "nfc-f/idm"),
    ],
    ids=["chip", "ntag", "felica"],
)
def test_each_kind_of_card_is_read_once_and_then_only_watched(
    nfc: FakeNfc, start: Start, sink: CollectingSink, card: RfCard, token: str, form: str
) -> None:
    nfc.insert(card)
    start()
    read = only_read(sink)
    nfc.wait_for_looks()
    nfc.remove()
    sink.wait(lambda sink: sink.removals == [DEVICE], "the removal")

    assert (read.token.text, read.form) == (token, form)
    assert len(sink.reads) == 1


def test_a_phone_is_a_phone_once_though_it_makes_up_its_uid(
    nfc: FakeNfc, start: Start, sink: CollectingSink
) -> None:
    nfc.insert(IsoDepCard(BankCard(), b"\x08\x00\x00\x00", is_phone=True))
    start()

    assert only_refusal(sink) is Refusal.PHONE
    nfc.wait_for_looks()
    assert len(sink.reads) == 1


def test_a_glitch_at_the_edge_of_the_field_is_no_removal(
    nfc: FakeNfc, start: Start, sink: CollectingSink
) -> None:
    card = applet()
    nfc.insert(card)
    start()
    only_read(sink)
    card.select()  # It lost power for a moment, and with it its state.
    nfc.wait_for_looks()

    assert sink.removals == []
    assert len(sink.reads) == 1


def test_a_card_that_sits_badly_is_refused_once_and_read_when_it_sits_well(
    nfc: FakeNfc, start: Start, sink: CollectingSink, clock: FakeClock
) -> None:
    tag = Ntag213(text_message(NUMBER), is_silent=True)
    nfc.insert(tag)
    start()
    assert only_refusal(sink) is Refusal.BAD_READ
    clock.advance(RETRY_AFTER_S)
    tag.is_silent = False

    _, read = sink.wait_for_reads(2)
    assert isinstance(read, CardRead)


def test_a_card_that_never_sits_well_is_left_alone_after_some_tries(
    nfc: FakeNfc, start: Start, sink: CollectingSink, clock: FakeClock
) -> None:
    nfc.insert(Ntag213(text_message(NUMBER), is_silent=True))
    start()
    sink.wait_for_reads(1)
    for _ in range(2 * TRIES_MAX):
        clock.advance(RETRY_AFTER_S)
        nfc.wait_for_looks()

    assert len(nfc.frames) == TRIES_MAX
    assert len(sink.reads) == 1


def test_a_chip_that_asks_for_time_for_ever_hangs_and_is_told_so_until_it_leaves(
    nfc: FakeNfc, start: Start, sink: CollectingSink, clock: FakeClock
) -> None:
    nfc.insert(applet(hangs=True))
    start()
    nfc.wait_for_looks()
    clock.advance(2.5)

    assert only_refusal(sink) is Refusal.BAD_READ
    sink.wait_for_state(DEVICE, ReaderState.DEGRADED, FaultCode.CARD_HUNG)
    nfc.remove()
    sink.wait_for_state(DEVICE, ReaderState.READY)


def test_it_stops_though_a_chip_asks_for_time_for_ever(
    nfc: FakeNfc, start: Start, sink: CollectingSink
) -> None:
    nfc.insert(applet(hangs=True))
    driver = start()
    sink.wait_for_state(DEVICE, ReaderState.BUSY)
    driver.close()

    assert sink.reads == []
    sink.wait_for_state(DEVICE, ReaderState.STOPPED)


@pytest.mark.parametrize("number", [errno.ENODEV, errno.EIO])
def test_a_reader_that_is_unplugged_comes_back_by_itself(
    nfc: FakeNfc, start: Start, sink: CollectingSink, number: int
) -> None:
    start()
    sink.wait_for_state(DEVICE, ReaderState.READY)
    nfc.io_error = nfc.open_error = number
    lost = sink.wait_for_state(DEVICE, ReaderState.NO_DEVICE, FaultCode.DEVICE_LOST)
    nfc.io_error = nfc.open_error = 0

    assert lost.fault is not None
    assert lost.fault.native_code == errno.errorcode[number]
    sink.wait_for_state(DEVICE, ReaderState.READY)


def test_a_card_left_on_a_reader_that_came_back_is_still_the_same_one(
    nfc: FakeNfc, start: Start, sink: CollectingSink
) -> None:
    nfc.insert(applet())
    start()
    only_read(sink)
    nfc.io_error = errno.EIO
    sink.wait_for_state(DEVICE, ReaderState.NO_DEVICE)
    nfc.io_error = 0
    sink.wait_for_state(DEVICE, ReaderState.READY)
    nfc.wait_for_looks()

    assert len(sink.reads) == 1
    nfc.remove()
    sink.wait(lambda sink: sink.removals == [DEVICE], "the removal")


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.EBUSY, FaultCode.DEVICE_IN_USE),
        (errno.EACCES, FaultCode.ACCESS_DENIED),
        (errno.EIO, FaultCode.COMMUNICATION),
    ],
)
def test_why_a_reader_cannot_be_opened_is_said_until_it_can(
    nfc: FakeNfc, start: Start, sink: CollectingSink, number: int, code: FaultCode
) -> None:
    nfc.open_error = number
    start()
    sink.wait_for_state(DEVICE, ReaderState.DEGRADED, code)
    nfc.open_error = 0

    assert sink.wait_for_state(DEVICE, ReaderState.READY).faults == 1


def test_a_reader_is_opened_where_linux_says_it_is_once_it_is_plugged_in(
    nfc: FakeNfc, start: Start, sink: CollectingSink, usb: Usb
) -> None:
    start(system=usb.system)
    missing = sink.wait_for_state(DEVICE, ReaderState.NO_DEVICE)
    usb.plug("04e6:5591", address=23)
    sink.wait_for_state(DEVICE, ReaderState.READY)

    assert missing.fault is None
    assert nfc.opened == ["usb:001:023"]


def test_a_reader_that_the_kernel_took_is_not_even_tried(
    nfc: FakeNfc, start: Start, sink: CollectingSink, usb: Usb
) -> None:
    usb.plug("04e6:5591", held_by="pn533_usb")
    start(system=usb.system)

    status = sink.wait_for_state(DEVICE, ReaderState.DEGRADED, FaultCode.KERNEL_DRIVER)
    assert status.fault is not None
    assert status.fault.native_code == "pn533_usb"
    assert nfc.opened == []


def test_a_reader_says_its_own_name(start: Start, sink: CollectingSink) -> None:
    start()

    assert sink.wait_for_state(DEVICE, ReaderState.READY).label == "Fake Reader"


@pytest.mark.parametrize(
    "nonsense", [{}, {"sens_res": b"\x00\x00"}, {"sel_res": b"", "sdd_res": b""}, {"sensb_res": b"\x50"}]
)
def test_nonsense_from_a_card_is_no_card(
    nfc: FakeNfc, start: Start, sink: CollectingSink, nonsense: dict[str, bytes]
) -> None:
    nfc.nonsense = nonsense
    start()
    nfc.wait_for_looks()

    assert sink.reads == []
    sink.wait_for_state(DEVICE, ReaderState.READY)


def test_our_own_mistake_fails_the_driver_so_that_it_is_built_anew(
    nfc: FakeNfc, start: Start, sink: CollectingSink
) -> None:
    class Broken:
        def recognise(self, atr: bytes, transmit: Transmit, *, device: str) -> CardIdentity | Refusal:
            raise ZeroDivisionError

    nfc.insert(applet())
    start(cards=Broken())

    status = sink.wait_for_state(DEVICE, ReaderState.FAILED, FaultCode.CRASHED)
    assert status.fault is not None
    assert status.fault.retryable


def test_the_library_logs_no_byte_of_a_card(sink: CollectingSink) -> None:
    manifest = read_manifest(DRIVERS_FOLDER / "nfc_usb/manifest.toml", Manifest)
    create(manifest.checked_settings({}), driver_context(sink, "nfc_usb"))

    names = ["nfc.clf", "nfc.clf.pn533", "nfc.clf.rcs380", "nfc.tag", "nfc.tag.tt4"]
    assert not any(logging.getLogger(name).isEnabledFor(logging.WARNING) for name in names)


def test_a_missing_library_is_said_by_name(monkeypatch: pytest.MonkeyPatch, sink: CollectingSink) -> None:
    monkeypatch.setitem(__import__("sys").modules, "nfc.clf", None)
    manifest = read_manifest(DRIVERS_FOLDER / "nfc_usb/manifest.toml", Manifest)

    with pytest.raises(LibraryMissing, match="nfcpy"):
        create(manifest.checked_settings({}), driver_context(sink, "nfc_usb"))
