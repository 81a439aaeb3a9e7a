"""A gift card's number on a blank: written and read back like a member's, on every format that is written."""

import pytest

from fidpos.bootstrap.readers import Installed
from fidpos.domain.card import CardRead, CardToken, Refusal, TokenKind
from fidpos.domain.gift_card_number import make
from fidpos.readers.cards.number import is_card_number
from fidpos.readers.cards.writing import WriteJob
from fidpos.readers.driver import CardIdentity, ReadOrigin
from fidpos.readers.drivers.simulated.virtual_cards import VirtualChip
from tests.helpers.card_secrets import HeldSecrets
from tests.helpers.reader_context import DECODER
from tests.helpers.virtual_cards.blank_cards import BLANKS, Hand

NUMBER = make(lambda count: bytes(range(count))).canonical
ORIGIN = ReadOrigin(driver="d", device="one", sequence=1, monotonic_s=0.0)


def written(kind: str, card: VirtualChip, number: str = NUMBER) -> CardIdentity | Refusal:
    """What the usual reader reads once the number was written."""
    secrets = HeldSecrets()
    installed = Installed(readers={}, cards={kind: {}}, secrets=secrets)
    recogniser = installed.catalogue.recogniser()
    recogniser.write_next(WriteJob(installed.catalogue.writers(secrets)[kind], number, secrets))
    hand = Hand(card)
    hand.hold()
    return recogniser.recognise(card.atr, hand.transmit, device="one")


@pytest.mark.parametrize("kind", list(BLANKS))
def test_a_blank_with_a_gift_cards_number_is_read_as_that_gift_card(kind: str) -> None:
    found = written(kind, BLANKS[kind]())

    read = DECODER.card(found, ORIGIN)

    assert isinstance(read, CardRead)
    assert read.token == CardToken(TokenKind.GIFT_CARD, NUMBER)


@pytest.mark.parametrize(
    "text", ["", NUMBER.lower(), NUMBER[:-1], NUMBER[:-1] + "Z", "12a", "１２", "VC" + NUMBER[2:]]
)
def test_nothing_but_digits_and_whole_gift_card_numbers_is_a_number(text: str) -> None:
    assert not is_card_number(text)
