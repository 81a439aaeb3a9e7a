"""A snapshot is about one member, and adds up."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from fidpos.domain.errors import InvalidValue
from fidpos.domain.ids import AccountId, MemberId
from fidpos.localdb.snapshot import lifetime_of
from fidpos.rules.past import DayAggregate, LifetimeTotals
from tests.helpers.counter import BERENICE

DAYS = (
    DayAggregate(day=date(2026, 10, 1), visits=1, revenue_minor=500, points_earned=5),
    DayAggregate(day=date(2026, 10, 1), points_earned=2, scope="counter:stamps"),
    DayAggregate(day=date(2026, 10, 2), visits=2, revenue_minor=700, points_earned=7),
)


def test_a_card_of_someone_else_is_refused() -> None:
    card = replace(BERENICE.cards[0], member_id=MemberId(UUID(int=1)))

    with pytest.raises(InvalidValue):
        replace(BERENICE, cards=(card,))


def test_a_lot_of_another_account_is_refused() -> None:
    lot = replace(BERENICE.lots[0], account_id=AccountId(UUID(int=1)))

    with pytest.raises(InvalidValue):
        replace(BERENICE, lots=(lot,))


def test_a_lot_that_was_drawn_on_is_refused() -> None:
    lot = replace(BERENICE.lots[0], remaining=1)

    with pytest.raises(InvalidValue):
        replace(BERENICE, lots=(lot,))


def test_each_member_gets_a_key_of_their_own() -> None:
    one, other = (replace(BERENICE, key=type(BERENICE)(member=BERENICE.member).key) for _ in range(2))

    assert one.key != other.key
    assert len(one.key) == 32


def test_the_key_shows_in_no_traceback() -> None:
    assert "key" not in repr(BERENICE)


def test_totals_are_the_sums_of_the_days_for_each_scope() -> None:
    assert lifetime_of(replace(BERENICE, days=DAYS)) == (
        LifetimeTotals(visits=3, revenue_minor=1_200, points_earned=12),
        LifetimeTotals(points_earned=2, scope="counter:stamps"),
    )


def test_totals_that_are_given_reach_further_back() -> None:
    given = (LifetimeTotals(visits=90, revenue_minor=90_000, points_earned=900),)

    assert lifetime_of(replace(BERENICE, days=DAYS, lifetime=given)) == given


def test_who_never_came_has_no_totals() -> None:
    assert lifetime_of(BERENICE) == ()
