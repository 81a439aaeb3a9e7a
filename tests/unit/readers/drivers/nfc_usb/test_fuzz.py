"""Whatever a card answers, and whatever a card format asks, nothing but the errors we know comes out."""

from collections.abc import Iterator
from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain.card import CardRead, Refusal
from fidpos.readers.driver import CardIdentity, ReadOrigin
from fidpos.readers.drivers.nfc_usb.conversation import Conversation
from fidpos.readers.drivers.nfc_usb.faults import CardGone, CardHung, NoAnswer
from fidpos.readers.drivers.nfc_usb.frontend import Frontend
from fidpos.readers.drivers.nfc_usb.pseudo_apdu import ChipReader, MemoryReader
from fidpos.readers.drivers.nfc_usb.sensed import SensedCard, felica, topaz, type_a, type_b
from tests.helpers.nfc_reader import FakeNfc
from tests.helpers.reader_context import DECODER, recogniser

UID = bytes.fromhex("04E10CDA993C80")
CARDS = [
    *(type_a("106A", uid=UID, sak=sak) for sak in (0x00, 0x08, 0x20)),
    topaz("106A", uid=UID[:4]),
    type_b("106B", atqb=bytes(10) + b"\x01\x00"),
    felica("212F", idm=UID + b"\x00", pmm=bytes(8)),
]
FORMATS = recogniser(
    {"applet": {}, "ntag21x": {"require_originality": True}, "ntag424": {}, "felica": {}, "phone": {}}
)

frames = st.one_of(st.none(), st.binary(max_size=40))
starts = st.sampled_from(
    [bytes.fromhex(start) for start in ("FFCA", "FFB000", "FFD600", "FFC20000", "FFC20001", "FF000000", "00")]
)


class Babbling:
    """A card that answers from a list, then no more; and a chip made of it."""

    def __init__(self, answers: list[bytes | None]) -> None:
        self._answers: Iterator[bytes | None] = iter(answers)

    def exchange(self, frame: bytes, *, timeout_s: float) -> bytes:
        answer = next(self._answers, None)
        if answer is None:
            raise NoAnswer
        return answer

    def wake(self) -> bool:
        return next(self._answers, None) is not None

    def command(self, command: bytes) -> bytes:
        return self.exchange(command, timeout_s=0)


class BabblingNfc(FakeNfc):
    """A reader whose card answers from a list."""

    def __init__(self, answers: list[bytes | None]) -> None:
        super().__init__()
        self._babble = Babbling(answers)

    def exchange(self, frame: bytearray) -> bytearray:
        try:
            return bytearray(self._babble.exchange(bytes(frame), timeout_s=0))
        except NoAnswer:
            raise self.library.clf.TimeoutError from None


@given(
    card=st.sampled_from(CARDS),
    commands=st.lists(st.tuples(starts, st.binary(max_size=24))),
    answers=st.lists(frames),
)
def test_every_command_is_answered_with_a_status_or_the_card_is_gone(
    card: SensedCard, commands: list[tuple[bytes, bytes]], answers: list[bytes | None]
) -> None:
    babbling = Babbling(answers)
    for reader in (MemoryReader(card, babbling), ChipReader(card, babbling, b"")):
        for start, rest in commands:
            with suppress(CardGone):
                answer = reader.transmit(start + rest)
                assert 0 <= answer.status <= 0xFFFF


@given(card=st.sampled_from(CARDS), answers=st.lists(frames, max_size=30))
def test_no_babble_becomes_a_number(card: SensedCard, answers: list[bytes | None]) -> None:
    nfc = BabblingNfc(answers)
    frontend = Frontend(nfc.library, "usb")
    left = iter(range(60, -1, -1))
    conversation = Conversation(nfc.library, frontend, card, remaining_s=lambda: float(next(left, 0)))
    found: CardIdentity | Refusal = Refusal.BAD_READ
    with suppress(CardGone, CardHung):
        found = conversation.ask(FORMATS, device="usb")

    read = DECODER.card(found, ReadOrigin(driver="d", device="d", sequence=1, monotonic_s=0.0))
    assert not isinstance(read, CardRead) or read.token.value == card.uid.hex().upper()
