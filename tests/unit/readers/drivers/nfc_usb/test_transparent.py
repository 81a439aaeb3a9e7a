"""The transparent session of PC/SC, object by object."""

import pytest

from fidpos.readers.cards.formats.ntag21x.raw_exchange import raw_exchange
from fidpos.readers.drivers.nfc_usb import transparent
from fidpos.readers.drivers.nfc_usb.apdu import parse_apdu
from fidpos.readers.drivers.nfc_usb.pseudo_apdu import MemoryReader
from fidpos.readers.drivers.nfc_usb.sensed import type_a
from tests.helpers.nfc_cards import Ntag213
from tests.unit.readers.drivers.nfc_usb.test_pseudo_apdu import SIGNATURE, UID, InField


class Card:
    """Says the same to every frame, and keeps what it was told, with the limit."""

    def __init__(self, answer: bytes | None = b"\x0a") -> None:
        self.answer = answer
        self.told: list[tuple[str, float]] = []

    def native(self, frame: bytes, timeout_s: float) -> bytes | None:
        self.told.append((frame.hex(), timeout_s))
        return self.answer


def ask(command: str, card: Card | None = None) -> str:
    asked = parse_apdu(bytes.fromhex(command))
    assert asked is not None
    answer = transparent.answer(asked, (card or Card()).native)
    return f"{answer.data.hex().upper()} {answer.status:04X}".strip()


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("FFC20000 02 8100", "C003009000 9000"),
        ("FFC20000 04 83008400", "C003009000 9000"),
        ("FFC20000 02 8500", "C003016A81 9000"),
        ("FFC20002 04 8F020003", "C003009000 9000"),
        ("FFC20002 04 8F020004", "C003016A81 9000"),
        ("FFC20001 04 95023C00", "C0030090009201009602000097010A 9000"),
        ("FFC20001 06 900200009501", "6A80"),
        ("FFC20001 08 9002000095023C00", "C0030090009201009602000097010A 9000"),
        ("FFC20001 04 93023C00", "C003016A81 9000"),
        ("FFC20001 02 9500", "C003016A81 9000"),
        ("FFC20001 05 95043C00 00", "6A80"),
        ("FFC20001 01 5F", "6A80"),
        ("FFC20001 01 95", "6A80"),
        ("FFC20001 03 958300", "6A80"),
        ("FFC20003 02 8100", "6A81"),
    ],
)
def test_objects_are_answered_one_by_one(command: str, answer: str) -> None:
    assert ask(command) == answer


@pytest.mark.parametrize(
    ("timer", "limit_s"),
    [("0003D090", 0.25), ("90D00300", 0.25), ("00000001", 0.005), ("40420F00", 1.0), ("FFFFFFFF", 1.0)],
)
def test_a_timer_is_taken_in_either_order_of_bytes_and_within_reason(timer: str, limit_s: float) -> None:
    card = Card()
    ask(f"FFC20001 0B 5F4604{timer} 95023C00", card)

    assert card.told == [("3c00", limit_s)]


def test_a_silent_card_is_told_by_the_error_object() -> None:
    assert ask("FFC20001 04 95023C00", Card(None)) == "C003016401 9000"


@pytest.mark.parametrize(("length", "head"), [(127, "977F"), (128, "978180"), (256, "97820100")])
def test_a_long_answer_has_a_long_length(length: int, head: str) -> None:
    said = ask("FFC20001 05 95033A0427", Card(bytes(length)))

    assert said.startswith(f"C00300900092010096020000{head}0000")


def test_a_card_format_gets_the_originality_signature_this_way() -> None:
    reader = MemoryReader(type_a("106A", uid=UID, sak=0), InField(Ntag213(b"", uid=UID, signature=SIGNATURE)))

    assert raw_exchange(b"\x3c\x00", reader.transmit) == SIGNATURE
    assert raw_exchange(b"\x1a\x00", reader.transmit) == b""
