"""What a scan becomes, by kind of code; test_decode_properties.py has what holds for all of them."""

import pytest

from fidpos.domain.card import CardRead, Medium, Refusal, RefusedRead, TokenKind, Trust
from fidpos.domain.clock import utc
from fidpos.domain.errors import InvalidValue
from fidpos.domain.gift_card_number import make as make_gift_card
from fidpos.domain.rotating_code import make as make_rotating
from fidpos.domain.voucher_number import make as make_voucher
from fidpos.readers.codes.code import Gs1Rule
from fidpos.readers.decode import CardDecoder
from fidpos.readers.driver import ReadOrigin
from fidpos.readers.own_number import NumberLayout, make_ean13, make_long
from tests.helpers.signing_keys import SigningKeys, forged, signed

LAYOUT = NumberLayout(merchant_code="1234")
PREFIX = "9501101"
DECODER = CardDecoder(LAYOUT, SigningKeys(), Gs1Rule(company_prefixes=(PREFIX,)))
ORIGIN = ReadOrigin(driver="serial", device="ttyACM0", sequence=7, monotonic_s=12.5)

OWN_SHORT, OWN_LONG = make_ean13("1234", 48), make_long("1234", 48)
ELSEWHERE = make_long("9999", 48)
GTIN = "09521234543213"
GSRN = "950110153000000021"
OTHER_GSRN = "350123451234567894"
PAN = "4111111111111111"
ROTATING = make_rotating(bytes(20), OWN_LONG, utc(2026, 11, 22)).text
GIFT_CARD = make_gift_card(lambda n: bytes(range(n)))
VOUCHER = make_voucher(lambda n: bytes(range(n)))


def scanned(text: str, decoder: CardDecoder = DECODER) -> CardRead | RefusedRead:
    return decoder.scan(text.encode(), ORIGIN)


def accepted(text: str, decoder: CardDecoder = DECODER) -> CardRead:
    read = scanned(text, decoder)
    assert isinstance(read, CardRead), read
    return read


def reason(text: str, decoder: CardDecoder = DECODER) -> Refusal:
    read = scanned(text, decoder)
    assert isinstance(read, RefusedRead), read
    return read.reason


def test_a_signed_number_is_trusted_as_far_as_its_signature_goes() -> None:
    read = accepted("]Q1" + signed(OWN_LONG))

    assert read.token.text == f"num:{OWN_LONG}"
    assert (read.form, read.medium) == ("signed/qr", Medium.BARCODE)
    assert (read.trust, read.evidence) == (Trust.SIGNED_STATIC, "")


def test_old_and_new_keys_are_good_at_once() -> None:
    assert accepted(signed(OWN_SHORT, key_id=4)).trust is Trust.SIGNED_STATIC


def test_with_a_key_that_the_till_was_not_given_it_is_as_good_as_printed_and_the_centre_gets_the_text() -> (
    None
):
    text = signed(OWN_LONG, key_id=9)
    read = accepted(text.lower())

    assert (read.trust, read.evidence) == (Trust.COPYABLE, text)
    assert accepted(signed(OWN_LONG), CardDecoder(LAYOUT)).trust is Trust.COPYABLE


def test_a_false_signature_is_not_genuine() -> None:
    assert reason(forged(OWN_LONG)) is Refusal.NOT_GENUINE


def test_a_signature_made_for_a_chip_is_worth_nothing_on_paper() -> None:
    assert reason(signed(OWN_LONG, uid="04E10CDA993C80")) is Refusal.NOT_GENUINE


@pytest.mark.parametrize("key_id", [3, 9])
def test_a_signed_number_of_another_merchant_is_named_as_such(key_id: int) -> None:
    assert reason(signed(ELSEWHERE, key_id)) is Refusal.OTHER_MERCHANT


@pytest.mark.parametrize("number", [OWN_LONG[:-1] + "0", "4006381333931", "1" * 18])
def test_a_signature_does_not_make_a_number_ours(number: str) -> None:
    assert reason(signed(number)) in {Refusal.BAD_READ, Refusal.UNKNOWN_FORMAT}


def test_a_rotating_code_is_worth_a_copy_until_the_centre_has_seen_it() -> None:
    read = accepted("]Q1" + ROTATING)

    assert read.token.text == f"num:{OWN_LONG}"
    assert (read.form, read.medium) == ("rotating/qr", Medium.PHONE)
    assert (read.trust, read.evidence) == (Trust.COPYABLE, ROTATING)
    assert ROTATING not in repr(read)


def test_a_rotating_code_of_another_merchant_is_named_as_such() -> None:
    assert reason(make_rotating(bytes(20), ELSEWHERE, utc(2026, 1, 1)).text) is Refusal.OTHER_MERCHANT


@pytest.mark.parametrize("text", [GIFT_CARD.canonical, GIFT_CARD.grouped, GIFT_CARD.grouped.lower()])
def test_a_gift_card_is_known_by_its_number_alone(text: str) -> None:
    read = accepted(text)

    assert (read.token.kind, read.token.value) == (TokenKind.GIFT_CARD, GIFT_CARD.canonical)
    assert (read.form, read.trust) == ("gift_card/code128", Trust.COPYABLE)


@pytest.mark.parametrize("text", [VOUCHER.canonical, VOUCHER.grouped, VOUCHER.grouped.lower()])
def test_a_voucher_is_known_by_its_number_alone(text: str) -> None:
    read = accepted(text)

    assert (read.token.kind, read.token.value) == (TokenKind.VOUCHER, VOUCHER.canonical)
    assert (read.form, read.trust) == ("voucher/code128", Trust.COPYABLE)


