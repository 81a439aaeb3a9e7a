"""The commands for contact memory chips, against the answers of a reader of ACS."""

import pytest

from fidpos.readers.cards.formats.memory_sle4428.profile import CHIP as SLE4428
from fidpos.readers.cards.formats.memory_sle4442.profile import CHIP as SLE4442
from fidpos.readers.cards.memory_chip import MemoryChip
from fidpos.readers.cards.profile import split_response
from fidpos.readers.driver import Response
from tests.helpers.virtual_cards.memory_chip import MemoryChipCard

CHIPS = pytest.mark.parametrize("chip", [SLE4442, SLE4428], ids=lambda chip: chip.form)


def ask(card: MemoryChipCard, command: bytes) -> Response:
    return split_response(card.respond(command))


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (SLE4442.select(), "FFA400000106"),
        (SLE4428.select(), "FFA400000105"),
        (SLE4442.read(0x20, 0x20), "FFB0002020"),
        (SLE4428.read(0x03D0, 0x20), "FFB003D020"),
        (SLE4442.write(0x20, b"\x01\x02"), "FFD00020020102"),
        (SLE4442.read_error_counter(), "FFB1000004"),
        (SLE4428.read_error_counter(), "FFB1000003"),
        (SLE4442.present_pin(b"\xaa\xbb\xcc"), "FF20000003AABBCC"),
        (SLE4428.present_pin(b"\xaa\xbb"), "FF20000002AABB"),
    ],
)
def test_commands_are_those_of_the_manual(command: bytes, expected: str) -> None:
    assert command.hex().upper() == expected


@CHIPS
def test_the_right_pin_opens_the_chip_and_costs_no_try(chip: MemoryChip) -> None:
    card = MemoryChipCard(chip, pin=b"\x12" * chip.pin_length)
    ask(card, chip.select())

    assert chip.is_pin_right(ask(card, chip.present_pin(b"\x12" * chip.pin_length)))
    assert chip.tries_left(ask(card, chip.read_error_counter())) == chip.tries_max
    assert ask(card, chip.write(0x40, b"x")).is_success


@CHIPS
def test_each_wrong_pin_is_told_and_costs_a_try(chip: MemoryChip) -> None:
    card = MemoryChipCard(chip, pin=b"\x12" * chip.pin_length)
    ask(card, chip.select())
    left = []
    for _ in range(chip.tries_max):
        assert not chip.is_pin_right(ask(card, chip.present_pin(bytes(chip.pin_length))))
        left.append(chip.tries_left(ask(card, chip.read_error_counter())))

    assert left == list(range(chip.tries_max - 1, -1, -1))
    assert not chip.is_pin_right(ask(card, chip.present_pin(b"\x12" * chip.pin_length)))


@CHIPS
def test_to_select_the_chip_again_closes_it(chip: MemoryChip) -> None:
    card = MemoryChipCard(chip)
    ask(card, chip.select())
    ask(card, chip.present_pin(b"\xff" * chip.pin_length))
    ask(card, chip.select())

    assert not ask(card, chip.write(0x40, b"x")).is_success


@CHIPS
def test_a_success_without_a_counter_is_no_right_pin(chip: MemoryChip) -> None:
    assert not chip.is_pin_right(Response(b"", 0x9000))


@CHIPS
@pytest.mark.parametrize("answer", [Response(b"", 0x9000), Response(b"\x07", 0x6D00)])
def test_a_reader_that_does_not_say_how_many_tries_are_left_says_none(
    chip: MemoryChip, answer: Response
) -> None:
    assert chip.tries_left(answer) is None
