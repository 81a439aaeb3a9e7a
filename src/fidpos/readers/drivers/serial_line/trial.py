"""Finds out how a scanner on a serial line is set, from scans of one code whose text is known."""

import logging
import re
import threading

from fidpos.domain.card import Refusal, RefusedRead
from fidpos.readers.driver import FaultCode, ReadOrigin
from fidpos.readers.drivers.serial_line.address import AddressInvalid, parse_address
from fidpos.readers.drivers.serial_line.diagnosis import Burst, Diagnosis, Verdict, diagnose
from fidpos.readers.drivers.serial_line.listing import ListPorts, list_ports
from fidpos.readers.drivers.serial_line.locator import Locator
from fidpos.readers.drivers.serial_line.port import OpenPort, Port, load_library, open_port
from fidpos.readers.drivers.serial_line.speeds import FIRST, Attempt, next_coding
from fidpos.readers.errors import DeviceUnavailable, SettingsRefused
from fidpos.readers.trial import Discovery, Insight, TrialContext

log = logging.getLogger(__name__)

SILENCE_S = 0.3
"""A scanner that pauses longer within a code is of no use."""

BURST_LENGTH_MAX = 4096
LOOK_AGAIN_S = 0.5
_NAME = "serial_line"
_EXHAUSTED = Insight(key="trial.serial.exhausted", is_trouble=True)


def try_out(device: str, expected: str, context: TrialContext) -> "SerialTrial":
    """Prepare to listen to a device; `expected` is the text of the code that will be scanned.

    Raises:
        LibraryMissing: pyserial is not installed.
        SettingsRefused: no device is called so.
    """
    load_library()
    return SerialTrial(device, expected, context)


class SerialTrial:
    """Listens, and steps on to another speed whenever what came cannot be read.

    Args:
        silence_s: so long nothing comes after a scan.
    """

    def __init__(
        self,
        device: str,
        expected: str,
        context: TrialContext,
        *,
        ports: ListPorts = list_ports,
        opener: OpenPort = open_port,
        silence_s: float = SILENCE_S,
    ) -> None:
        try:
            self._locator = Locator(parse_address(device), ports)
        except AddressInvalid as error:
            raise SettingsRefused(f"{_NAME}.device {error}") from error
        self._device = device
        self._expected = expected
        self._context = context
        self._open = opener
        self._silence_s = silence_s
        self._coding = FIRST
        self._attempts: list[Attempt] = []
        self._port: Port | None = None
        self._is_lost = False
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"{_NAME} trial", daemon=True)

    def start(self) -> None:
        """Open the port and begin to listen.

        Raises:
            DeviceUnavailable: it cannot be opened.
        """
        self._port = self._opened()
        self._thread.start()

    def close(self, timeout_s: float = 2.0) -> None:
        """Let go of the port."""
        self._stop.set()
        port = self._port
        if port is not None:
            port.wake()
        if self._thread.is_alive():
            self._thread.join(timeout_s)

    def _run(self) -> None:
        try:
            while not self._stop.is_set():
                try:
                    port = self._port or self._reopened()
                    if not self._stop.is_set():  # Who closed us meanwhile found no port to wake.
                        self._hear(port)
                except DeviceUnavailable as error:
                    self._let_go()
                    if error.fault.code is FaultCode.SETTINGS_REFUSED:
                        self._pass_over()
                    else:
                        self._tell_lost()
                        self._stop.wait(LOOK_AGAIN_S)
        except Exception:
            log.exception("the trial of a serial scanner failed")
        finally:
            self._let_go()

    def _opened(self) -> Port:
        return self._open(self._locator.find().path, self._coding, self._silence_s)

    def _reopened(self) -> Port:
        self._port = self._opened()
        if self._is_lost:
            self._is_lost = False
            self._tell(Insight(key="trial.serial.back"))
        return self._port

    def _let_go(self) -> None:
        port, self._port = self._port, None
        if port is not None:
            port.close()

    def _tell_lost(self) -> None:
        if not self._is_lost:
            self._is_lost = True
            self._tell(Insight(key="trial.serial.lost", is_trouble=True))

    def _hear(self, port: Port) -> None:
        """Wait for one burst and say what it tells."""
        burst = self._burst(port)
        if not burst.data:
            return
        diagnosis = diagnose(burst, self._expected, self._coding)
        insights = diagnosis.insights
        if diagnosis.verdict is Verdict.UNREADABLE:
            insights = (self._step_on(burst),)
        self._context.on_discovery(
            Discovery(
                is_whole=diagnosis.verdict is Verdict.WHOLE,
                settings=self._settings(diagnosis),
                insights=insights,
                raw=() if self._is_bank_card(burst.data) else (burst.data,),
            )
        )

    def _burst(self, port: Port) -> Burst:
        """All that comes until it is silent; nothing when the wait was interrupted."""
        data = port.read(None)
        last_s = self._context.monotonic_s()
        pause_max_s = 0.0
        while data and len(data) < BURST_LENGTH_MAX and not self._stop.is_set():
            more = port.read(self._silence_s)
            pause_s = self._context.monotonic_s() - last_s
            if more:
                data += more
                last_s += pause_s
                pause_max_s = max(pause_max_s, pause_s)
            elif pause_s >= self._silence_s:
                break
        return Burst(data=data, pause_max_s=pause_max_s)

    def _step_on(self, burst: Burst) -> Insight:
        """Choose the next coding; the port is opened anew with it."""
        heard = self._coding
        self._attempts.append(Attempt(coding=heard, count=len(burst.data)))
        self._let_go()
        if not self._choose_coding():
            return _EXHAUSTED
        params = {"heard": str(heard.baud), "next": str(self._coding.baud)}
        return Insight(key="trial.serial.unreadable", params=params, is_trouble=True)

    def _pass_over(self) -> None:
        """The port does not know this coding, which leaves the last thing heard as it was."""
        self._attempts.insert(0, Attempt(coding=self._coding, count=0))
        if not self._choose_coding():
            self._tell(_EXHAUSTED)
            self._stop.wait(LOOK_AGAIN_S)

    def _choose_coding(self) -> bool:
        """Set the next coding; False when all were tried, which begins again with the first."""
        following = next_coding(self._attempts, len(self._expected))
        if following is None:
            self._attempts.clear()
        self._coding = following or FIRST
        return following is not None

    def _settings(self, diagnosis: Diagnosis) -> dict[str, bool | int | str | tuple[str, ...]]:
        return {"device": self._device, **diagnosis.settings} if diagnosis.settings else {}

    def _is_bank_card(self, data: bytes) -> bool:
        """Whether what came holds a bank card's data, of which nothing may be shown."""
        origin = ReadOrigin(
            driver=_NAME, device=self._device, sequence=0, monotonic_s=self._context.monotonic_s()
        )
        reads = [self._context.decoder.scan(text, origin) for text in re.findall(rb"[\x20-\x7e]+", data)]
        return any(isinstance(read, RefusedRead) and read.reason is Refusal.BANK_CARD for read in reads)

    def _tell(self, insight: Insight) -> None:
        self._context.on_discovery(Discovery(is_whole=False, insights=(insight,)))