@pytest.mark.parametrize(
    "text",
    [
        signed(OWN_LONG)[:-1],
        signed(OWN_LONG) + "A",
        "FP1-",
        ROTATING[:-1],
        "FR1-" + ROTATING,
        GIFT_CARD.canonical[:-1],
        VOUCHER.canonical[:-1],
        GIFT_CARD.grouped + GIFT_CARD.grouped,
        f"(8018){GSRN[:-1]}7",
        f"(01){GTIN[:-1]}7",
        f"(8018){GSRN}(8019)12345678901",
    ],
)
def test_what_is_ours_and_damaged_wants_to_be_presented_again(text: str) -> None:
    assert reason(text) is Refusal.BAD_READ


@pytest.mark.parametrize(
    "text",
    [
        f"]C18018{GSRN}",
        f"]d28018{GSRN}\x1d801912",
        f"]e0\x1d8018{GSRN}",
        f"]Q3801912\x1d8018{GSRN}",
        f"(8018){GSRN}",
        f"(8017){GSRN}",
        f"https://id.example.org/8018/{GSRN}",
    ],
)
def test_a_service_relation_number_of_our_company_names_a_member(text: str) -> None:
    read = accepted(text)

    assert read.token.text == f"num:{GSRN}"
    assert (read.form.split("/")[0], read.trust) == ("gs1", Trust.COPYABLE)


@pytest.mark.parametrize("ai", ["90", "91", "99"])
def test_our_own_number_is_found_in_an_element_string_for_internal_use(ai: str) -> None:
    assert accepted(f"]d2{ai}{OWN_LONG}").token.text == f"num:{OWN_LONG}"
    assert accepted(f"({ai}){OWN_SHORT}").token.text == f"num:{OWN_SHORT}"


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        (f"]C101{GTIN}", Refusal.ARTICLE),
        (f"]d201{GTIN}21ABC\x1d91{OWN_LONG}", Refusal.ARTICLE),
        (f"(01){GTIN}(8018){GSRN}", Refusal.ARTICLE),
        (f"https://id.example.org/01/{GTIN}/10/A", Refusal.ARTICLE),
        (f"(8018){OTHER_GSRN}", Refusal.OTHER_MERCHANT),
        (f"(91){ELSEWHERE}", Refusal.OTHER_MERCHANT),
        (f"(00){OTHER_GSRN}", Refusal.UNKNOWN_FORMAT),
        ("]C110ABC", Refusal.UNKNOWN_FORMAT),
        (f"(21){OWN_LONG}", Refusal.UNKNOWN_FORMAT),
        (f"(8018){GSRN}(10)A", Refusal.UNKNOWN_FORMAT),
        (f"(8018){GSRN}(8017){GSRN}", Refusal.UNKNOWN_FORMAT),
        (f"(91){OWN_LONG}(92)A", Refusal.UNKNOWN_FORMAT),
        ("(91)LOCKER7", Refusal.UNKNOWN_FORMAT),
    ],
)
def test_an_element_string_without_a_member_of_ours_is_refused_for_what_it_is(
    text: str, refusal: Refusal
) -> None:
    assert reason(text) is refusal


def test_without_a_company_prefix_no_service_relation_is_ours() -> None:
    assert reason(f"(8018){GSRN}", CardDecoder(LAYOUT)) is Refusal.OTHER_MERCHANT


def test_an_element_string_without_its_id_counts_only_where_settings_say_so() -> None:
    assumed = CardDecoder(LAYOUT, gs1=Gs1Rule(company_prefixes=(PREFIX,), is_assumed=True))

    assert reason(f"8018{GSRN}") is Refusal.BAD_READ
    assert accepted(f"8018{GSRN}", assumed).token.text == f"num:{GSRN}"
    assert accepted(OWN_SHORT, assumed).token.text == f"num:{OWN_SHORT}"


@pytest.mark.parametrize(
    "text",
    [
        f"]C199{PAN}",
        f"(91)REF{PAN}",
        f"]d221X\x1d99{PAN}",
        f"https://pay.example.org/?card={PAN}",
        f"]Q1;{PAN}=29122010000",
        f"FP2-{PAN}",
        f"GIFT {PAN}",
    ],
)
def test_a_bank_number_inside_anything_is_a_bank_card(text: str) -> None:
    assert reason(text) is Refusal.BANK_CARD
    assert PAN[:6] not in repr(scanned(text))


@pytest.mark.parametrize(
    "text",
    [
        "https://wallet.example.org/p/x3Yz",
        "WIFI:T:WPA;S:Shop;P:secret;;",
        "00020101021226370010com.payer",
        "BEGIN:VCARD",
        "FP2-3-901234000000004812-ABC",
        "GCSE",
        "GTA VICE CITY",
    ],
)
def test_the_code_of_something_else_is_unknown(text: str) -> None:
    assert reason("]Q1" + text) is Refusal.UNKNOWN_FORMAT


@pytest.mark.parametrize("prefix", ["", "123", "95011A", "9501101530001"])
def test_a_company_prefix_is_four_to_twelve_digits(prefix: str) -> None:
    with pytest.raises(InvalidValue, match="4 to 12 digits"):
        Gs1Rule(company_prefixes=(prefix,))


def test_only_internal_ais_may_carry_our_numbers() -> None:
    with pytest.raises(InvalidValue, match="90 to 99"):
        Gs1Rule(own_number_ais=frozenset({"21"}))


def test_service_relations_that_look_like_our_long_numbers_are_refused_at_start() -> None:
    with pytest.raises(InvalidValue, match="begins like"):
        CardDecoder(LAYOUT, gs1=Gs1Rule(company_prefixes=("9012345",)))
