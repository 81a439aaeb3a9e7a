"""Abuse: somebody tries numbers until one is a gift card with money on it."""

import random

from fidpos.domain.card import CardRead, TokenKind
from fidpos.domain.gift_card_number import make, parse
from fidpos.readers.decode import CardDecoder
from fidpos.readers.driver import ReadOrigin
from fidpos.readers.own_number import NumberLayout, make_long

DECODER = CardDecoder(NumberLayout(merchant_code="1234"))
ORIGIN = ReadOrigin(driver="d", device="one", sequence=1, monotonic_s=0.0)

BITS = 81.8
"""What remains of 85 in the worst case, when nine draws make one number: see test_gift_card_number.py."""

LIVE_CARDS = 10**6
TRIES_A_YEAR = 3000 * 30 * 60 * 24 * 365
"""Thirty a minute, day and night, at each of 3,000 tills."""


def test_a_year_of_guessing_at_every_till_of_a_chain_finds_nothing() -> None:
    assert TRIES_A_YEAR * LIVE_CARDS / 2**BITS <= 1e-6


def test_a_thousand_cards_of_one_batch_share_no_pattern() -> None:
    entropy = random.Random(7).randbytes
    bodies = [make(entropy).canonical[2:-1] for _ in range(1000)]

    assert len(set(bodies)) == 1000
    for place in range(17):
        assert len({body[place] for body in bodies}) == 32


def test_the_number_itself_says_nothing_of_worth() -> None:
    """A whole number is read the same, sold or not: only the ledger knows."""
    number = make().canonical
    read = DECODER.scan(number.encode(), ORIGIN)

    assert isinstance(read, CardRead)
    assert (read.token.kind, read.token.value) == (TokenKind.GIFT_CARD, number)


def test_a_members_number_is_never_a_gift_card() -> None:
    assert parse(make_long("1234", 48)) is None
