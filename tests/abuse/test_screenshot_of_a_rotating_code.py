"""Abuse: somebody takes a picture of the code on a member's phone and shows it as his own."""

from dataclasses import replace
from datetime import timedelta

from fidpos.domain.card import CardRead, Trust
from fidpos.domain.clock import utc
from fidpos.domain.rotating_code import STEP_S, RotatingCode, make, parse, verify
from fidpos.readers.decode import CardDecoder
from fidpos.readers.driver import ReadOrigin
from fidpos.readers.own_number import NumberLayout, make_ean13
from tests.helpers.counter import IDENTITY, Counter, counter, programme, snapshot

NUMBER = make_ean13(IDENTITY.merchant_code, 777)
VICTIM = snapshot(777, "Ada", card=NUMBER, points=520)
SEED = bytes(range(20))
NOW = utc(2026, 11, 22, 10, 0)
NEVER = -1

DECODER = CardDecoder(NumberLayout(merchant_code=IDENTITY.merchant_code))
ORIGIN = ReadOrigin(driver="serial", device="one", sequence=1, monotonic_s=0.0)


def at_the_till(picture: RotatingCode) -> CardRead:
    """What a till without the centre makes of the picture; it was never given a seed."""
    read = DECODER.scan(picture.text.encode(), ORIGIN)
    assert isinstance(read, CardRead)
    return read


def at_the_centre(read: CardRead, *, late_s: int, last_used_step: int = NEVER) -> int | None:
    """What the centre, which alone knows the seed, says of a till's evidence."""
    shown = parse(read.evidence)
    assert shown is not None
    return verify(SEED, shown, NOW + timedelta(seconds=late_s), last_used_step=last_used_step)


def spend(at: Counter, read: CardRead) -> None:
    """Use the reward of 500 points, worth 5 euros."""
    at.session.present(read)
    at.session.choose_reward(2)
    at.type_amount(2000)
    at.session.confirm()


def shop() -> Counter:
    """One in which copies spend no more than 4 euros a day."""
    at = counter(signed_in=False)
    at.store.load(VICTIM)
    base = programme()
    at.store.put_programme(replace(base, safeguards=replace(base.safeguards, unproven_spending_minor=400)))
    at.start()
    at.sign_in()
    return at


def test_the_member_is_known_and_the_code_goes_along_for_the_centre() -> None:
    read = at_the_till(make(SEED, NUMBER, NOW))

    assert read.token == VICTIM.cards[0].token
    assert at_the_centre(read, late_s=1) is not None


def test_a_picture_is_worthless_once_the_member_has_paid() -> None:
    read = at_the_till(make(SEED, NUMBER, NOW))
    used = at_the_centre(read, late_s=1)
    assert used is not None

    assert at_the_centre(read, late_s=2, last_used_step=used) is None


def test_a_picture_that_was_never_used_is_worthless_after_a_minute() -> None:
    read = at_the_till(make(SEED, NUMBER, NOW))

    assert at_the_centre(read, late_s=2 * STEP_S) is None


def test_without_the_centre_a_picture_spends_no_more_than_any_copy() -> None:
    at = shop()
    read = at_the_till(make(SEED, NUMBER, NOW))
    assert read.trust is Trust.COPYABLE

    spend(at, read)

    assert at.said == "confirm.unproven"
    assert at.points(VICTIM) == 520


def test_the_member_spends_freely_once_the_centre_has_verified_the_code() -> None:
    at = shop()
    read = at_the_till(make(SEED, NUMBER, NOW))
    assert at_the_centre(read, late_s=1) is not None

    spend(at, replace(read, trust=Trust.AUTHENTICATED))

    assert at.points(VICTIM) == 520 - 500 + 15
