"""The answers to reset that PC/SC part 3 has a reader make up; whole ones are of readers on the market."""

import pytest

from fidpos.readers.cards.atr import parse_atr
from fidpos.readers.drivers.nfc_usb.sensed import (
    Protocol,
    SensedCard,
    felica,
    made_up_atr,
    topaz,
    type_a,
    type_b,
)

UID = bytes.fromhex("04112233")
RANDOM, OTHER_RANDOM = bytes.fromhex("08AABBCC"), bytes.fromhex("08112233")


@pytest.mark.parametrize(
    ("card", "atr"),
    [
        (type_a("106A", uid=UID, sak=0x00), "3B8F8001804F0CA0000003060300030000000068"),
        (type_a("106A", uid=UID, sak=0x08), "3B8F8001804F0CA000000306030001000000006A"),
        (type_a("106A", uid=UID, sak=0x18), "3B8F8001804F0CA0000003060300020000000069"),
        (type_a("106A", uid=UID, sak=0x09), "3B8F8001804F0CA000000306030026000000004D"),
        (felica("212F", idm=bytes(8), pmm=bytes(8)), "3B8F8001804F0CA00000030611003B0000000042"),
    ],
)
def test_a_memory_card_is_announced_as_readers_on_the_market_do(card: SensedCard, atr: str) -> None:
    assert card.storage_atr.hex().upper() == atr


@pytest.mark.parametrize(
    ("card", "name"),
    [
        (type_a("106A", uid=UID, sak=0x01), 0x0000),
        (topaz("106A", uid=UID), 0x002F),
        (type_b("106B", atqb=bytes(12)), 0x0000),
    ],
)
def test_every_announcement_can_be_parsed(card: SensedCard, name: int) -> None:
    assert parse_atr(card.storage_atr).storage_card == name
    assert card.protocol is Protocol.OTHER


def test_a_chip_is_announced_by_its_historical_bytes() -> None:
    assert made_up_atr(b"").hex().upper() == "3B80800101"
    assert made_up_atr(bytes.fromhex("80")).hex().upper() == "3B8180018080"
    assert parse_atr(made_up_atr(bytes(range(20)))).historical == bytes(range(15))


def test_of_two_that_make_up_their_uid_nobody_can_tell() -> None:
    def chip(uid: bytes) -> SensedCard:
        return type_a("106A", uid=uid, sak=0x20)

    assert chip(RANDOM).is_same(chip(OTHER_RANDOM))
    assert not chip(RANDOM).is_same(chip(UID))
    assert not chip(UID).is_same(type_a("106A", uid=UID, sak=0x00))
    assert not chip(RANDOM).is_same(type_b("106B", atqb=bytes(10) + b"\x01\x00"))
