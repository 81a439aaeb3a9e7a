"""Whoever asks for numbers that there are not is soon asked to come back; whoever is right never is."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from fidpos.domain.ids import HoldId, MerchantId, ShopId, TillId
from fidpos.server.api.answers import Refused
from fidpos.server.api.guesses import Asker, Guesses, GuessRates
from fidpos.server.api.rate import GUESS_RATE, Rate
from fidpos.wire.sync.hold import CLAIMS_MAX, Held, HoldAnswer, HoldRefusal
from fidpos.wire.sync.refusal import RefusalCode
from tests.helpers.fake_clock import FakeClock

SHOP, MERCHANT = ShopId(UUID(int=4)), MerchantId(UUID(int=5))
ASKER = Asker(till_id=TillId(UUID(int=1)), shop_id=SHOP, merchant_id=MERCHANT)
BESIDE = replace(ASKER, till_id=TillId(UUID(int=2)))
HOLD = HoldId(UUID(int=3))
RATE = Rate(per_s=0.5, burst=3)


def answer(clock: FakeClock, *refusals: HoldRefusal | None) -> HoldAnswer:
    held = tuple(Held(hold_id=HOLD, granted=int(why is None), refused=why) for why in refusals)
    now = clock.now()
    return HoldAnswer(held=held, answered_at=now, expires_at=now + timedelta(minutes=15))


def test_a_till_that_guessed_often_waits_and_others_do_not() -> None:
    clock = FakeClock()
    guesses = Guesses(clock, rates=GuessRates(till=RATE))
    guesses.count(ASKER, answer(clock, *[HoldRefusal.UNUSABLE] * 3))

    with pytest.raises(Refused) as refused:
        guesses.check(ASKER)
    guesses.check(BESIDE)

    assert refused.value.refusal.code is RefusalCode.TOO_MANY
    assert refused.value.refusal.retry_after_s == 2


def test_after_the_wait_it_may_ask_again() -> None:
    clock = FakeClock()
    guesses = Guesses(clock, rates=GuessRates(till=RATE))
    guesses.count(ASKER, answer(clock, *[HoldRefusal.UNUSABLE] * 3))

    clock.advance(2)

    guesses.check(ASKER)


def test_whether_numbers_are_anybodys_is_not_asked_without_end_either() -> None:
    clock = FakeClock()
    guesses = Guesses(clock, rates=GuessRates(till=RATE))
    guesses.count(ASKER, answer(clock, *[HoldRefusal.UNKNOWN] * 3))

    with pytest.raises(Refused):
        guesses.check(ASKER)


def test_many_numbers_in_one_request_are_as_many_guesses() -> None:
    clock = FakeClock()
    guesses = Guesses(clock)
    tried = 0
    for _ in range(600):
        clock.advance(1)
        try:
            guesses.check(ASKER)
        except Refused:
            continue
        guesses.count(ASKER, answer(clock, *[HoldRefusal.UNUSABLE] * CLAIMS_MAX))
        tried += CLAIMS_MAX

    assert tried <= GUESS_RATE.burst + 600 * GUESS_RATE.per_s + CLAIMS_MAX


def test_what_was_granted_or_refused_for_another_reason_is_no_guess() -> None:
    clock = FakeClock()
    guesses = Guesses(clock, rates=GuessRates(till=RATE))
    for _ in range(10):
        guesses.count(ASKER, answer(clock, None, HoldRefusal.NOT_ENOUGH, HoldRefusal.ENDED))

    guesses.check(ASKER)


def refused(guesses: Guesses, asker: Asker) -> bool:
    try:
        guesses.check(asker)
    except Refused:
        return True
    return False


@pytest.mark.parametrize("bound", ["shop", "merchant"])
def test_tills_that_guess_together_wait_together(bound: str) -> None:
    clock = FakeClock()
    guesses = Guesses(clock, rates=replace(GuessRates(), **{bound: RATE}))
    for asker in (ASKER, BESIDE, ASKER):
        guesses.count(asker, answer(clock, HoldRefusal.UNUSABLE))
    in_another_shop = replace(ASKER, till_id=TillId(UUID(int=6)), shop_id=ShopId(UUID(int=7)))
    of_another_merchant = replace(in_another_shop, merchant_id=MerchantId(UUID(int=8)))

    stopped = [refused(guesses, each) for each in (ASKER, BESIDE, in_another_shop, of_another_merchant)]

    assert stopped == [True, True, bound == "merchant", False]


def test_one_till_that_guesses_for_a_day_keeps_nobody_else_waiting() -> None:
    clock = FakeClock()
    guesses = Guesses(clock)
    for _ in range(24 * 60):
        clock.advance(60)
        while not refused(guesses, ASKER):
            guesses.count(ASKER, answer(clock, *[HoldRefusal.UNUSABLE] * CLAIMS_MAX))
        assert not refused(guesses, BESIDE)
