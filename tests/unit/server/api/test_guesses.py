"""Whoever asks for numbers that there are not is soon asked to come back; whoever is right never is."""

from datetime import timedelta
from uuid import UUID

import pytest

from fidpos.domain.ids import HoldId, TillId
from fidpos.server.api.answers import Refused
from fidpos.server.api.guesses import Guesses
from fidpos.server.api.rate import GUESS_RATE, Rate
from fidpos.wire.sync.hold import CLAIMS_MAX, Held, HoldAnswer, HoldRefusal
from fidpos.wire.sync.refusal import RefusalCode
from tests.helpers.fake_clock import FakeClock

TILL, OTHER = TillId(UUID(int=1)), TillId(UUID(int=2))
HOLD = HoldId(UUID(int=3))
RATE = Rate(per_s=0.5, burst=3)


def answer(clock: FakeClock, *refusals: HoldRefusal | None) -> HoldAnswer:
    held = tuple(Held(hold_id=HOLD, granted=int(why is None), refused=why) for why in refusals)
    now = clock.now()
    return HoldAnswer(held=held, answered_at=now, expires_at=now + timedelta(minutes=15))


def test_a_till_that_guessed_often_waits_and_others_do_not() -> None:
    clock = FakeClock()
    guesses = Guesses(clock, rate=RATE)
    guesses.count(TILL, answer(clock, *[HoldRefusal.UNUSABLE] * 3))

    with pytest.raises(Refused) as refused:
        guesses.check(TILL)
    guesses.check(OTHER)

    assert refused.value.refusal.code is RefusalCode.TOO_MANY
    assert refused.value.refusal.retry_after_s == 2


def test_after_the_wait_it_may_ask_again() -> None:
    clock = FakeClock()
    guesses = Guesses(clock, rate=RATE)
    guesses.count(TILL, answer(clock, *[HoldRefusal.UNUSABLE] * 3))

    clock.advance(2)

    guesses.check(TILL)


def test_many_numbers_in_one_request_are_as_many_guesses() -> None:
    clock = FakeClock()
    guesses = Guesses(clock)
    tried = 0
    for _ in range(600):
        clock.advance(1)
        try:
            guesses.check(TILL)
        except Refused:
            continue
        guesses.count(TILL, answer(clock, *[HoldRefusal.UNUSABLE] * CLAIMS_MAX))
        tried += CLAIMS_MAX

    assert tried <= GUESS_RATE.burst + 600 * GUESS_RATE.per_s + CLAIMS_MAX


def test_what_was_granted_or_refused_for_another_reason_is_no_guess() -> None:
    clock = FakeClock()
    guesses = Guesses(clock, rate=RATE)
    for _ in range(10):
        guesses.count(TILL, answer(clock, None, HoldRefusal.NOT_ENOUGH, HoldRefusal.ENDED))

    guesses.check(TILL)
