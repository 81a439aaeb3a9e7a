"""The statement of a segment finds whom the segment means."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings

from fidpos.server.db import segments as stored
from fidpos.server.db.segment_query import Asking
from fidpos.server.db.store import PostgresCentre
from fidpos.server.services.segments.judging import Person, belongs
from fidpos.server.services.segments.segment import (
    EVERYBODY,
    Between,
    Group,
    Measure,
    NumberField,
    Visiting,
    When,
)
from tests.helpers.centre_office import AWAY, MERCHANT, SHOP, found_merchant, served
from tests.helpers.fake_clock import FakeClock
from tests.helpers.postgres import lent_database
from tests.helpers.segment_strategies import TODAY, segments
from tests.helpers.segment_town import people, settle

TOWN = people(80)
ASKING = Asking(today=TODAY, counter="points")


@pytest.fixture(scope="module")
def store() -> Iterator[PostgresCentre]:
    with lent_database() as made, served(made, FakeClock()) as store:
        found_merchant(made)
        settle(made.superuser, TOWN)
        yield store


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(segment=segments)
def test_any_segment_finds_whom_it_means(store: PostgresCentre, segment: Group) -> None:
    meant = [id_ for id_, person in TOWN.items() if belongs(person, segment, TODAY)]

    with store.reading(MERCHANT) as work:
        assert list(stored.members_of(work, segment, ASKING)) == meant
        assert stored.count(work, segment, ASKING) == len(meant)


def test_of_a_franchise_its_own_people_and_visits_are_seen(store: PostgresCentre) -> None:
    asking = Asking(today=TODAY, counter="points", shops=frozenset({SHOP}))
    often = Group(parts=(Between(field=NumberField.VISITS, least=2),))
    theirs = {id_: person for id_, person in TOWN.items() if SHOP in person.shops}

    with store.reading(MERCHANT) as work:
        assert stored.count(work, EVERYBODY, asking) == len(theirs)
        assert set(stored.members_of(work, often, asking)) == {
            id_ for id_, person in theirs.items() if len(_at_shop(person)) >= 2
        }


def test_a_foreign_shop_in_a_segment_shows_nothing_of_it(store: PostgresCentre) -> None:
    asking = Asking(today=TODAY, counter="points", shops=frozenset({SHOP}))
    there = Group(parts=(Visiting(measure=Measure.VISITS, least=1, when=When(shops=(AWAY,))),))

    with store.reading(MERCHANT) as work:
        assert stored.count(work, there, asking) == 0


def _at_shop(person: Person) -> list[object]:
    return [visit for visit in person.visits if visit.shop_id == SHOP]
