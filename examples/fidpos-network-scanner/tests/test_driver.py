"""The driver against a scanner on the loopback: whole lines, broken lines, a scanner that goes and comes."""
# ruff: noqa: D102, D103

import queue
import socket
import time
from collections.abc import Iterator

import pytest
from fidpos_network_scanner.driver import NetworkScanner, create

from fidpos.domain.card import CardRead, RefusedRead
from fidpos.readers.cards.recogniser import Recogniser
from fidpos.readers.decode import CardDecoder
from fidpos.readers.driver import DeviceStatus, DriverContext, ReaderState
from fidpos.readers.errors import SettingsRefused
from fidpos.readers.own_number import NumberLayout, make_ean13

NUMBER = make_ean13("1234", 48)
LIMIT_S = 5.0


class Till:
    """What the driver says, in order."""

    def __init__(self) -> None:
        self.reads: queue.Queue[CardRead | RefusedRead] = queue.Queue()
        self.states: queue.Queue[ReaderState] = queue.Queue()

    def read(self, read: CardRead | RefusedRead) -> None:
        self.reads.put(read)

    def removed(self, *, driver: str, device: str) -> None:
        raise AssertionError(f"{driver} {device}: a scanned code does not stay")

    def status(self, status: DeviceStatus) -> None:
        self.states.put(status.state)

    def wait_for(self, state: ReaderState) -> None:
        while self.states.get(timeout=LIMIT_S) is not state:
            pass


@pytest.fixture
def till() -> Till:
    return Till()


@pytest.fixture
def scanner() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(LIMIT_S)
        yield server


@pytest.fixture
def context(till: Till) -> DriverContext:
    return DriverContext(
        name="network_scanner",
        sink=till,
        cards=Recogniser(()),
        decoder=CardDecoder(NumberLayout(merchant_code="1234")),
        monotonic_s=time.monotonic,
    )


@pytest.fixture
def driver(scanner: socket.socket, context: DriverContext) -> Iterator[NetworkScanner]:
    made = create({"host": "127.0.0.1", "port": scanner.getsockname()[1]}, context)
    made.start()
    yield made
    made.close()


@pytest.mark.usefixtures("driver")
def test_a_line_is_a_read_however_it_is_cut_into_packets(scanner: socket.socket, till: Till) -> None:
    connection, _ = scanner.accept()
    with connection:
        connection.sendall(NUMBER[:5].encode())
        connection.sendall(NUMBER[5:].encode() + b"\r\n")

        read = till.reads.get(timeout=LIMIT_S)
    assert isinstance(read, CardRead)
    assert read.token.value == NUMBER


@pytest.mark.usefixtures("driver")
def test_a_line_that_breaks_off_is_refused_and_the_scanner_is_found_again(
    scanner: socket.socket, till: Till
) -> None:
    connection, _ = scanner.accept()
    connection.sendall(NUMBER.encode())
    connection.close()

    assert isinstance(till.reads.get(timeout=LIMIT_S), RefusedRead)
    till.wait_for(ReaderState.NO_DEVICE)
    again, _ = scanner.accept()
    till.wait_for(ReaderState.READY)
    again.close()


def test_a_host_is_needed(context: DriverContext) -> None:
    with pytest.raises(SettingsRefused):
        create({"host": "", "port": 9000}, context)
