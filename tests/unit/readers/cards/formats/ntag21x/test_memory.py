"""How much of a tag is read, and what of it."""

from fidpos.domain.card import Refusal
from fidpos.readers.cards.formats.ntag21x.memory import read_message
from fidpos.readers.cards.profile import split_response
from fidpos.readers.cards.storage_card import read_block
from fidpos.readers.driver import Response
from tests.helpers.virtual_cards.storage_card import TagCard

UID = "04E10CDA993C80"


def read(card: TagCard) -> bytes | Refusal | None:
    def transmit(command: bytes) -> Response:
        return split_response(card.respond(command))

    return read_message(transmit)


def test_no_more_is_read_than_the_message_takes() -> None:
    card = TagCard(UID, message=b"x" * 20)

    assert read(card) == b"x" * 20
    assert card.asked == [read_block(3), read_block(7)]


def test_a_message_up_to_the_last_byte_of_the_tag_is_read_and_nothing_behind_it() -> None:
    card = TagCard(UID, area=b"\x03\x8e" + b"x" * 142, container="E1101200")

    assert read(card) == b"x" * 142


def test_what_the_tag_says_again_behind_its_end_is_not_read() -> None:
    card = TagCard(UID, area=b"\x03\x8f" + b"x" * 142, container="E1101200")

    assert read(card) is Refusal.BAD_READ


def test_a_tag_with_a_message_far_too_long_to_be_ours_is_given_up() -> None:
    card = TagCard(UID, area=b"\x03\xff\x03\x00" + b"x" * 800, container="E1106D00")

    assert read(card) is None
    assert len(card.asked) <= 18


def test_a_tag_without_a_byte_of_data_has_no_message() -> None:
    assert read(TagCard(UID, area=b"", container="E1100000")) is None
