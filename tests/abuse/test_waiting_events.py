"""Somebody with a till's key lets events wait: for a day that is over, or under an id that is taken."""

from base64 import b64encode
from collections.abc import Iterator, Sequence

import msgspec
import pytest
from psycopg import connect

from fidpos.domain.ids import EventId
from fidpos.server.db.proof.finding import Finding
from fidpos.server.db.proof.prove import prove_within
from fidpos.server.reason import Reason
from fidpos.server.services.push import replay
from fidpos.wire.codec import SCHEMA_VERSION, encode
from fidpos.wire.events import Event, MemberEnrolled, VisitClosed
from tests.helpers.any_push import pushed
from tests.helpers.centre_events import Happenings
from tests.helpers.served_database import (
    DAILY_LIMIT,
    OUR_CASHIER,
    OUR_SHOP,
    OUR_TILL,
    US,
    ServedDatabase,
    served_database,
)

_SPENDABLE = "SELECT coalesce(sum(remaining), 0)::int FROM lots WHERE NOT withheld"
"""A point is worth a cent."""
_VISITS = "SELECT count(*)::int FROM visits"


@pytest.fixture
def served() -> Iterator[ServedDatabase]:
    with served_database() as centre:
        yield centre


@pytest.fixture
def told(served: ServedDatabase) -> Happenings:
    return Happenings(served.clock)


def enrolled(told: Happenings) -> MemberEnrolled:
    return told.enrolled(staff_id=OUR_CASHIER)


def visit(served: ServedDatabase, told: Happenings, member: MemberEnrolled, points: int) -> VisitClosed:
    return told.closed(
        member,
        earned=points,
        programme_version=served.programme.version,
        shop_id=OUR_SHOP,
        till_id=OUR_TILL,
        opened_by=OUR_CASHIER,
        closed_by=OUR_CASHIER,
    )


def push(served: ServedDatabase, told: Happenings, *events: Event) -> None:
    """In a lineage of its own."""
    rows = [[msgspec.Raw(encode(event)), SCHEMA_VERSION, 0, 0, 0, None] for event in events]
    keys = [{"subject": str(one), "box": b64encode(key).decode()} for one, key in told.keys.items()]
    answer = served.ask("/sync/push", pushed(EventId(told.new_id()), rows, keys=keys))
    assert answer.status == 200, answer


def one(served: ServedDatabase, query: str) -> int:
    with connect(served.made.superuser) as connection:
        row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return int(row[0])


def flaws(served: ServedDatabase) -> Sequence[Finding]:
    found: list[Finding] = []
    with connect(served.made.superuser) as connection:
        prove_within(connection, found.append)
    return found


def try_again(served: ServedDatabase) -> int:
    """As the office does whatever it is that waits."""
    with served.store.unit(US) as unit:
        return replay(unit, tuple(Reason))


def test_what_waited_weighs_on_the_day_on_which_it_comes_to_count(
    served: ServedDatabase, told: Happenings
) -> None:
    """Each visit is as large as a day allows; their member is told of a day later."""
    zoe = enrolled(told)
    push(served, told, *(visit(served, told, zoe, DAILY_LIMIT) for _ in range(4)))
    assert one(served, _VISITS) == 0
    served.clock.advance(86_400)
    push(served, told, zoe)

    assert one(served, _VISITS) == 4
    assert one(served, _SPENDABLE) <= DAILY_LIMIT


def test_nothing_counts_under_an_id_that_is_taken_even_when_it_is_tried_again(
    served: ServedDatabase, told: Happenings
) -> None:
    zoe = enrolled(told)
    first = visit(served, told, zoe, 100)
    push(served, told, zoe, first)
    push(served, told, msgspec.structs.replace(visit(served, told, zoe, 700), id=first.id))

    assert try_again(served) == 0
    assert (one(served, _VISITS), one(served, _SPENDABLE)) == (1, 100)
    assert flaws(served) == []
