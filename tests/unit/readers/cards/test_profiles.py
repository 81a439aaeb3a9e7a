"""The card formats against virtual cards, through the same choice of profile as in the drivers."""

import pytest

from fidpos.domain.card import Medium, Refusal, Trust
from fidpos.readers.cards.formats.applet.commands import GET_NUMBER, SELECT
from fidpos.readers.cards.formats.contactless_uid.profile import KINDS, ContactlessUidProfile
from fidpos.readers.cards.profile import split_response
from fidpos.readers.cards.storage_card import GET_UID
from fidpos.readers.driver import CardIdentity, Response
from fidpos.readers.drivers.simulated.virtual_cards import (
    AppletCard,
    BankCard,
    UidCard,
    VirtualChip,
    contact_atr,
    contactless_atr,
)
from fidpos.readers.errors import SettingsRefused
from tests.helpers.reader_context import recogniser

PPSE = b"2PAY.SYS.DDF01"
PSE = b"1PAY.SYS.DDF01"
PAYMENT_RIDS = [bytes.fromhex(rid) for rid in ("A000000003", "A000000004", "A000000025", "A000000042")]


class Scripted:
    """A chip that answers from a list and keeps what it was asked."""

    def __init__(self, atr: bytes, answers: list[str]) -> None:
        self.atr = atr
        self.asked: list[bytes] = []
        self._answers = [bytes.fromhex(answer) for answer in answers]

    def reset(self) -> None:
        pass

    def respond(self, command: bytes) -> bytes:
        self.asked.append(command)
        return self._answers.pop(0)


def identify(card: VirtualChip, *uid_kinds: str) -> CardIdentity | Refusal:
    def transmit(command: bytes) -> Response:
        return split_response(card.respond(command))

    chosen = {"applet": {}, "contactless_uid": {"kinds": list(uid_kinds)}}
    return recogniser(chosen).recognise(card.atr, transmit, device="reader")


@pytest.mark.parametrize(("contactless", "medium"), [(False, Medium.CHIP), (True, Medium.CONTACTLESS)])
def test_the_applet_says_its_number_over_either_interface(contactless: bool, medium: Medium) -> None:
    found = identify(AppletCard("2012340000486", contactless=contactless))

    assert found == CardIdentity(
        medium=medium, form="iso7816/fidpos", trust=Trust.COPYABLE, number="2012340000486"
    )


def test_the_applet_is_found_on_a_chip_that_does_not_announce_it() -> None:
    card = Scripted(contact_atr(b"JCOP"), ["9000", "32309000"])

    found = identify(card)

    assert isinstance(found, CardIdentity)
    assert found.number == "20"
    assert card.asked == [SELECT, GET_NUMBER]


def test_the_applet_is_found_on_a_chip_of_a_payment_family() -> None:
    card = Scripted(contact_atr(bytes.fromhex("0031C173C821")), ["9000", "32309000"])

    assert isinstance(identify(card), CardIdentity)


def test_a_t0_card_that_asks_for_the_right_length_or_for_get_response_is_understood() -> None:
    wrong_length = Scripted(contact_atr(b"x"), ["9000", "6C02", "32309000"])
    more_data = Scripted(contact_atr(b"x"), ["6102", "84009000", "6102", "32309000"])

    assert isinstance(identify(wrong_length), CardIdentity)
    assert wrong_length.asked[2] == GET_NUMBER[:-1] + b"\x02"
    assert isinstance(identify(more_data), CardIdentity)
    assert more_data.asked[1] == bytes.fromhex("00C0000002")


@pytest.mark.parametrize("answer", ["6A88", "9000", "AB9000", "32" * 40 + "9000", ""])
def test_an_applet_without_a_sensible_number_is_a_bad_read(answer: str) -> None:
    assert identify(Scripted(contact_atr(b"fidpos"), ["9000", answer])) is Refusal.BAD_READ


def test_a_chip_that_carries_nothing_of_ours_is_of_an_unknown_format() -> None:
    assert identify(Scripted(contact_atr(b"eID"), ["6A82"])) is Refusal.UNKNOWN_FORMAT


def test_a_card_with_a_damaged_atr_is_a_bad_read_and_never_asked() -> None:
    card = Scripted(b"\x3b\xff", [])

    assert identify(card) is Refusal.BAD_READ
    assert card.asked == []


def test_a_bank_card_is_named_as_such() -> None:
    assert identify(BankCard(), *KINDS) is Refusal.BANK_CARD


def test_a_bank_card_is_asked_for_nothing_but_our_own_applet() -> None:
    card = BankCard()
    identify(card, *KINDS)

    assert card.asked == [SELECT]
    for name in (PPSE, PSE, *PAYMENT_RIDS):
        assert name not in SELECT


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_plain_card_of_an_enabled_kind_says_its_uid(kind: str) -> None:
    found = identify(UidCard(bytes.fromhex("04E10CDA993C80"), kind), kind)

    assert isinstance(found, CardIdentity)
    assert (found.uid, found.medium, found.trust) == (
        "04E10CDA993C80",
        Medium.CONTACTLESS,
        Trust.COPYABLE,
    )


def test_a_plain_card_of_a_kind_that_is_not_enabled_is_never_asked() -> None:
    card = Scripted(UidCard(b"", "felica").atr, [])

    assert identify(card, "mifare_classic_1k") is Refusal.UNKNOWN_FORMAT
    assert card.asked == []


def test_a_phone_without_a_card_of_ours_is_named_as_such_and_asked_for_nothing_else() -> None:
    phone = Scripted(contactless_atr(b""), ["6A82", "08A1B2C39000"])

    assert identify(phone, *KINDS) is Refusal.PHONE
    assert phone.asked == [SELECT, GET_UID]


def test_a_kind_can_be_enabled_by_its_whole_atr() -> None:
    atr = contactless_atr(b"\x77\xf7\x81\x02")
    card = Scripted(atr, ["0102030405060780 9000".replace(" ", "")])

    found = identify(card, atr.hex())

    assert isinstance(found, CardIdentity)
    assert found.uid == "0102030405060780"


@pytest.mark.parametrize("answer", ["6300", "9000", "6A81"])
def test_a_plain_card_whose_uid_cannot_be_had_is_a_bad_read(answer: str) -> None:
    card = Scripted(UidCard(b"", "mifare_classic_1k").atr, [answer])

    assert identify(card, "mifare_classic_1k") is Refusal.BAD_READ


def test_a_kind_that_does_not_exist_is_refused() -> None:
    with pytest.raises(SettingsRefused, match="myfair"):
        ContactlessUidProfile(["myfair"])
