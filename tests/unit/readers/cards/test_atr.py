import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.readers.cards.atr import parse_atr
from fidpos.readers.drivers.simulated.virtual_cards import contact_atr, contactless_atr
from fidpos.readers.errors import AtrInvalid

MIFARE_1K = bytes.fromhex("3B8F8001804F0CA000000306030001000000006A")
"""As PC/SC part 3 prints it."""


def test_the_historical_bytes_follow_all_interface_bytes() -> None:
    atr = parse_atr(bytes.fromhex("3BF813000081 31FE15 5975 6269 6B65 7934 D4".replace(" ", "")))

    assert atr.historical == b"Yubikey4"


def test_an_atr_for_t0_alone_has_no_check_byte() -> None:
    assert parse_atr(bytes.fromhex("3B021450")).historical == bytes.fromhex("1450")


def test_a_memory_card_is_known_by_the_name_its_reader_gives_it() -> None:
    atr = parse_atr(MIFARE_1K)

    assert atr.storage_card == 0x0001
    assert atr.is_contactless


def test_a_chip_is_no_memory_card() -> None:
    contact, contactless = parse_atr(contact_atr(b"abc")), parse_atr(contactless_atr(b"abc"))

    assert (contact.storage_card, contact.is_contactless) == (None, False)
    assert (contactless.storage_card, contactless.is_contactless) == (None, True)


@pytest.mark.parametrize(
    ("raw", "is_memory_chip"),
    [("3B04A2131091", True), ("3B0492231091", True), ("3B021450", False), ("3B0500A2131091", False)],
)
def test_a_contact_memory_chip_is_known_by_its_four_bytes(raw: str, is_memory_chip: bool) -> None:
    assert parse_atr(bytes.fromhex(raw)).is_memory_chip is is_memory_chip


@pytest.mark.parametrize(
    "damaged",
    [
        b"",
        b"\x3b",
        b"\x00" + MIFARE_1K[1:],
        MIFARE_1K[:-1],
        MIFARE_1K + b"\x00",
        MIFARE_1K[:-1] + b"\x6b",
        b"\x3b\xf0",
        b"\x3b" + b"\xff" * 40,
    ],
)
def test_a_damaged_atr_is_refused(damaged: bytes) -> None:
    with pytest.raises(AtrInvalid):
        parse_atr(damaged)


@given(st.binary(max_size=40))
def test_any_bytes_are_an_atr_or_refused(raw: bytes) -> None:
    try:
        atr = parse_atr(raw)
    except AtrInvalid:
        return

    assert atr.historical in raw


@given(st.binary(max_size=15))
def test_the_atrs_of_virtual_cards_are_well_formed(historical: bytes) -> None:
    assert parse_atr(contact_atr(historical)).historical == historical
    assert parse_atr(contactless_atr(historical)).historical == historical
