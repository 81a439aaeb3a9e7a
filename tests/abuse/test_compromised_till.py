"""Somebody has a till's key: its journal tells of points, vouchers and gift cards that nobody earned or paid.

All of it is booked, since it may be true. What can be spent of it is never worth more than the till's daily
limit; the rest waits for the office.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import count

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg import connect

from fidpos.domain.ids import EventId
from fidpos.rules.effect import Phase
from fidpos.rules.effects.amount_off import AmountOff
from fidpos.rules.effects.voucher import Voucher
from fidpos.rules.programme import CounterDef, Programme, Rule
from fidpos.rules.titles import Titles
from fidpos.wire.codec import SCHEMA_VERSION, encode
from fidpos.wire.events import Event
from tests.helpers.any_push import pushed
from tests.helpers.forger import Forger
from tests.helpers.served_database import DAILY_LIMIT, ServedDatabase, served_database
from tests.helpers.sync_pair import PROGRAMME

TITLE = Titles(fr="Titre", en="Title")
A_PUSH = 6
STAMP_MINOR = 10
VOUCHER_MINOR = 500
TEN_OFF = AmountOff(amount_minor=VOUCHER_MINOR)
GENEROUS = replace(
    PROGRAMME,
    counters=(*PROGRAMME.counters, CounterDef(code="stamps", title=TITLE, worth_minor=STAMP_MINOR)),
    rules=(
        Rule(
            code="valued",
            title=TITLE,
            phase=Phase.AFTER,
            effects=(Voucher(title=TITLE, effect=TEN_OFF, worth_minor=VOUCHER_MINOR),),
        ),
        Rule(
            code="unvalued",
            title=TITLE,
            phase=Phase.AFTER,
            effects=(Voucher(title=TITLE, effect=TEN_OFF),),
        ),
    ),
)
CHEAP = replace(
    GENEROUS,
    counters=tuple(replace(counter, worth_minor=0) for counter in GENEROUS.counters),
    rules=tuple(
        replace(rule, effects=(Voucher(title=TITLE, effect=TEN_OFF, worth_minor=1),))
        for rule in GENEROUS.rules
    ),
)
"""What was published first: nothing was worth much."""
SPENDABLE = """
    SELECT
        (SELECT coalesce(sum(greatest(held, 0) * CASE counter WHEN 'stamps' THEN %(stamp)s ELSE 1 END), 0)
         FROM (SELECT counter, sum(remaining) AS held FROM lots
               WHERE NOT withheld GROUP BY account_id, counter) a)
        + (SELECT count(*) * %(voucher)s FROM vouchers WHERE NOT withheld AND state = 'held')
        + (SELECT coalesce(sum(balance_minor), 0) FROM gift_cards WHERE state = 'active')
"""
"""By the tables alone, whatever the code thinks; a debt lowers what its account holds of the counter."""

_seeds = count(1)


@pytest.fixture(scope="module")
def served() -> Iterator[ServedDatabase]:
    with served_database(GENEROUS) as centre:
        yield centre


@pytest.fixture(scope="module")
def dearer() -> Iterator[ServedDatabase]:
    """By the programme in force, a stamp is worth more and the vouchers as well."""
    with served_database(CHEAP) as centre:
        centre.publish(replace(GENEROUS, version=2))
        yield centre


def spendable_minor(served: ServedDatabase) -> int:
    with connect(served.made.superuser) as connection:
        values = {"stamp": STAMP_MINOR, "voucher": VOUCHER_MINOR}
        row = connection.execute(SPENDABLE, values).fetchone()
    assert row is not None
    return int(row[0])


def tell(served: ServedDatabase, forger: Forger, events: list[Event]) -> None:
    """One push a time, as a till does; each in a lineage of its own."""
    for number in range(0, len(events), A_PUSH):
        rows = [
            [msgspec.Raw(encode(event)), SCHEMA_VERSION, 0, 0, 0, None]
            for event in events[number : number + A_PUSH]
        ]
        answer = served.ask("/sync/push", pushed(EventId(events[number].id), rows, keys=forger.boxes()))
        assert answer.status == 200, answer


def test_what_a_till_makes_up_in_a_day_can_be_spent_up_to_its_limit(served: ServedDatabase) -> None:
    @settings(max_examples=100)
    @given(st.data(), st.integers(4, 14))
    def check(data: st.DataObject, acts: int) -> None:
        assert made_spendable(served, GENEROUS, data, acts) <= DAILY_LIMIT

    check()


def test_a_till_makes_no_more_by_naming_a_programme_by_which_things_were_worth_less(
    dearer: ServedDatabase,
) -> None:
    @settings(max_examples=40)
    @given(st.data(), st.integers(4, 14))
    def check(data: st.DataObject, acts: int) -> None:
        assert made_spendable(dearer, CHEAP, data, acts) <= DAILY_LIMIT

    check()


def made_spendable(served: ServedDatabase, named: Programme, data: st.DataObject, acts: int) -> int:
    """Worth of what can be spent after a day on which a till makes things up, and could not before."""
    served.clock.advance(86_400)
    before = spendable_minor(served)
    forger = Forger(served.clock, named, data, seed=next(_seeds))
    tell(served, forger, forger.acts(acts))
    return spendable_minor(served) - before
