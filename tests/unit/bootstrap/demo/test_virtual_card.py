"""The card program against a slot made by the test, which speaks vpcd's side of the protocol."""

import os
import socket
import sys
import threading
from collections.abc import Iterator

import pytest

from fidpos.bootstrap.demo import virtual_card
from fidpos.bootstrap.demo.virtual_card import CardTakenAway, insert, main
from fidpos.readers.cards.formats.applet.commands import GET_NUMBER, SELECT
from fidpos.readers.cards.storage_card import GET_UID
from fidpos.readers.drivers.pcsc import codes
from fidpos.readers.drivers.simulated.virtual_cards import AppletCard, BankCard, UidCard, VirtualChip
from tests.helpers.fake_scard import FakeScard

LIMIT_S = 60.0
READER = "Virtual PCD 00 00"
BANK_CARD_ONCE_EMPTY = ["--profile", "bank", "--once-empty", READER]
POWER_ON, RESET, ATR = b"\x01", b"\x02", b"\x04"


class Slot:
    """vpcd's side: listens, and talks to the card that connects."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(LIMIT_S)
        self._card: socket.socket | None = None

    @property
    def port(self) -> int:
        return int(self._listener.getsockname()[1])

    def accept(self) -> None:
        self._card, _ = self._listener.accept()
        self._card.settimeout(LIMIT_S)

    def tell(self, message: bytes) -> None:
        assert self._card is not None
        self._card.sendall(len(message).to_bytes(2, "big") + message)

    def ask(self, message: bytes) -> bytes:
        assert self._card is not None
        self.tell(message)
        length = int.from_bytes(self._card.recv(2, socket.MSG_WAITALL), "big")
        return self._card.recv(length, socket.MSG_WAITALL)

    def card_is_gone(self) -> bool:
        assert self._card is not None
        return self._card.recv(1) == b""

    def close(self) -> None:
        if self._card is not None:
            self._card.close()
        self._listener.close()


@pytest.fixture
def slot() -> Iterator[Slot]:
    slot = Slot()
    yield slot
    slot.close()


class Inserted:
    """A card program on a thread, with a pipe for its standard input."""

    def __init__(self, chip: VirtualChip, slot: Slot) -> None:
        reading, self._writing = os.pipe()
        self.status: int | None = None
        self._input = os.fdopen(reading, "rb")
        self._thread = threading.Thread(target=self._run, args=(chip, slot.port))
        self._thread.start()
        slot.accept()

    def take_away(self) -> None:
        os.close(self._writing)
        self._thread.join(LIMIT_S)
        self._input.close()

    def _run(self, chip: VirtualChip, port: int) -> None:
        self.status = insert(chip, port=port, until=self._input)


@pytest.mark.parametrize(
    ("chip", "exchanges"),
    [
        (AppletCard("2012340000486"), [(SELECT, "9000"), (GET_NUMBER, b"2012340000486".hex() + "9000")]),
        (UidCard(bytes.fromhex("04E10CDA993C80")), [(GET_UID, "04e10cda993c809000")]),
        (BankCard(), [(SELECT, "6a82")]),
    ],
)
def test_a_card_says_its_atr_and_answers_commands(
    slot: Slot, chip: VirtualChip, exchanges: list[tuple[bytes, str]]
) -> None:
    inserted = Inserted(chip, slot)

    slot.tell(POWER_ON)
    assert slot.ask(ATR) == chip.atr
    for command, answer in exchanges:
        assert slot.ask(command).hex() == answer
    inserted.take_away()


def test_a_reset_forgets_what_was_selected(slot: Slot) -> None:
    inserted = Inserted(AppletCard("2012340000486"), slot)

    slot.ask(SELECT)
    slot.tell(RESET)
    assert slot.ask(GET_NUMBER).hex() == "6d00"
    inserted.take_away()


def test_a_message_of_one_unknown_byte_is_left_unanswered(slot: Slot) -> None:
    inserted = Inserted(AppletCard("2012340000486"), slot)

    slot.tell(b"\x09")
    assert slot.ask(SELECT).hex() == "9000"
    inserted.take_away()


def test_the_end_of_its_input_takes_the_card_away(slot: Slot) -> None:
    inserted = Inserted(AppletCard("2012340000486"), slot)
    inserted.take_away()

    assert slot.card_is_gone()
    assert inserted.status == 0


def test_a_reader_that_lets_go_ends_the_program(slot: Slot) -> None:
    inserted = Inserted(AppletCard("2012340000486"), slot)
    slot.close()
    inserted.take_away()

    assert inserted.status == 0


def test_a_card_can_leave_in_the_middle_of_a_command(slot: Slot) -> None:
    class Leaving(BankCard):
        def respond(self, command: bytes) -> bytes:
            raise CardTakenAway

    inserted = Inserted(Leaving(), slot)
    slot.tell(SELECT)

    assert slot.card_is_gone()
    inserted.take_away()


def test_without_a_reader_it_says_so(slot: Slot, capsys: pytest.CaptureFixture[str]) -> None:
    port = slot.port
    slot.close()

    assert main(["--profile", "uid", "--uid", "04E10CDA993C80", "--port", str(port)]) == 1
    assert f"no virtual reader on port {port}" in capsys.readouterr().err


@pytest.fixture
def scard(monkeypatch: pytest.MonkeyPatch) -> FakeScard:
    scard = FakeScard()
    scard.plug(READER)
    monkeypatch.setitem(sys.modules, "smartcard.scard", scard)
    return scard


@pytest.mark.usefixtures("scard")
def test_asked_to_wait_it_goes_into_an_empty_reader(slot: Slot, capsys: pytest.CaptureFixture[str]) -> None:
    port = slot.port
    slot.close()

    assert main([*BANK_CARD_ONCE_EMPTY, "--port", str(port)]) == 1
    assert f"no virtual reader on port {port}" in capsys.readouterr().err


def test_asked_to_wait_it_does_not_push_into_a_reader_that_stays_occupied(
    slot: Slot, scard: FakeScard, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(virtual_card, "EMPTY_LIMIT_S", 0.01)
    scard.insert(READER, BankCard())

    assert main([*BANK_CARD_ONCE_EMPTY, "--port", str(slot.port)]) == 1
    assert f"{READER}: a card is still in it" in capsys.readouterr().err


def test_asked_to_wait_without_a_service_it_says_so(
    slot: Slot, scard: FakeScard, capsys: pytest.CaptureFixture[str]
) -> None:
    scard.stop_service(codes.NO_SERVICE)

    assert main([*BANK_CARD_ONCE_EMPTY, "--port", str(slot.port)]) == 1
    assert f"{READER}: 0x8010001d" in capsys.readouterr().err


def test_asked_to_wait_without_the_library_it_says_so(
    slot: Slot, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "smartcard.scard", None)

    assert main([*BANK_CARD_ONCE_EMPTY, "--port", str(slot.port)]) == 1
    assert "pyscard" in capsys.readouterr().err
