"""A shortened, mixed or damaged code is never taken for a card: properties of every kind of code.

What the decoder accepts must be a whole code by its own check, seen here by an oracle that shares only the
check with it. How often damage makes another whole code by chance:

- a bare short number: one digit of ten passes the check, and prefix and merchant code must fit as well, so a
  wrong digit never passes, and 13 random digits do with a chance of 1e-7;
- a bare long number: two digits of a hundred, likewise; 18 random digits pass with a chance of 1e-8;
- a number inside a longer text (signed, rotating, GS1) is whole by itself: cut out exactly, it is that
  member's printed number, and as little trusted;
- a gift card: 1 in 36 at the right length, and then the ledger has to know it: 1 in 10^19 for each card sold;
- a signed number: forging Ed25519; a rotating code is never verified by the till.
"""

from hypothesis import example, given
from hypothesis import strategies as st

from fidpos.domain.card import CardRead, RefusedRead, TokenKind, Trust
from fidpos.domain.check_digit import is_ean
from fidpos.domain.clock import utc
from fidpos.domain.gift_card_number import make as make_gift_card
from fidpos.domain.gift_card_number import parse as parse_gift_card
from fidpos.domain.rotating_code import make as make_rotating
from fidpos.readers.codes.code import Gs1Rule
from fidpos.readers.decode import CardDecoder
from fidpos.readers.driver import ReadOrigin
from fidpos.readers.own_number import NumberLayout, OwnNumber, make_ean13, make_long, parse
from tests.helpers.signing_keys import SigningKeys, signed

LAYOUT = NumberLayout(merchant_code="1234")
PREFIX = "9501101"
DECODER = CardDecoder(LAYOUT, SigningKeys(), Gs1Rule(company_prefixes=(PREFIX,)))
ORIGIN = ReadOrigin(driver="serial", device="ttyACM0", sequence=1, monotonic_s=0.0)

SHORT, LONG = make_ean13("1234", 48), make_long("1234", 48)
GSRN = "950110153000000021"
CODES = (
    SHORT,
    LONG,
    f"]E0{SHORT}",
    signed(LONG),
    signed(SHORT, key_id=9),
    make_rotating(bytes(20), LONG, utc(2026, 11, 22)).text,
    make_gift_card(lambda n: bytes(range(n))).canonical,
    f"]C18018{GSRN}",
    f"]d28018{GSRN}\x1d801912",
    f"(8018){GSRN}",
    f"]C191{LONG}",
    f"https://id.example.org/8018/{GSRN}",
)

codes = st.sampled_from(CODES)
places = st.integers(0, 200)
noise = st.text(alphabet="0123456789", max_size=6)


def scan(text: str) -> CardRead | RefusedRead:
    return DECODER.scan(text.encode(), ORIGIN)


def is_whole(read: CardRead, text: str) -> bool:
    """Whether the text holds the token in full and the token is whole by its own check."""
    value = read.token.value
    if read.token.kind is TokenKind.GIFT_CARD:
        return parse_gift_card(text[3:] if text.startswith("]") else text) is not None
    is_own = isinstance(parse(value, LAYOUT), OwnNumber)
    is_relation = len(value) == 18 and value.startswith(PREFIX) and is_ean(value)
    return value in text and (is_own or is_relation)


def assert_refused_or_whole(text: str) -> None:
    read = scan(text)

    assert isinstance(read, RefusedRead) or is_whole(read, text)
    assert isinstance(read, RefusedRead) or read.trust <= Trust.COPYABLE or text.upper().endswith(CODES)


def test_every_code_is_accepted_as_it_stands() -> None:
    assert all(isinstance(scan(code), CardRead) for code in CODES)


def test_no_part_of_a_code_is_taken_for_another_card() -> None:
    for code in CODES:
        read = scan(code)
        assert isinstance(read, CardRead)
        for start in range(len(code)):
            for stop in range(start, len(code) + 1):
                part = scan(code[start:stop])
                assert isinstance(part, RefusedRead) or part.token == read.token


@given(codes, codes)
def test_two_codes_in_one_frame_are_refused(first: str, second: str) -> None:
    assert isinstance(scan(first + second), RefusedRead)


@given(codes, codes, places, places)
@example(SHORT, LONG, 7, 7)
def test_the_head_of_one_and_the_tail_of_another_are_refused_or_whole(
    first: str, second: str, head: int, tail: int
) -> None:
    assert_refused_or_whole(first[: head % (len(first) + 1)] + second[tail % (len(second) + 1) :])


@given(codes, places, st.integers(1, 9))
def test_no_wrong_digit_makes_another_card(code: str, place: int, step: int) -> None:
    at = place % len(code)
    if not code[at].isdigit():
        return
    wrong = code[:at] + str((int(code[at]) + step) % 10) + code[at + 1 :]
    read, right = scan(wrong), scan(code)

    assert isinstance(right, CardRead)
    assert isinstance(read, RefusedRead) or read.token == right.token
    assert isinstance(read, RefusedRead) or read.trust <= Trust.COPYABLE


@given(codes, places, noise)
def test_keys_typed_into_a_scan_make_no_other_card(code: str, place: int, typed: str) -> None:
    at = place % (len(code) + 1)
    assert_refused_or_whole(code[:at] + typed + code[at:])


@given(st.binary(max_size=600))
def test_no_bytes_raise_or_become_half_a_card(frame: bytes) -> None:
    read = DECODER.scan(frame, ORIGIN)

    assert isinstance(read, RefusedRead) or is_whole(read, frame.decode("ascii"))


@given(
    st.lists(codes | noise | st.sampled_from(["]C1", "]Q3", "\x1d", "(91)", "(8018)", "91", "FP1-", "GC"]))
)
def test_no_pieces_of_codes_raise_or_become_half_a_card(pieces: list[str]) -> None:
    assert_refused_or_whole("".join(pieces))
