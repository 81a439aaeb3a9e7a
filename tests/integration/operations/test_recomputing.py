"""Visits that tills pushed are computed again at the centre, each once; what differs goes to the office."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random
from typing import Any
from uuid import UUID

import pytest
from msgspec import structs
from psycopg import connect

from fidpos.rules.bounds import Bounds
from fidpos.rules.codec import facts_to_json, programme_to_json
from fidpos.rules.conditions.visits import Visits
from fidpos.rules.effect import Phase
from fidpos.rules.effects.earn_fixed import EarnFixed
from fidpos.rules.facts import Facts, MemberFacts, VisitFacts
from fidpos.rules.history import WindowValue
from fidpos.rules.programme import Programme, Rule
from fidpos.rules.windows import Window, WindowKind
from fidpos.server.db.engine import Database
from fidpos.server.db.recomputing import BATCH, Recomputed, Recomputing
from fidpos.wire.codec import embed
from fidpos.wire.events import VisitClosed
from tests.helpers.busy_programme import TITLE, any_shopping, busy
from tests.helpers.centre_events import Happenings
from tests.helpers.centre_office import (
    BESIDE,
    MASTER_KEY,
    MERCHANT,
    PROGRAMME,
    TILL,
    InPostgres,
    Office,
    postgres_office,
)
from tests.helpers.counter import IDENTITY
from tests.helpers.fake_clock import FakeClock
from tests.helpers.lived_visits import PEOPLE, Life
from tests.helpers.memory_store import MemoryStore

SECOND_VISIT = replace(
    PROGRAMME,
    version=2,
    rules=(
        Rule(
            code="again",
            phase=Phase.EARNING,
            title=TITLE,
            when=Visits(window=Window(kind=WindowKind.LIFETIME), bounds=Bounds(at_least=1)),
            effects=(EarnFixed(counter="points", points=5),),
        ),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Centre:
    """An office with the job that computes again."""

    office: Office
    made: InPostgres
    job: Recomputing

    def publish(self, programme: Programme) -> None:
        with connect(self.made.made.superuser) as connection:
            connection.execute(
                "INSERT INTO programmes (merchant_id, version, body) VALUES (%s, %s, %s)",
                [MERCHANT, programme.version, programme_to_json(programme)],
            )

    def store(self, *visits: VisitClosed) -> None:
        """They are in the journal, as after a push."""
        journal = self.office.journal(TILL)
        with self.office.unit() as unit:
            unit.lineage(TILL, journal.lineage)
            unit.append(TILL, journal.lineage, [journal.add(visit) for visit in visits])

    def reviews(self) -> list[tuple[Any, ...]]:
        return self.made.rows(
            "SELECT event_id, kind, detail, settled_at IS NULL FROM reviews ORDER BY found_at, id"
        )


@pytest.fixture
def centre() -> Iterator[Centre]:
    clock = FakeClock()
    with postgres_office(clock) as office:
        assert isinstance(office.kept, InPostgres)
        database = Database(office.kept.made.app, size=1).open()
        job = Recomputing(database=database, clock=clock, master_key=MASTER_KEY)
        yield Centre(office=office, made=office.kept, job=job)
        database.close()


def lived(centre: Centre, visits: int) -> list[VisitClosed]:
    """Visits of a real till under a busy programme; the centre has its members' keys."""
    random = Random(3)
    programme = replace(busy(random), version=2)
    store = MemoryStore(IDENTITY, programme)
    store.load(*PEOPLE)
    life = Life(store=store, programme=programme)
    for _ in range(visits):
        life.live(any_shopping(random))
    centre.publish(programme)
    with centre.office.unit() as unit:
        unit.keep_keys(dict[UUID, bytes](store._keys.items()))
    return life.closed


def test_honest_visits_are_computed_once_and_leave_nothing(centre: Centre) -> None:
    visits = lived(centre, BATCH + 20)
    centre.store(*visits)

    assert centre.job.run() == Recomputed(visits=len(visits))
    assert centre.job.run() == Recomputed()
    assert centre.reviews() == []


def test_a_reward_that_differs_is_sent_to_the_office_with_both_figures(centre: Centre) -> None:
    first, second, *_ = lived(centre, 5)
    forged = structs.replace(second, discount_minor=second.discount_minor + 500)
    centre.store(first, forged)

    assert centre.job.run() == Recomputed(visits=2, differing=1)
    ((event_id, kind, detail, is_open),) = centre.reviews()
    assert (event_id, kind, is_open) == (forged.id, "reward_differs", True)
    assert detail == {"discount": [str(forged.discount_minor), str(second.discount_minor)]}


def test_what_comes_later_is_computed_later(centre: Centre) -> None:
    visits = lived(centre, 6)
    centre.store(*visits[:4])
    centre.job.run()
    centre.store(*visits[4:])

    assert centre.job.run() == Recomputed(visits=2)


def test_a_visit_whose_programme_or_facts_are_no_such_thing_is_flagged(centre: Centre) -> None:
    first, second, *_ = lived(centre, 5)
    centre.store(
        structs.replace(first, programme_version=9), structs.replace(second, facts=embed(b'{"x":1}'))
    )

    assert centre.job.run() == Recomputed(visits=2, differing=2)
    assert [list(detail) for _, _, detail, _ in centre.reviews()] == [["unreadable"], ["unreadable"]]


def test_a_visit_of_somebody_who_was_erased_is_left_alone(centre: Centre) -> None:
    sealed = [visit for visit in lived(centre, 40) if visit.sealed][:3]
    centre.store(*sealed)
    with connect(centre.made.made.superuser) as connection:
        connection.execute("DELETE FROM subject_keys")

    assert centre.job.run() == Recomputed(visits=3, sealed_off=3)
    assert centre.reviews() == []


def test_what_the_history_of_all_tills_would_have_given_is_told_apart(centre: Centre) -> None:
    centre.publish(SECOND_VISIT)
    told = Happenings(centre.office.clock)
    zoe = told.enrolled()
    first, again = told.closed(zoe, earned=0, till_id=BESIDE), told.closed(zoe, earned=0)
    centre.office.clock.advance(3_600)
    again = structs.replace(again, at=centre.office.clock.now())
    first, again = _computed_without_history(first), _computed_without_history(again)
    centre.office.tell(zoe, first, till_id=BESIDE, keys=told.keys)
    centre.office.tell(again)

    assert centre.job.run() == Recomputed(visits=2, fuller=1)
    ((event_id, kind, detail, is_open),) = centre.reviews()
    assert (event_id, kind, is_open) == (again.id, "fuller_history", False)
    assert detail == {"discount_minor": [0, 0], "earned": [0, 5]}


def _computed_without_history(visit: VisitClosed) -> VisitClosed:
    """By a till that had never seen the member."""
    facts = Facts(
        visit=VisitFacts(
            id=visit.visit_id,
            shop=visit.shop_id,
            till=visit.till_id,
            at=visit.at,
            business_day=visit.business_day,
        ),
        member=MemberFacts(id=visit.member_id, enrolled_on=visit.business_day),
        history=(WindowValue(key="visits/lifetime", value=0),),
    )
    return structs.replace(visit, amount_minor=0, programme_version=2, facts=embed(facts_to_json(facts)))
