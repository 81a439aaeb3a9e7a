"""reader.insert and reader.recovery: the PC/SC driver on the real pcscd with its virtual reader.

`insert` goes from the service's word that a card is there to the read in the sink: the service's own poll,
some 400 ms, is left out. Beside it, the same two commands to the same card raw: connect, SELECT, GET DATA,
disconnect. `recovery` goes from the moment at which a killed service answers again to the light that says
READY.
"""

import os
import subprocess
import tempfile
import threading
import time
from pathlib import Path
from types import ModuleType

from benchmarks.report import Emit, Figure
from fidpos.bootstrap.demo.pcscd import FIRST_READER, SOCKET_VARIABLE, VirtualPcscd
from fidpos.domain.card import CardRead, RefusedRead
from fidpos.readers.cards.catalogue import Catalogue
from fidpos.readers.cards.formats.applet.commands import GET_NUMBER, SELECT
from fidpos.readers.cards.secrets import NoSecrets
from fidpos.readers.decode import CardDecoder
from fidpos.readers.driver import DeviceStatus, DriverContext, ReaderState
from fidpos.readers.drivers.pcsc.api import STATE_PRESENT, Api, load_scard
from fidpos.readers.drivers.pcsc.driver import PcscDriver
from fidpos.readers.drivers.pcsc.settings import PcscSettings
from fidpos.readers.manifest import MANIFEST_NAME, Manifest, read_manifest
from fidpos.readers.own_number import NumberLayout, make_ean13
from fidpos.readers.registry import DRIVERS_FOLDER

INSERTIONS = 200
RESTARTS = 20
LIMIT_S = 10.0
MERCHANT = "1234"
NUMBER = make_ean13(MERCHANT, 1)


class NotedScard(ModuleType):
    """The library, noting when the service said that a card is there."""

    def __init__(self, scard: ModuleType) -> None:
        super().__init__("noted_scard")
        self.noticed_s = 0.0
        self._scard = scard

    def __getattr__(self, name: str) -> object:
        """Everything else is the library's own."""
        return getattr(self._scard, name)

    def SCardGetStatusChange(  # noqa: N802
        self, context: int, timeout_ms: int, asked: list[tuple[str, int]]
    ) -> tuple[int, list[tuple[str, int, list[int]]]]:
        """The library's own; a card that was not there before is noted."""
        code, states = self._scard.SCardGetStatusChange(context, timeout_ms, asked)
        known = dict(asked)
        if any(raw & STATE_PRESENT and not known.get(name, 0) & STATE_PRESENT for name, raw, _ in states):
            self.noticed_s = time.perf_counter()
        return code, states


class Watch:
    """A `ReaderSink` that says when something happened."""

    def __init__(self) -> None:
        self.read_s = 0.0
        self.has_read = threading.Event()
        self.has_emptied = threading.Event()
        self.is_ready = threading.Event()

    def read(self, read: CardRead | RefusedRead) -> None:
        """Note the time."""
        self.read_s = time.perf_counter()
        assert isinstance(read, CardRead)
        self.has_read.set()

    def removed(self, *, driver: str, device: str) -> None:  # noqa: ARG002
        """The reader is empty."""
        self.has_emptied.set()

    def status(self, status: DeviceStatus) -> None:
        """Whether the first reader is ready."""
        if status.device == FIRST_READER:
            (self.is_ready.set if status.state is ReaderState.READY else self.is_ready.clear)()


def run(emit: Emit) -> None:
    """Some four minutes: the service looks at its readers every 400 ms."""
    with tempfile.TemporaryDirectory(prefix="fidpos-") as folder:
        pcscd = VirtualPcscd(Path(folder))
        os.environ[SOCKET_VARIABLE] = str(pcscd.socket_path)
        pcscd.start()
        scard, watch = NotedScard(load_scard()), Watch()
        driver = _driver(scard, watch)
        driver.start()
        try:
            _insertions(emit, pcscd, scard, watch)
            _restarts(emit, pcscd, watch)
        finally:
            driver.close()
            pcscd.stop()


def _insertions(emit: Emit, pcscd: VirtualPcscd, scard: NotedScard, watch: Watch) -> None:
    times_ms: list[float] = []
    raw_ms: list[float] = []
    command = pcscd.card_command("-m", "benchmarks.cases.card_hand", NUMBER)
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as hand:
        assert hand.stdin is not None
        for _ in range(INSERTIONS):
            watch.has_read.clear()
            watch.has_emptied.clear()
            _turn(hand)
            assert watch.has_read.wait(LIMIT_S), "the card was not read"
            times_ms.append((watch.read_s - scard.noticed_s) * 1000)
            raw_ms.append(_raw_ms(Api(scard)))
            _turn(hand)
            assert watch.has_emptied.wait(LIMIT_S), "the reader did not empty"
        hand.stdin.close()
    for name, each in (("reader.insert", times_ms), ("reader.insert.raw", raw_ms)):
        each.sort()
        target = "" if name.endswith("raw") else "<= 5"
        emit(Figure(name=f"{name}.p50", value=each[len(each) // 2], unit="ms"))
        emit(Figure(name=f"{name}.p99", value=each[len(each) * 99 // 100], unit="ms", target=target))


def _restarts(emit: Emit, pcscd: VirtualPcscd, watch: Watch) -> None:
    worst_s = 0.0
    for _ in range(RESTARTS):
        assert watch.is_ready.wait(LIMIT_S), "the reader did not come back"
        pcscd.kill()
        time.sleep(0.5)  # Long enough to be seen to be away.
        pcscd.start()
        answers_s = time.perf_counter()
        assert watch.is_ready.wait(LIMIT_S), "the reader did not come back"
        worst_s = max(worst_s, time.perf_counter() - answers_s)
    emit(Figure(name="reader.recovery.worst", value=worst_s, unit="s", target="<= 1"))


def _turn(hand: subprocess.Popen[str]) -> None:
    assert hand.stdin is not None
    hand.stdin.write("\n")
    hand.stdin.flush()


def _raw_ms(api: Api) -> float:
    started_s = time.perf_counter()
    context = api.establish()
    card = api.connect(context, FIRST_READER)
    api.transmit(card, SELECT)
    api.transmit(card, GET_NUMBER)
    api.disconnect(card)
    api.release(context)
    return (time.perf_counter() - started_s) * 1000


def _driver(scard: ModuleType, watch: Watch) -> PcscDriver:
    manifest = read_manifest(DRIVERS_FOLDER / "pcsc" / MANIFEST_NAME, Manifest)
    context = DriverContext(
        name="pcsc",
        sink=watch,
        cards=Catalogue({"applet": {}}, NoSecrets()).recogniser(),
        decoder=CardDecoder(NumberLayout(merchant_code=MERCHANT)),
        monotonic_s=time.monotonic,
    )
    return PcscDriver(PcscSettings.of(manifest.checked_settings({"match": "Virtual PCD"})), context, scard)
