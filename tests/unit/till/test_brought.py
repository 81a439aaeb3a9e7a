"""What the centre tells of a member who stands at the counter is shown at once, and nothing typed is lost."""

from dataclasses import replace

from tests.helpers.counter import BERENICE, INES, MALO, Counter, counter

RICHER = replace(BERENICE, lots=tuple(replace(lot, remaining=500, earned=500) for lot in BERENICE.lots))


def shown_points(at: Counter) -> int:
    member = at.view.member
    assert member is not None
    return member.points


def test_a_balance_earned_elsewhere_is_shown_and_the_amount_stays() -> None:
    at = counter()
    at.tap_member(BERENICE)
    at.type_amount(1_500)
    before = shown_points(at)
    at.store.load(RICHER)
    at.session.brought(frozenset({BERENICE.member.id}))

    assert (before, shown_points(at)) == (120, 500)
    assert at.view.amount is not None
    assert at.view.amount.minor == 1_500


def test_what_became_of_somebody_else_draws_nothing() -> None:
    at = counter()
    at.tap_member(BERENICE)
    views = len(at.views)
    at.session.brought(frozenset({MALO.member.id}))

    assert len(at.views) == views


def test_with_nobody_at_the_counter_nothing_is_drawn() -> None:
    at = counter()
    views = len(at.views)
    at.session.brought(frozenset({BERENICE.member.id}))

    assert len(at.views) == views


def test_it_does_not_keep_the_till_from_locking_by_itself() -> None:
    at = counter()
    at.tap_member(BERENICE)
    at.clock.advance(at.settings.auto_lock_s - 1)
    at.session.brought(frozenset({BERENICE.member.id}))
    at.clock.advance(2)
    at.session.tick()

    assert at.view.staff is None
    assert INES.name in {one.name for one in at.view.staff_names}


def test_the_visit_closes_on_what_was_told_last() -> None:
    at = counter()
    at.tap_member(BERENICE)
    at.type_amount(1_000)
    at.store.load(RICHER)
    at.session.brought(frozenset({BERENICE.member.id}))
    at.session.confirm()

    assert at.points(BERENICE) == 510
