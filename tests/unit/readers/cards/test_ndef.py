"""NDEF messages and the blocks they stand in: ours, foreign and hostile ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.readers.cards.ndef import (
    Record,
    Search,
    find_message,
    message_block,
    parse_message,
    text_message,
    text_of,
    uri_message,
    uri_of,
)

LOCK_CONTROL = bytes.fromhex("0103A00C34")
"""As an NTAG213 leaves the factory."""


def only(message: bytes) -> Record:
    records = parse_message(message)
    assert records is not None
    (record,) = records
    return record


@pytest.mark.parametrize(
    ("hex_message", "text"),
    [
        ("D1010854" + "02656E" + b"12345".hex(), "12345"),
        ("D1010554" + "00" + b"abcd".hex(), "abcd"),
        ("D1010754" + "82" + "6672" + "00310032", "12"),
        ("D901035401" + "02656E" + "78", None),
        ("D9010454" + "01" + "02656E31", None),
    ],
)
def test_a_text_is_read_in_its_language_and_encoding(hex_message: str, text: str | None) -> None:
    records = parse_message(bytes.fromhex(hex_message))

    assert (text_of(records[0]) if records else None) == text


def test_a_record_with_an_id_is_read() -> None:
    record = only(bytes.fromhex("D9" + "01" + "05" + "02" + "54" + "4142" + "02656E3132"))

    assert text_of(record) == "12"


@pytest.mark.parametrize(
    ("payload", "uri"),
    [
        (b"\x04carte.example/c/1", "https://carte.example/c/1"),
        (b"\x00geo:48,2", "geo:48,2"),
        (b"\x23x", "urn:nfc:x"),
        (b"\x24x", None),
        (b"\x00\xff", None),
        (b"", None),
    ],
)
def test_a_uri_is_put_together(payload: bytes, uri: str | None) -> None:
    assert uri_of(Record(format=1, type=b"U", payload=payload)) == uri


@pytest.mark.parametrize("payload", [b"", b"\x02en\xff", b"\x80\x00"])
def test_a_broken_text_is_none(payload: bytes) -> None:
    assert text_of(Record(format=1, type=b"T", payload=payload)) is None


def test_a_record_of_another_kind_is_neither_text_nor_uri() -> None:
    record = Record(format=2, type=b"T", payload=b"\x02en12")

    assert (text_of(record), uri_of(record)) == (None, None)


def test_a_part_of_a_chunked_record_says_nothing() -> None:
    records = parse_message(bytes.fromhex("B1010454" + "02656E31" + "56000132"))

    assert records is not None
    assert [text_of(record) for record in records] == [None, None]


@given(st.text(max_size=300))
def test_what_is_made_is_read_again(text: str) -> None:
    assert text_of(only(text_message(text))) == text
    assert uri_of(only(uri_message(text))) == text


def test_a_known_beginning_of_a_uri_is_abbreviated_as_far_as_it_goes() -> None:
    assert only(uri_message("https://www.example.org")).payload == b"\x02example.org"


@pytest.mark.parametrize(
    "hex_message",
    [
        "51010154" + "00",
        "91010154" + "00",
        "D1010154" + "00" + "D1010154" + "00",
        "91010154" + "00" + "D1010154" + "00",
        "D1",
        "D101",
        "D101FF54",
        "C101FFFFFFFF54",
        "D1FF0054",
        "D90100",
        "D90100FF54",
    ],
)
def test_a_message_that_is_cut_short_or_contradicts_itself_is_none(hex_message: str) -> None:
    assert parse_message(bytes.fromhex(hex_message)) is None


@given(st.text(min_size=1, max_size=60), st.data())
def test_no_part_of_a_message_is_a_message(text: str, data: st.DataObject) -> None:
    message = text_message(text)
    length = data.draw(st.integers(1, len(message) - 1))

    assert parse_message(message[:length]) is None


@given(st.binary(max_size=120))
def test_any_message_is_answered(message: bytes) -> None:
    for record in parse_message(message) or ():
        text_of(record)
        uri_of(record)


@pytest.mark.parametrize(
    ("area", "found"),
    [
        (b"\x03\x02ab\xfe", b"ab"),
        (b"\x00\x00\x03\x02ab\xfe", b"ab"),
        (LOCK_CONTROL + b"\x03\x02ab\xfe", b"ab"),
        (LOCK_CONTROL + b"\x02\x03\x00\x00\x00\xfd\x01x\x03\x00\xfe", b""),
        (b"\x03\x01a\x03\x01b\xfe", b"a"),
        (b"\x03\xff\x00\x02ab\xfe", b"ab"),
        (b"\xfe\x03\x02ab", Search.NONE),
        (bytes(48), Search.NONE),
        (b"\x03\x30", Search.BROKEN),
        (b"\x03\xff\xff\xfe", Search.BROKEN),
        (b"\xfd\xff\x00\x40", Search.BROKEN),
        (bytes(46) + b"\x03\xff", Search.BROKEN),
        (bytes(47) + b"\x03", Search.BROKEN),
        (bytes(46) + b"\x03\x00", b""),
        (b"\x03\x2ea", Search.MORE),
        (b"\x03\xff\xff", Search.MORE),
        (b"\x03", Search.MORE),
        (b"\x01\x10", Search.MORE),
        (b"", Search.MORE),
    ],
)
def test_the_message_is_found_among_the_blocks_of_48_bytes(area: bytes, found: bytes | Search) -> None:
    assert find_message(area, 48) == found


@given(st.binary(max_size=300), st.lists(st.sampled_from([b"\x00", LOCK_CONTROL, b"\xfd\x02xy"]), max_size=4))
def test_a_message_is_found_however_little_is_read_at_a_time(message: bytes, before: list[bytes]) -> None:
    area = b"".join(before) + message_block(message)
    size = len(area)
    read = 0
    while (found := find_message(area[:read], size)) is Search.MORE:
        read += 1

    assert found == message
    assert read <= size


@given(st.binary(max_size=200), st.integers(0, 255))
def test_any_memory_is_answered(area: bytes, units: int) -> None:
    found = find_message(area[: units * 8], units * 8)

    assert isinstance(found, Search) or found in area
