import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain.check_digit import mod_37_36
from fidpos.domain.gift_card_number import PREFIX, TRAINING_PREFIX, GiftCardNumber, former, make, parse

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
KNOWN = "GCH2 89H8 58P2 WC1J 6GV5"

seeds = st.integers(0, 2**64)


def made(seed: int, *, is_training: bool = False) -> GiftCardNumber:
    return make(random.Random(seed).randbytes, is_training=is_training)


@given(seeds, st.booleans())
def test_a_number_is_twenty_characters_that_no_one_confuses(seed: int, is_training: bool) -> None:
    number = made(seed, is_training=is_training)

    assert number.canonical.startswith(TRAINING_PREFIX if is_training else PREFIX)
    assert len(number.canonical) == 20
    assert set(number.canonical) <= set(CROCKFORD)
    assert parse(number.canonical) == number


def test_a_known_number_is_recognised() -> None:
    number = parse(KNOWN)

    assert number is not None
    assert number.canonical == "GCH289H858P2WC1J6GV5"
    assert number.grouped == KNOWN


@pytest.mark.parametrize(
    "typed",
    [
        "gch289h858p2wc1j6gv5",
        "GCH2-89H8-58P2-WC1J-6GV5",
        " gch2 89h8 58p2 wcIj 6gv5 ",
        "GCH289H858P2WClJ6GV5",
    ],
)
def test_case_groups_and_look_alikes_do_not_matter(typed: str) -> None:
    number = parse(typed)

    assert number is not None
    assert number.grouped == KNOWN


@pytest.mark.parametrize(
    "text",
    [
        "",
        "GC",
        KNOWN[:-1],
        KNOWN + "5",
        KNOWN[1:],
        KNOWN.replace("GC", "GT"),
        KNOWN.replace("GC", "GX"),
        KNOWN.replace("W", "U"),
        KNOWN.replace("8", "８"),
        "9012340000000481",
    ],
)
def test_what_is_not_whole_is_no_number(text: str) -> None:
    assert parse(text) is None


@given(seeds, st.integers(0, 19), st.sampled_from(CROCKFORD))
def test_no_wrong_character_passes(seed: int, at: int, char: str) -> None:
    right = made(seed).canonical
    wrong = right[:at] + char + right[at + 1 :]

    assert wrong == right or parse(wrong) is None


@given(seeds)
def test_of_the_swaps_of_neighbours_hardly_any_pass(seed: int) -> None:
    right = made(seed).canonical
    swaps = {right[:at] + right[at + 1] + right[at] + right[at + 2 :] for at in range(19)} - {right}

    assert sum(parse(swapped) is not None for swapped in swaps) <= 1


def test_a_training_number_says_so_and_cannot_be_made_a_real_one() -> None:
    training = made(7, is_training=True)

    assert training.is_training
    assert parse(PREFIX + training.canonical[2:]) is None
    assert not made(7).is_training


def test_no_number_stands_for_more_than_nine_draws() -> None:
    """What the 80 bits rest on: how many draws in a row are passed over for their check character."""
    base = 0x1234_5678_9ABC << 37
    runs: Counter[str] = Counter()
    for step in range(32 * 64):
        runs[make(lambda n, value=base + step: value.to_bytes(n, "big")).canonical] += 1  # type: ignore[misc]

    assert max(runs.values()) <= 9


def test_the_worst_entropy_still_makes_a_number() -> None:
    for byte in (0x00, 0xFF):
        number = make(lambda n, byte=byte: bytes([byte]) * n)  # type: ignore[misc]
        assert parse(number.canonical) == number
        assert mod_37_36(number.canonical[:-1]) == number.canonical[-1]


def test_two_draws_make_two_numbers_and_neither_is_shown_in_a_traceback() -> None:
    one, other = make(), make()

    assert one != other
    assert one.canonical not in repr(one)


@pytest.mark.parametrize("text", ["cad-000 123", "CAD000123", "CAD.000123"])
def test_a_number_of_another_system_is_the_same_however_it_is_grouped(text: str) -> None:
    found = former(text)

    assert found is not None
    assert found.canonical == "CAD000123"


def test_a_mistake_in_one_of_ours_is_no_number_of_another_system() -> None:
    ours = make()
    last = "0" if ours.canonical[-1] != "0" else "1"

    assert former(ours.canonical[:-1] + last) is None
    assert former("12") is None
