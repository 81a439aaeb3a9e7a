"""What a PC/SC reader would answer for a card, byte for byte."""

import pytest

from fidpos.readers.drivers.nfc_usb.faults import CardGone, NoAnswer
from fidpos.readers.drivers.nfc_usb.pseudo_apdu import ChipReader, MemoryReader
from fidpos.readers.drivers.nfc_usb.sensed import felica, type_a, type_b
from tests.helpers.nfc_cards import FelicaCard, Ntag213, RfCard, text_message

UID = bytes.fromhex("04E10CDA993C80")
SIGNATURE = bytes.fromhex("8B76052EE42F5567BEB53238B3E3F9950707C0DCC956B5C5EFCFDB709B2D82B3")


class InField:
    """`Frames` to a card in the field, or to none."""

    def __init__(self, card: RfCard) -> None:
        self.card: RfCard | None = card
        self.wakes = 0

    def exchange(self, frame: bytes, *, timeout_s: float) -> bytes:
        answer = self.card.answer(frame) if self.card else None
        if answer is None:
            raise NoAnswer
        return answer

    def wake(self) -> bool:
        self.wakes += 1
        if self.card:
            self.card.select()
        return self.card is not None


@pytest.fixture
def tag() -> Ntag213:
    return Ntag213(text_message("1"), uid=UID, signature=SIGNATURE)


@pytest.fixture
def field(tag: Ntag213) -> InField:
    return InField(tag)


@pytest.fixture
def reader(field: InField) -> MemoryReader:
    return MemoryReader(type_a("106A", uid=UID, sak=0x00), field)


def ask(reader: MemoryReader | ChipReader, command: str) -> str:
    answer = reader.transmit(bytes.fromhex(command))
    return f"{answer.data.hex().upper()} {answer.status:04X}".strip()


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("FFCA000000", "04E10CDA993C80 9000"),
        ("FFCA000007", "04E10CDA993C80 9000"),
        ("FFCA000004", "6C07"),
        ("FFCA00000A", "04E10CDA993C80 6282"),
        ("FFCA010000", "6A81"),
        ("FFCA020000", "6A81"),
        ("FFB0000310", "E11012000308D101045402656E31FE00 9000"),
        ("FFB0000304", "E1101200 9000"),
        ("FFB0000300", "E11012000308D101045402656E31FE00 9000"),
        ("FFB0000320", "6C10"),
        ("FFB00003", "6700"),
        ("FFB0002D10", "6A82"),
        ("FFB0010310", "6A81"),
        ("FFD6000404DEADBEEF", "9000"),
        ("FFD6000008DEADBEEFDEADBEEF", "6700"),
        ("FFD6000004DEADBEEF", "6300"),
        ("FF82000006FFFFFFFFFFFF", "6A81"),
        ("FF860000050100046000", "6A81"),
        ("FFB000", "6700"),
        ("FFCA000003AB", "6700"),
        ("00A4040008F0666964706F7301", "6E00"),
        ("FF00000003D44260", "D543000004040201000F03 9000"),
        ("FF00000004D4423C00", f"D54300{SIGNATURE.hex().upper()} 9000"),
        ("FF00000005D440013003", "D54100E11012000308D101045402656E31FE00 9000"),
        ("FF00000004D4421A00", "D54301 9000"),
        ("FF00000002D402", "6A81"),
        ("FF00000002D442", "6A81"),
    ],
)
def test_a_tag_is_answered_for_as_by_a_reader(reader: MemoryReader, command: str, answer: str) -> None:
    assert ask(reader, command) == answer


def test_what_is_written_can_be_read(reader: MemoryReader) -> None:
    ask(reader, "FFD6000404DEADBEEF")

    assert ask(reader, "FFB0000404") == "DEADBEEF 9000"


def test_a_tag_that_refused_is_selected_again_so_that_it_answers_the_next_command(
    reader: MemoryReader, field: InField
) -> None:
    ask(reader, "FFB0002D10")

    assert field.wakes == 1
    assert ask(reader, "FFB0000304") == "E1101200 9000"


def test_a_tag_that_left_ends_the_conversation(reader: MemoryReader, field: InField) -> None:
    field.card = None

    with pytest.raises(CardGone):
        ask(reader, "FFB0000310")


def test_a_native_command_is_never_sent_twice_because_cards_count_wrong_passwords(tag: Ntag213) -> None:
    sent: list[bytes] = []

    class Silent(InField):
        def exchange(self, frame: bytes, *, timeout_s: float) -> bytes:
            sent.append(frame)
            raise NoAnswer

    reader = MemoryReader(type_a("106A", uid=UID, sak=0), Silent(tag))

    assert ask(reader, "FFC20001 07 95 05 1BFFFFFFFF") == "C003016401 9000"
    assert sent == [bytes.fromhex("1BFFFFFFFF")]


def test_a_mifare_classic_tells_its_uid_and_nothing_behind_its_cipher(field: InField) -> None:
    reader = MemoryReader(type_a("106A", uid=UID[:4], sak=0x08), field)

    assert ask(reader, "FFCA000000") == "04E10CDA 9000"
    assert ask(reader, "FFB0000410") == "6982"
    assert ask(reader, "FF82000006FFFFFFFFFFFF") == "6A81"


def test_a_felica_card_tells_its_idm() -> None:
    card = FelicaCard()
    reader = MemoryReader(felica("212F", idm=card.uid, pmm=card.pmm), InField(card))

    assert ask(reader, "FFCA000000") == "0101010601B00ADE 9000"
    assert ask(reader, "FFB0000010") == "6A81"


class Echo:
    """A chip that answers what it was told, or what it is made to."""

    def __init__(self, answer: bytes | None = None) -> None:
        self.answer = answer

    def command(self, command: bytes) -> bytes:
        if self.answer == b"":
            raise NoAnswer
        return command + b"\x90\x00" if self.answer is None else self.answer


def test_a_chip_gets_every_command_but_those_for_its_reader() -> None:
    reader = ChipReader(type_a("106A", uid=UID, sak=0x20), Echo(), b"\xc1\x05")

    assert ask(reader, "00A4040007D276000085010100") == "00A4040007D276000085010100 9000"
    assert ask(reader, "9060000000") == "9060000000 9000"
    assert ask(reader, "FFCA000000") == "04E10CDA993C80 9000"
    assert ask(reader, "FFCA010000") == "C105 9000"
    assert ask(reader, "FFC2000002 8100") == "6A81"
    assert ask(reader, "FFB0000010") == "6A81"


def test_a_chip_of_type_b_gives_its_pupi_for_a_uid() -> None:
    atqb = bytes.fromhex("50 E5DD3DC9 00000011 008185")
    reader = ChipReader(type_b("106B", atqb=atqb), Echo(), b"")

    assert ask(reader, "FFCA000000") == "E5DD3DC9 9000"


@pytest.mark.parametrize("answer", [b"", b"\x90"])
def test_a_chip_that_says_less_than_a_status_is_gone(answer: bytes) -> None:
    reader = ChipReader(type_a("106A", uid=UID, sak=0x20), Echo(answer), b"")

    with pytest.raises(CardGone):
        ask(reader, "00A40400")
