"""A technician scans the test code again and again while the trial finds out how the scanner is set."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from fidpos.readers.driver import FaultCode, ReaderState
from fidpos.readers.drivers.serial_line.driver import SerialDriver
from fidpos.readers.drivers.serial_line.port import Port, open_port
from fidpos.readers.drivers.serial_line.settings import LineCoding
from fidpos.readers.drivers.serial_line.speeds import CODINGS
from fidpos.readers.drivers.serial_line.trial import SerialTrial, try_out
from fidpos.readers.errors import DeviceUnavailable, SettingsRefused
from fidpos.readers.own_number import make_ean13
from fidpos.readers.trial import Discovery, TrialContext
from tests.helpers.collecting_sink import CollectingSink
from tests.helpers.reader_context import DECODER, driver_context
from tests.helpers.serial_port import PtyScanner, serial_driver

CODE = make_ean13("1234", 48)
OTHER = make_ean13("1234", 49)
CARD_NUMBER = "4111111111111111"
LIMIT_S = 60.0
SCANS_MAX = 60


class Notebook:
    """Keeps what the trial says."""

    def __init__(self) -> None:
        self.discoveries: list[Discovery] = []
        self._changed = threading.Condition()

    def take(self, discovery: Discovery) -> None:
        with self._changed:
            self.discoveries.append(discovery)
            self._changed.notify_all()

    def more_than(self, count: int, limit_s: float = LIMIT_S) -> bool:
        """Whether that many discoveries and another one were made in time."""
        with self._changed:
            return self._changed.wait_for(lambda: len(self.discoveries) > count, limit_s)

    @property
    def keys(self) -> list[str]:
        return [insight.key for found in self.discoveries for insight in found.insights]


class Ear:
    """The trial's real port; nothing is scanned into one that is just being opened, which would drop it."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._port: Port | None = None
        self._awaited: Callable[[], None] = lambda: None

    def before_each_look(self, happens: Callable[[], None]) -> None:
        """What comes in whenever the trial looks for more."""
        self._awaited = happens

    def open(self, path: str, coding: LineCoding, pause_s: float) -> Port:
        port = open_port(path, coding, pause_s)
        with self._changed:
            self._port = port
            self._changed.notify_all()
        return self

    def read(self, timeout_s: float | None) -> bytes:
        assert self._port is not None
        self._awaited()
        return self._port.read(timeout_s)

    def wake(self) -> None:
        port = self._port
        if port is not None:
            port.wake()

    def close(self) -> None:
        with self._changed:
            port, self._port = self._port, None
        if port is not None:
            port.close()

    def wait_until_open(self) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: self._port is not None, LIMIT_S), "the port is not opened"


@pytest.fixture
def notebook() -> Notebook:
    return Notebook()


@pytest.fixture
def ear() -> Ear:
    return Ear()


@pytest.fixture
def trial(scanner: PtyScanner, notebook: Notebook, ear: Ear) -> Iterator[SerialTrial]:
    made = SerialTrial(str(scanner.port), CODE, context(notebook), opener=ear.open)
    yield made
    made.close()


def context(notebook: Notebook) -> TrialContext:
    return TrialContext(decoder=DECODER, monotonic_s=time.monotonic, on_discovery=notebook.take)


