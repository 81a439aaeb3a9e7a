"""The sums of the figures, kept event by event, beside the same made again from nothing."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from functools import partial
from random import Random
from typing import LiteralString

import pytest

from fidpos.domain.errors import FidposError
from fidpos.domain.ids import EventId
from fidpos.server.db.figures.remaking import remake
from fidpos.server.db.store import PostgresCentre
from fidpos.server.reason import EventRefused
from fidpos.server.services.office import Office as Act
from fidpos.wire.day_events import DayClosed, DayFiguresBody, RegisterTotalsBody
from tests.helpers.centre_events import Happenings
from tests.helpers.centre_office import BESIDE, CASHIER, MERCHANT, SHOP, TILL, Office, postgres_office
from tests.helpers.fake_clock import FakeClock
from tests.helpers.lived_centre import live
from tests.helpers.random_history import History

_SUMS = {
    "member_months": "SELECT * FROM member_months ORDER BY month, member_id, shop_id",
    "shop_days": """
        SELECT * FROM shop_days WHERE visits <> 0 OR closed_at IS NOT NULL ORDER BY day, shop_id, till_id
    """,
    "rule_days": "SELECT * FROM rule_days WHERE visits <> 0 ORDER BY day, shop_id, till_id, source, counter",
}


@pytest.fixture
def office() -> Iterator[Office]:
    with postgres_office(FakeClock()) as made:
        yield made


def sums(office: Office) -> dict[str, list[tuple[object, ...]]]:
    assert isinstance(office.store, PostgresCentre)
    with office.store.work(MERCHANT) as work:
        return {name: work.run(query).fetchall() for name, query in _SUMS.items()}


def remade(office: Office) -> dict[str, list[tuple[object, ...]]]:
    assert isinstance(office.store, PostgresCentre)
    remake(partial(office.store.work, MERCHANT), partial(office.store.reading, MERCHANT))
    return sums(office)


def closing(told: Happenings, sales_minor: int | None, tickets: int | None = None) -> DayClosed:
    return DayClosed(
        id=EventId(told.new_id()),
        at=told.clock.now(),
        business_day=told.today,
        till_id=TILL,
        staff_id=CASHIER,
        currency="EUR",
        figures=DayFiguresBody(),
        register=RegisterTotalsBody(sales_minor=sales_minor, tickets=tickets),
        head_seq=1,
        head_hash=bytes(32),
    )


def test_what_was_lived_sums_up_to_the_same_when_it_is_made_again(office: Office) -> None:
    live(office)

    kept = sums(office)

    assert kept["member_months"]
    assert kept["rule_days"]
    assert remade(office) == kept


@pytest.mark.parametrize(
    "seed", [0, 1, *(pytest.param(seed, marks=pytest.mark.nightly) for seed in range(2, 6))]
)
def test_whatever_happens_the_sums_are_those_that_are_made_again(office: Office, seed: int) -> None:
    told = Happenings(office.clock, seed)
    history = History(told, Random(seed))
    for number in range(60):
        till_id, events = history.push()
        for event in events:
            with suppress(EventRefused):
                office.tell(event, till_id=till_id, keys=told.keys)
        if number % 20 == 19 and len(history.members) > 1:
            _merge_two(office, history, told)

    assert remade(office) == sums(office)


def _merge_two(office: Office, history: History, told: Happenings) -> None:
    kept, gone = history.random.sample(history.members, 2)
    with suppress(FidposError), office.unit() as unit:
        Act(book=unit.office(), now=office.clock.now()).merge(kept.member_id, gone.member_id, told.today)


def test_a_visit_undone_in_the_push_that_tells_it_counts_nowhere(office: Office) -> None:
    told = Happenings(office.clock)
    zoe = told.enrolled()
    visit = told.closed(zoe)
    office.tell(zoe, visit, told.voided(visit), keys=told.keys)

    assert sums(office) == {"member_months": [], "shop_days": [], "rule_days": []}


def test_what_came_back_is_taken_off_and_the_visit_stays(office: Office) -> None:
    told = Happenings(office.clock)
    zoe = told.enrolled()
    visit = told.closed(zoe, amount_minor=2_000)
    office.tell(zoe, visit, keys=told.keys)
    office.tell(told.refunded(visit, 500, 5), till_id=BESIDE)

    ((*_, visits, revenue_minor, discount_minor, _, _),) = sums(office)["member_months"]
    ((_, _, _, _, day_visits, day_revenue_minor, *_),) = sums(office)["shop_days"]

    assert (visits, revenue_minor, discount_minor) == (1, 1_500, 0)
    assert (day_visits, day_revenue_minor) == (1, 1_500)


def test_of_two_closings_of_a_day_the_latest_counts_in_whatever_order_they_come(office: Office) -> None:
    told = Happenings(office.clock)
    first = closing(told, 90_000, 40)
    office.clock.advance(timedelta(minutes=5).total_seconds())
    office.tell(closing(told, 95_000, 42))
    office.tell(first)

    ((_, day, shop_id, till_id, visits, _, _, sales_minor, tickets, _),) = sums(office)["shop_days"]

    assert (day, shop_id, till_id) == (told.today, SHOP, TILL)
    assert (visits, sales_minor, tickets) == (0, 95_000, 42)
    assert remade(office) == sums(office)


def test_each_month_of_a_shop_and_each_day_is_made_again_in_a_transaction_of_its_own(office: Office) -> None:
    live(office)
    remade(office)

    assert _at_once(office, "SELECT count(DISTINCT (month, shop_id)) FROM member_months") == {1}
    assert _at_once(office, "SELECT count(DISTINCT day) FROM rule_days") == {1}


def _at_once(office: Office, query: LiteralString) -> set[int]:
    """What the query counts of each transaction that wrote."""
    assert isinstance(office.store, PostgresCentre)
    with office.store.work(MERCHANT) as work:
        return {count for (count,) in work.run(query + " GROUP BY xmin::text")}
