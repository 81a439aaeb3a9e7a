"""SUN URLs against the vectors of NXP's AN12196, and against whatever else a scanner may read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.wire.sun import SunMessage, SunNames, Tapped, is_genuine, open_file, open_picc, parse_sun

ZERO = bytes(16)
USUAL = SunNames()
ENCRYPTED = "https://ntag.nxp.com/424?e=EF963FF7828658A599F3041510671E88&c=94EED9EE65337086"
WITH_FILE = (
    "https://www.my424dna.com/?picc_data=FD91EC264309878BE6345CBE53BADF40"
    "&enc=CEE9A53E3E463EF1F459635736738962&cmac=ECC1E7F6C6C73BF6"
)
FILE_NAMES = SunNames(picc="picc_data", file="enc", code="cmac")
PLAIN = "https://example.org/tag?uid=041E3C8A2D6B80&ctr=000006&c=4B00064004B0B3D3"


def parsed(url: str, names: SunNames = USUAL) -> SunMessage:
    message = parse_sun(url, names)
    assert message is not None
    return message


def test_uid_and_counter_are_opened_and_their_code_is_genuine() -> None:
    message = parsed(ENCRYPTED)
    tapped = open_picc(ZERO, message.picc)

    assert tapped == Tapped(uid=bytes.fromhex("04DE5F1EACC040"), counter=61)
    assert is_genuine(message, tapped, ZERO)


def test_bytes_of_the_file_are_covered_by_the_code_and_opened() -> None:
    message = parsed(WITH_FILE, FILE_NAMES)
    tapped = open_picc(ZERO, message.picc)

    assert tapped == Tapped(uid=bytes.fromhex("04958CAA5C5E80"), counter=8)
    assert message.covered == b"CEE9A53E3E463EF1F459635736738962&cmac="
    assert is_genuine(message, tapped, ZERO)
    assert open_file(message, tapped, ZERO) == b"x" * 16


def test_uid_and_counter_in_clear_are_covered_by_the_code() -> None:
    message = parsed(PLAIN)

    assert message.plain == Tapped(uid=bytes.fromhex("041E3C8A2D6B80"), counter=6)
    assert is_genuine(message, message.plain, ZERO)


@pytest.mark.parametrize(
    "change",
    [("041E3C8A2D6B80", "041E3C8A2D6B81"), ("000006", "000007"), ("4B0006", "4B0007")],
    ids=["another UID", "a later counter", "another code"],
)
def test_a_changed_url_is_not_genuine(change: tuple[str, str]) -> None:
    message = parsed(PLAIN.replace(*change))

    assert message.plain is not None
    assert not is_genuine(message, message.plain, ZERO)


def test_a_changed_byte_of_the_file_is_not_genuine() -> None:
    message = parsed(WITH_FILE.replace("CEE9", "CEE8"), FILE_NAMES)
    tapped = open_picc(ZERO, message.picc)

    assert tapped is not None
    assert not is_genuine(message, tapped, ZERO)


def test_another_meta_key_opens_nothing() -> None:
    assert open_picc(b"\x01" * 16, parsed(ENCRYPTED).picc) is None


def test_another_file_key_makes_no_code_genuine() -> None:
    message = parsed(PLAIN)

    assert message.plain is not None
    assert not is_genuine(message, message.plain, b"\x01" * 16)


def test_the_covered_text_may_begin_at_any_parameter() -> None:
    message = parsed(PLAIN, SunNames(code_from="uid"))

    assert message.covered == b"041E3C8A2D6B80&ctr=000006&c="


def test_a_url_may_say_which_keys_its_card_has() -> None:
    assert parsed(PLAIN).key_id is None
    assert parsed(PLAIN + "&k=12").key_id == 12


def test_the_evidence_is_the_query_and_is_never_shown() -> None:
    message = parsed(PLAIN)

    assert message.evidence == "uid=041E3C8A2D6B80&ctr=000006&c=4B00064004B0B3D3"
    assert message.evidence not in repr(message)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://example.org/",
        "https://example.org/?uid=041E3C8A2D6B80&c=4B00064004B0B3D3",
        "https://example.org/?ctr=000006&c=4B00064004B0B3D3",
        PLAIN.replace("041E3C8A2D6B80", "041E3C8A2D6B"),
        PLAIN.replace("000006", "6"),
        PLAIN.replace("4B00064004B0B3D3", "4B00064004B0B3"),
        PLAIN.replace("4B00", "4B 00"),
        PLAIN + "&uid=041E3C8A2D6B80",
        PLAIN + "&e=EF963FF7828658A599F3041510671E88",
        PLAIN + "&k=256",
        PLAIN + "&k=one",
        PLAIN + "&enc=00",
        ENCRYPTED.replace("1E88", ""),
        PLAIN + "#" + "0" * 512,
        PLAIN.replace("example", "exämple"),
    ],
)
def test_any_other_url_is_none(url: str) -> None:
    assert parse_sun(url, USUAL) is None


@given(st.one_of(st.text(), st.text(alphabet="uidctrec=&?0123456789ABCDEF", max_size=120)))
def test_whatever_is_scanned_raises_nothing(url: str) -> None:
    message = parse_sun("?" + url, USUAL)

    if message is not None and message.plain is not None:
        assert not is_genuine(message, message.plain, b"\x7f" * 16)


@given(st.binary(min_size=16, max_size=16), st.binary(min_size=16, max_size=16))
def test_whatever_is_opened_is_nothing_or_a_whole_uid(key: bytes, picc: bytes) -> None:
    tapped = open_picc(key, picc)

    assert tapped is None or (len(tapped.uid) == 7 and 0 <= tapped.counter < 2**24)