def heard(scanner: PtyScanner, sent: bytes, *, baud: int) -> bytes:
    """What a till hears of it at the speed it listens with; a pseudo-terminal itself has none."""
    if scanner.baud == baud:
        return sent
    return b"\xf8\x80" * max(1, len(sent) * scanner.baud // baud // 2)


def scan_until_whole(
    scanner: PtyScanner, ear: Ear, notebook: Notebook, sent: bytes, *, baud: int
) -> Discovery:
    """Pull the trigger, look at the screen, pull it again."""
    for _ in range(SCANS_MAX):
        ear.wait_until_open()
        count = len(notebook.discoveries)
        scanner.send(heard(scanner, sent, baud=baud))
        assert notebook.more_than(count)
        if notebook.discoveries[-1].is_whole:
            return notebook.discoveries[-1]
    raise AssertionError(f"never whole: {notebook.keys}")


@pytest.mark.parametrize("baud", [9600, 115200, 38400, 1200])
def test_the_speed_is_found_by_scanning_again(
    scanner: PtyScanner, ear: Ear, trial: SerialTrial, notebook: Notebook, baud: int
) -> None:
    trial.start()
    found = scan_until_whole(scanner, ear, notebook, f"]E0{CODE}\r\n".encode(), baud=baud)

    assert found.settings["baud"] == baud
    assert found.settings["framing"] == "crlf"
    assert found.settings["aim"] is True
    assert len(notebook.discoveries) <= 5


def test_with_what_was_found_the_driver_reads(
    scanner: PtyScanner, ear: Ear, trial: SerialTrial, notebook: Notebook, sink: CollectingSink
) -> None:
    trial.start()
    found = scan_until_whole(scanner, ear, notebook, f"\x02{CODE}\x03".encode(), baud=19200)
    trial.close()
    settings = {name: value for name, value in found.settings.items() if name != "device"}
    driver: SerialDriver = serial_driver(driver_context(sink, "serial_line"), scanner.port, **settings)
    driver.start()
    sink.wait_for_state(str(scanner.port), ReaderState.READY)
    scanner.send(heard(scanner, f"\x02{OTHER}\x03".encode(), baud=19200))

    (read,) = sink.wait_for_reads(1)
    assert getattr(read, "token").value == OTHER  # noqa: B009
    driver.close()


def test_another_code_is_said_to_be_one_and_the_speed_stays(
    scanner: PtyScanner, trial: SerialTrial, notebook: Notebook
) -> None:
    trial.start()
    scanner.send(f"{OTHER}\r".encode())
    assert notebook.more_than(0)

    assert notebook.keys == ["trial.serial.other_code"]
    assert notebook.discoveries[0].raw == (f"{OTHER}\r".encode(),)
    assert scanner.baud == 9600


def test_nothing_of_a_bank_card_is_shown(scanner: PtyScanner, trial: SerialTrial, notebook: Notebook) -> None:
    trial.start()
    scanner.send(f"%B{CARD_NUMBER}^DOE/J^3012?;{CARD_NUMBER}=3012?\r".encode())
    assert notebook.more_than(0)

    assert notebook.discoveries[0].raw == ()


def test_a_scan_that_comes_in_pieces_is_one_scan(
    scanner: PtyScanner, ear: Ear, trial: SerialTrial, notebook: Notebook
) -> None:
    pieces = iter((CODE[:5], CODE[5:], "\r"))
    ear.before_each_look(lambda: scanner.send(next(pieces, "").encode()))
    trial.start()
    assert notebook.more_than(0)

    assert [found.is_whole for found in notebook.discoveries] == [True]


def test_a_scanner_unplugged_meanwhile_is_said_and_taken_again(
    scanner: PtyScanner, ear: Ear, trial: SerialTrial, notebook: Notebook
) -> None:
    trial.start()
    scanner.unplug()
    assert notebook.more_than(0)
    scanner.plug()
    assert notebook.more_than(1)
    scan_until_whole(scanner, ear, notebook, f"{CODE}\r".encode(), baud=9600)

    assert notebook.keys[:2] == ["trial.serial.lost", "trial.serial.back"]


def test_when_nothing_can_be_read_at_any_speed_that_is_said_and_it_begins_again(
    scanner: PtyScanner, ear: Ear, notebook: Notebook
) -> None:
    trial = SerialTrial(str(scanner.port), CODE, context(notebook), opener=ear.open, silence_s=0.02)
    trial.start()
    for _ in CODINGS:
        count = len(notebook.discoveries)
        while not notebook.more_than(count, 0.05):
            scanner.send(b"\x80\xf0" * 7)

    assert "trial.serial.exhausted" in notebook.keys
    scan_until_whole(scanner, ear, notebook, f"{CODE}\r".encode(), baud=9600)
    trial.close()


def test_a_device_that_cannot_be_opened_is_refused_at_the_start(
    scanner: PtyScanner, trial: SerialTrial
) -> None:
    scanner.unplug()

    with pytest.raises(DeviceUnavailable) as raised:
        trial.start()
    assert raised.value.fault.code is FaultCode.DEVICE_LOST


def test_a_device_that_is_none_is_refused(notebook: Notebook) -> None:
    with pytest.raises(SettingsRefused):
        try_out("usb:what", CODE, context(notebook))


def test_closing_gives_the_port_back_also_twice(
    scanner: PtyScanner,
    trial: SerialTrial,
    notebook: Notebook,
    start: Callable[..., SerialDriver],
    sink: CollectingSink,
) -> None:
    trial.start()
    trial.close()
    trial.close()

    start(scanner)
    sink.wait_for_state(str(scanner.port), ReaderState.READY)
