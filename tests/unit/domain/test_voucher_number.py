"""Numbers of vouchers: of the scheme of gift cards, and never taken for one of theirs."""

import random

from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain import gift_card_number
from fidpos.domain.voucher_number import PREFIX, TRAINING_PREFIX, make, parse


@given(st.integers(0, 2**64), st.booleans())
def test_a_number_is_read_back_in_groups_and_in_either_case(seed: int, is_training: bool) -> None:
    number = make(random.Random(seed).randbytes, is_training=is_training)

    assert number.canonical.startswith(TRAINING_PREFIX if is_training else PREFIX)
    assert number.is_training is is_training
    assert parse(number.grouped.lower()) == number
    assert len(number.digest) == 32


@given(st.integers(0, 2**64), st.integers(0, 19))
def test_a_wrong_character_is_caught(seed: int, place: int) -> None:
    canonical = make(random.Random(seed).randbytes).canonical
    wrong = "7" if canonical[place] != "7" else "8"

    assert parse(canonical[:place] + wrong + canonical[place + 1 :]) is None


@given(st.integers(0, 2**64))
def test_a_voucher_is_no_gift_card_and_a_gift_card_no_voucher(seed: int) -> None:
    entropy = random.Random(seed).randbytes

    assert gift_card_number.parse(make(entropy).canonical) is None
    assert parse(gift_card_number.make(entropy).canonical) is None


def test_no_number_is_shown_where_an_object_is() -> None:
    number = make()

    assert number.canonical not in repr(number)
