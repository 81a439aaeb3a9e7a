"""Visits undone in any order: what a later one gave stays; of one that is gone, nothing does."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from fidpos.domain.ids import RefundId, VisitId
from fidpos.domain.money import EUR, Money
from fidpos.localdb.store import LocalStore
from fidpos.rules.codec import programme_from_json
from fidpos.till.refund import Refunded, RefundRequest, refund_visit
from tests.helpers.correcting_till import CorrectingTill, correcting_till
from tests.helpers.corrections import correction, recorded
from tests.helpers.counter import BERENICE

A_DAY_S = 86_400
CLIMBING = b"""{
  "version": 2, "name": "Test", "currency": "EUR", "policies": {"tier_at_refund": "reconsidered"},
  "counters": [{"code": "points", "title": {"fr": "Points", "en": "Points"},
                "expiry": {"kind": "months", "count": 12, "prolonged": true}}],
  "tiers": [
    {"code": "bronze", "title": {"fr": "Bronze", "en": "Bronze"}, "threshold": 0},
    {"code": "silver", "title": {"fr": "Argent", "en": "Silver"}, "threshold": 100},
    {"code": "gold", "title": {"fr": "Or", "en": "Gold"}, "threshold": 200}],
  "rules": [
    {"code": "base", "title": {"fr": "Un point par euro", "en": "A point a euro"}, "phase": "earning",
     "effects": [{"type": "earn_per_amount", "counter": "points", "points": 1, "per_minor": 100}]}]
}"""


@pytest.fixture(params=["memory", "disk"])
def till(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[CorrectingTill]:
    made = correcting_till(request.param, tmp_path)
    made.store.put_programme(programme_from_json(CLIMBING))
    made.restart()
    yield made
    if isinstance(made.store, LocalStore):
        made.store.close()


def refund(till: CorrectingTill, visit_id: VisitId, minor: int) -> None:
    request = RefundRequest(id=RefundId(till.events.new_id()), amount=Money(minor, EUR), reason="broken")
    result = refund_visit(correction(till.store, till.events), recorded(till.store, visit_id), request)
    assert isinstance(result, Refunded), result


def tier(till: CorrectingTill) -> str:
    member = till.store.member(BERENICE.member.id)
    assert member is not None
    return member.tier.code if member.tier is not None else ""


def test_the_tier_of_a_later_visit_stays_and_goes_with_that_visit(till: CorrectingTill) -> None:
    first, second = till.buy(BERENICE, 15_000), till.buy(BERENICE, 30_000)

    till.undo(first)
    assert tier(till) == "gold"
    till.undo(second)

    assert tier(till) == "bronze"


def test_undone_backwards_each_visit_takes_its_own_tier_back(till: CorrectingTill) -> None:
    first, second = till.buy(BERENICE, 15_000), till.buy(BERENICE, 30_000)

    till.undo(second)
    assert tier(till) == "silver"
    till.undo(first)

    assert tier(till) == "bronze"


def test_a_cent_refunded_of_an_older_visit_leaves_the_tier_of_a_later_one(till: CorrectingTill) -> None:
    first = till.buy(BERENICE, 15_000)
    till.buy(BERENICE, 30_000)

    refund(till, first, 1)

    assert tier(till) == "gold"


def test_a_refund_takes_the_tier_back_once(till: CorrectingTill) -> None:
    first = till.buy(BERENICE, 15_000)

    refund(till, first, 1)
    assert tier(till) == "bronze"
    till.buy(BERENICE, 30_000)
    refund(till, first, 1)

    assert tier(till) == "gold"


def last_day(till: CorrectingTill) -> date | None:
    """Of the points that Bérénice brought."""
    (lot,) = (
        lot
        for lot in till.store.open_lots(BERENICE.member.account_id, "points")
        if lot.id == BERENICE.lots[0].id
    )
    return lot.expires_on


def a_year_on(till: CorrectingTill) -> date:
    today = till.events.today
    return today.replace(year=today.year + 1)


def test_a_lot_stays_prolonged_by_the_other_visit_of_the_day(till: CorrectingTill) -> None:
    before = last_day(till)
    first, second = till.buy(BERENICE, 100), till.buy(BERENICE, 100)

    till.undo(first)
    assert last_day(till) == a_year_on(till)
    till.undo(second)

    assert last_day(till) == before


def test_a_lot_does_not_keep_the_term_of_a_visit_that_is_gone(till: CorrectingTill) -> None:
    before = last_day(till)
    first = till.buy(BERENICE, 100)
    till.clock.advance(9 * A_DAY_S)
    second = till.buy(BERENICE, 100)

    till.undo(first)
    assert last_day(till) == a_year_on(till)
    till.undo(second)

    assert last_day(till) == before


def test_undone_backwards_a_lot_has_the_term_that_the_older_visit_gave(till: CorrectingTill) -> None:
    first, by_first = till.buy(BERENICE, 100), a_year_on(till)
    before = BERENICE.lots[0].expires_on
    till.clock.advance(9 * A_DAY_S)

    till.undo(till.buy(BERENICE, 100))
    assert last_day(till) == by_first
    till.undo(first)

    assert last_day(till) == before


@pytest.mark.parametrize(("typed", "right"), [(15_000, 14_000), (5_000, 15_000)])
def test_a_correction_leaves_the_higher_tier_that_a_later_visit_gave(
    till: CorrectingTill, typed: int, right: int
) -> None:
    first = till.buy(BERENICE, typed)
    till.buy(BERENICE, 30_000)

    till.amount(first, right)

    assert tier(till) == "gold"


def test_a_correction_may_give_a_higher_tier_than_a_later_visit(till: CorrectingTill) -> None:
    first = till.buy(BERENICE, 1_000)
    till.buy(BERENICE, 11_000)
    assert tier(till) == "silver"

    till.amount(first, 30_000)

    assert tier(till) == "gold"
