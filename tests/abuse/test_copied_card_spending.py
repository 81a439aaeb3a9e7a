"""Abuse: a photographed barcode empties an account. A copy spends little a day, then a manager must agree."""

from dataclasses import replace

from fidpos.domain.card import Trust
from fidpos.rules.programme import Programme
from tests.helpers.counter import MALO, PAUL, Counter, counter, programme


def strict(limit_minor: int) -> Programme:
    """The test programme, in which no more than this is spent on the word of a copy."""
    base = programme()
    return replace(base, safeguards=replace(base.safeguards, unproven_spending_minor=limit_minor))


def shop(limit_minor: int) -> Counter:
    at = counter(signed_in=False)
    at.store.put_programme(strict(limit_minor))
    at.start()
    at.sign_in()
    return at


def use_reward(at: Counter, number: int, trust: Trust = Trust.COPYABLE) -> None:
    at.tap_member(MALO, trust=trust)
    at.session.choose_reward(number)
    at.type_amount(2000)
    at.session.confirm()


def test_a_copy_does_not_spend_more_than_the_limit_of_a_day() -> None:
    at = shop(limit_minor=400)

    use_reward(at, 2)

    assert at.said == "confirm.unproven"
    assert at.points(MALO) == 520


def test_a_photographed_signature_is_a_copy_too() -> None:
    at = shop(limit_minor=400)

    use_reward(at, 2, Trust.SIGNED_STATIC)

    assert at.said == "confirm.unproven"
    assert at.points(MALO) == 520


def test_what_was_spent_earlier_in_the_day_counts() -> None:
    at = shop(limit_minor=200)
    use_reward(at, 1)
    assert at.points(MALO) == 520 - 150 + 20

    use_reward(at, 1)

    assert at.said == "confirm.unproven"
    at.clock.advance(24 * 3600)
    at.session.confirm()
    assert at.points(MALO) == 390 - 150 + 20


def test_what_was_undone_does_not_count() -> None:
    at = shop(limit_minor=200)
    use_reward(at, 1)
    at.session.lock()
    at.sign_in(PAUL)
    at.session.void_last()
    at.session.lock()
    at.sign_in()

    use_reward(at, 1)

    assert at.points(MALO) == 520 - 150 + 20


def test_a_manager_may_vouch_for_the_member() -> None:
    at = shop(limit_minor=400)
    use_reward(at, 2)
    at.session.lock()
    at.sign_in(PAUL)

    at.session.confirm()

    assert at.points(MALO) == 520 - 500 + 15


def test_a_card_that_proves_itself_spends_freely() -> None:
    at = shop(limit_minor=400)

    use_reward(at, 2, Trust.AUTHENTICATED)

    assert at.points(MALO) == 520 - 500 + 15


def test_a_visit_without_a_reward_is_never_held_up() -> None:
    at = shop(limit_minor=0)

    at.buy(MALO, 50_000)

    assert at.points(MALO) == 520 + 500
