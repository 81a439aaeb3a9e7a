"""Whatever a card answers, and to whatever it is asked: no exception, and never part of a number."""

from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain.card import CardRead, RefusedRead, TokenKind
from fidpos.readers.cards.ndef import text_message
from fidpos.readers.cards.profile import split_response
from fidpos.readers.cards.recogniser import Recogniser
from fidpos.readers.cards.record import encode_record
from fidpos.readers.driver import ReadOrigin, Response
from fidpos.readers.drivers.simulated.virtual_cards import contactless_atr
from fidpos.readers.own_number import LONG_LENGTH, SHORT_LENGTH
from tests.helpers.reader_context import DECODER, recogniser
from tests.helpers.virtual_cards.samples import (
    CHOSEN,
    GENUINE_ONLY,
    NUMBER,
    SAMPLES,
    SHORT_NUMBER,
    SIGNED,
    TAG_UID,
    Pulled,
    Sample,
    secrets,
)
from tests.helpers.virtual_cards.storage_card import storage_atr

ORIGIN = ReadOrigin(driver="pcsc", device="reader", sequence=1, monotonic_s=0.0)
WITH_CRC = ("memory/sle4442", "memory/sle4428", "nfc-a/mifare_classic")

AT_HAND = [sample for sample in SAMPLES.values() if not isinstance(sample.card(), Pulled)]
RECOGNISERS = [recogniser(chosen, secrets()) for chosen in (CHOSEN, GENUINE_ONLY)]

ATRS = [
    bytes.fromhex("3B04A2131091"),
    bytes.fromhex("3B0492231091"),
    *(storage_atr(code) for code in (0x0001, 0x0002, 0x0003, 0x0026, 0x003A, 0x003B, 0xF011, 0xF012)),
    contactless_atr(b""),
]

TELLING = [
    encode_record(NUMBER),
    encode_record(NUMBER)[:16],
    b"\xe1\x10\x12\x00" + text_message(NUMBER)[:12],
    b"\xe1\x10\x12\x00\x03\xff\x00",
    text_message(SIGNED),
    bytes.fromhex("A1B2C3D4"),
    bytes.fromhex(TAG_UID),
    bytes.fromhex("C003009000"),
]
"""What brings a profile further than noise does."""

answers = st.builds(
    lambda parts, status: b"".join(parts) + status,
    st.lists(st.sampled_from(TELLING) | st.binary(max_size=40), max_size=3),
    st.sampled_from([b"\x90\x00", b"\x90\x00", b"\x90\x00", b"\x63\x00", b"\x6d\x00", b""]),
)


@given(st.sampled_from(RECOGNISERS), st.sampled_from(ATRS), st.lists(answers, max_size=24))
def test_any_answers_give_a_whole_number_or_a_reason(
    formats: Recogniser, atr: bytes, said: list[bytes]
) -> None:
    left = iter(said)

    def transmit(_command: bytes) -> Response:
        return split_response(next(left, b""))

    assert_whole(DECODER.card(formats.recognise(atr, transmit, device="reader"), ORIGIN))


@given(st.sampled_from(AT_HAND), st.data())
def test_a_card_that_stutters_gives_its_own_number_or_a_reason(sample: Sample, data: st.DataObject) -> None:
    card = sample.card()

    def transmit(command: bytes) -> Response:
        said = card.respond(command)
        if data.draw(st.integers(0, 3)) == 0:
            at = data.draw(st.integers(0, len(said)))
            said = said[:at] + data.draw(st.binary(max_size=2)) + said[at + 1 :]
        return split_response(said)

    formats = recogniser(sample.chosen or CHOSEN, secrets())
    assert_whole(DECODER.card(formats.recognise(card.atr, transmit, device="reader"), ORIGIN))


def assert_whole(read: CardRead | RefusedRead) -> None:
    if isinstance(read, CardRead) and read.token.kind is TokenKind.NUMBER:
        assert len(read.token.value) in {SHORT_LENGTH, LONG_LENGTH}
        assert read.form not in WITH_CRC or read.token.value in {NUMBER, SHORT_NUMBER}
