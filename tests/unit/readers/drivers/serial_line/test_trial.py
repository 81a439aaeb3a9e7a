"""The trial over ports that a test holds in its hands; real ones are in tests/integration/serial."""

import queue
import threading
import time

import pytest

from fidpos.readers.driver import Fault, FaultCode
from fidpos.readers.drivers.serial_line.port import Port
from fidpos.readers.drivers.serial_line.settings import LineCoding
from fidpos.readers.drivers.serial_line.speeds import CODINGS, FIRST
from fidpos.readers.drivers.serial_line.trial import SerialTrial
from fidpos.readers.errors import DeviceUnavailable
from fidpos.readers.trial import Discovery, TrialContext
from tests.helpers.reader_context import DECODER
from tests.helpers.serial_port import HandPort

LIMIT_S = 60.0
NOISE = b"\x80\xf0" * 7


class Line:
    """A port that knows some codings; each time it is opened it is another `HandPort`."""

    def __init__(self, *known: LineCoding) -> None:
        self.known = known
        self.tried: list[LineCoding] = []
        self.opened: queue.SimpleQueue[HandPort] = queue.SimpleQueue()
        self.told: queue.SimpleQueue[Discovery] = queue.SimpleQueue()

    def open(self, path: str, coding: LineCoding, pause_s: float) -> Port:
        self.tried.append(coding)
        if coding not in self.known:
            raise DeviceUnavailable(Fault(code=FaultCode.SETTINGS_REFUSED))
        port = HandPort()
        self.opened.put(port)
        return port

    def trial(self) -> SerialTrial:
        context = TrialContext(decoder=DECODER, monotonic_s=time.monotonic, on_discovery=self.told.put)
        return SerialTrial("COM3", "2010000000486", context, opener=self.open, silence_s=0.01)

    def keys(self) -> list[str]:
        """What the next discovery says."""
        return [insight.key for insight in self.told.get(timeout=LIMIT_S).insights]


def test_codings_that_the_port_does_not_know_are_passed_over_until_all_were_tried() -> None:
    line = Line(FIRST)
    trial = line.trial()
    trial.start()
    line.opened.get(timeout=LIMIT_S).put(NOISE)

    assert line.keys() == ["trial.serial.unreadable"]
    assert line.keys() == ["trial.serial.exhausted"]
    line.opened.get(timeout=LIMIT_S).put(b"2010000000486\r")
    assert line.told.get(timeout=LIMIT_S).is_whole
    assert set(line.tried) == set(CODINGS)
    trial.close()


def test_each_port_is_given_back_before_the_next_coding_is_tried() -> None:
    line = Line(*CODINGS)
    trial = line.trial()
    trial.start()
    first = line.opened.get(timeout=LIMIT_S)
    first.put(NOISE)
    second = line.opened.get(timeout=LIMIT_S)

    assert first.closed
    trial.close()
    assert second.closed


def test_a_trial_closed_while_it_opens_the_port_anew_gives_it_back() -> None:
    line = Line(*CODINGS)
    trial = line.trial()
    trial.start()
    opened = line.open

    def closed_meanwhile(path: str, coding: LineCoding, pause_s: float) -> Port:
        closing = threading.Thread(target=trial.close, args=(0.0,))
        closing.start()
        closing.join(LIMIT_S)
        return opened(path, coding, pause_s)

    trial._open = closed_meanwhile
    line.opened.get(timeout=LIMIT_S).put(NOISE)
    second = line.opened.get(timeout=LIMIT_S)
    trial._thread.join(LIMIT_S)

    assert not trial._thread.is_alive()
    assert second.closed


def test_our_own_mistake_ends_the_trial_and_gives_the_port_back(caplog: pytest.LogCaptureFixture) -> None:
    line = Line(FIRST)
    trial = line.trial()
    trial.start()
    port = line.opened.get(timeout=LIMIT_S)
    port.put(ZeroDivisionError("ours"))
    trial._thread.join(LIMIT_S)

    assert port.closed
    assert "the trial of a serial scanner failed" in caplog.text
    trial.close()
