import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain.card import CardRead, Medium, Refusal, RefusedRead, TokenKind, Trust
from fidpos.readers.codes.frame import FRAME_LENGTH_MAX
from fidpos.readers.decode import CardDecoder
from fidpos.readers.driver import CardIdentity, ReadOrigin
from fidpos.readers.own_number import NumberLayout, OwnNumber, make_ean13, make_long, parse

LAYOUT = NumberLayout(merchant_code="1234")
DECODER = CardDecoder(LAYOUT)
ORIGIN = ReadOrigin(driver="serial", device="ttyACM0", sequence=7, monotonic_s=12.5)

OWN_SHORT = make_ean13("1234", 48)
OWN_LONG = make_long("1234", 48)


def scanned(text: str) -> CardRead | RefusedRead:
    return DECODER.scan(text.encode(), ORIGIN)


def refusal(read: CardRead | RefusedRead) -> Refusal:
    assert isinstance(read, RefusedRead)
    return read.reason


def test_an_own_barcode_becomes_a_read_with_everything_the_till_needs() -> None:
    read = scanned(OWN_SHORT)

    assert isinstance(read, CardRead)
    assert read.token.text == f"num:{OWN_SHORT}"
    assert (read.medium, read.form, read.trust) == (Medium.BARCODE, "barcode/ean13", Trust.COPYABLE)
    assert (read.driver, read.device, read.sequence, read.monotonic_s) == ("serial", "ttyACM0", 7, 12.5)


@pytest.mark.parametrize(
    ("frame", "form"),
    [
        (f"]E0{OWN_SHORT}", "barcode/ean13"),
        (f"]C0{OWN_LONG}", "barcode/code128"),
        (OWN_LONG, "barcode/code128"),
        (f"]Q3{OWN_SHORT}", "barcode/qr"),
        (f"]X0{OWN_SHORT}", "barcode/other"),
    ],
)
def test_the_symbology_that_the_scanner_names_becomes_the_form(frame: str, form: str) -> None:
    read = scanned(frame)

    assert isinstance(read, CardRead)
    assert read.form == form


@pytest.mark.parametrize(
    ("frame", "reason"),
    [
        (make_ean13("9999", 48), Refusal.OTHER_MERCHANT),
        (make_long("9999", 48), Refusal.OTHER_MERCHANT),
        ("4006381333931", Refusal.ARTICLE),
        ("]E04006381333931", Refusal.ARTICLE),
        ("96385074", Refusal.ARTICLE),
        ("036000291452", Refusal.ARTICLE),
        ("4111111111111111", Refusal.BANK_CARD),
        ("%B4111111111111111^DUPONT/JEANNE^2912201?", Refusal.BANK_CARD),
        ("3760123456789", Refusal.BAD_READ),
        ("760123456789", Refusal.BAD_READ),
        ("", Refusal.BAD_READ),
        ("]E0", Refusal.BAD_READ),
        ("12345", Refusal.BAD_READ),
        ("]C012345", Refusal.UNKNOWN_FORMAT),
        (f"]C0{OWN_SHORT[:-2]}", Refusal.BAD_READ),
        ("https://example.org/menu", Refusal.UNKNOWN_FORMAT),
        ("HELLO", Refusal.UNKNOWN_FORMAT),
        ("1" * 18, Refusal.UNKNOWN_FORMAT),
    ],
)
def test_what_is_not_ours_is_refused_with_its_reason(frame: str, reason: Refusal) -> None:
    assert refusal(scanned(frame)) is reason


@pytest.mark.parametrize("control", [b"\x00", b"\t", b"\r", b"\n", b"\x1b", b"\x1d", b"\x7f", b"\xff"])
def test_a_control_character_refuses_the_whole_frame(control: bytes) -> None:
    frame = OWN_SHORT.encode()

    for position in (0, 5, len(frame)):
        read = DECODER.scan(frame[:position] + control + frame[position:], ORIGIN)
        assert refusal(read) is Refusal.BAD_READ


