"""Refusals of gift cards and corrections: each has its own sentence, and one for what to do next."""

import pytest

from fidpos.till.announce import Said
from fidpos.till.correction import CorrectionRefusal
from fidpos.till.gift_cards import GiftCardRefusal
from fidpos.till.refused import correction_refused, gift_card_refused
from fidpos.till.view import Tone


@pytest.mark.parametrize(
    "said",
    [*map(gift_card_refused, GiftCardRefusal), *map(correction_refused, CorrectionRefusal)],
    ids=lambda said: said.message.key,
)
def test_a_refusal_says_what_happened_and_what_to_do_next(said: Said) -> None:
    assert said.detail is not None
    assert said.detail.key == f"hint.{said.message.key}"
    assert not said.undo


def test_what_only_wants_completing_is_no_error() -> None:
    assert correction_refused(CorrectionRefusal.NEEDS_REASON).tone is Tone.WARNING
    assert gift_card_refused(GiftCardRefusal.LAPSED).tone is Tone.WARNING
    assert correction_refused(CorrectionRefusal.ERASED).tone is Tone.ERROR
    assert gift_card_refused(GiftCardRefusal.UNUSABLE).tone is Tone.ERROR