def test_two_scans_in_one_frame_are_refused() -> None:
    assert isinstance(scanned(OWN_SHORT + OWN_SHORT), RefusedRead)


def test_an_endless_frame_is_refused() -> None:
    assert refusal(scanned("1" * (FRAME_LENGTH_MAX + 1))) is Refusal.BAD_READ


@given(st.binary(max_size=60))
def test_no_bytes_raise_and_only_whole_own_numbers_are_accepted(frame: bytes) -> None:
    read = DECODER.scan(frame, ORIGIN)

    assert isinstance(read, RefusedRead) or isinstance(parse(read.token.value, LAYOUT), OwnNumber)


@given(st.integers(0, 10**6 - 1), st.integers(0, 13), st.integers(0, 13))
def test_no_fragment_of_an_own_barcode_is_accepted(serial: int, start: int, stop: int) -> None:
    number = make_ean13("1234", serial)
    fragment = number[start:stop]

    assert fragment == number or isinstance(scanned(fragment), RefusedRead)


@given(st.text(alphabet="0123456789", min_size=0, max_size=24))
def test_digits_are_accepted_only_when_they_are_a_whole_own_number(digits: str) -> None:
    read = scanned(digits)

    assert isinstance(read, CardRead) == isinstance(parse(digits, LAYOUT), OwnNumber)


def test_a_refused_read_keeps_nothing_of_a_bank_card() -> None:
    read = scanned(";4111111111111111=29122011000000000000?")

    assert "4111" not in repr(read)


def chip(number: str = "", uid: str = "") -> CardRead | RefusedRead:
    identity = CardIdentity(
        medium=Medium.CONTACTLESS, form="nfc-a/uid", trust=Trust.COPYABLE, number=number, uid=uid
    )
    return DECODER.card(identity, ORIGIN)


def test_a_number_on_a_chip_is_checked_like_a_printed_one() -> None:
    accepted = chip(number=OWN_LONG)

    assert isinstance(accepted, CardRead)
    assert accepted.token.text == f"num:{OWN_LONG}"
    assert refusal(chip(number=OWN_LONG[:-1])) is Refusal.BAD_READ
    assert refusal(chip(number=make_long("9999", 1))) is Refusal.OTHER_MERCHANT
    assert refusal(chip(number="4006381333931")) is Refusal.UNKNOWN_FORMAT


@pytest.mark.parametrize("uid", ["0B5E1A2C", "04E10CDA993C80", "0102030405060708", "01020304050607080910"])
def test_a_uid_of_each_size_becomes_a_token_in_reader_order(uid: str) -> None:
    read = chip(uid=uid.lower())

    assert isinstance(read, CardRead)
    assert (read.token.kind, read.token.value) == (TokenKind.UID, uid)


def test_the_random_uid_of_a_phone_is_refused() -> None:
    assert refusal(chip(uid="08A1B2C3")) is Refusal.PHONE


def test_a_long_uid_may_begin_with_08() -> None:
    assert isinstance(chip(uid="08A1B2C3D4E5F6"), CardRead)


@pytest.mark.parametrize(
    "uid", ["", "00", "00000000", "FFFFFFFFFFFFFF", "04E10CDA99", "XYZ", "04E10CDA993C8"]
)
def test_an_impossible_uid_is_a_bad_read(uid: str) -> None:
    assert refusal(chip(uid=uid)) is Refusal.BAD_READ


@pytest.mark.parametrize("reason", list(Refusal))
def test_the_reason_of_a_profile_is_passed_on(reason: Refusal) -> None:
    assert refusal(DECODER.card(reason, ORIGIN)) is reason


@given(st.text(max_size=30), st.text(max_size=30))
def test_no_identity_raises(number: str, uid: str) -> None:
    chip(number=number, uid=uid)
