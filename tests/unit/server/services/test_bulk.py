"""What is done to many: the ids that make a second run change nothing, and what it costs."""

from datetime import timedelta
from uuid import UUID

from fidpos.domain.clock import utc
from fidpos.domain.ids import MemberId, uuid7
from fidpos.server.services.bulk import Bulk, BulkKind, enrolled_after, ids_for
from tests.unit.rules.build import programme

JOB, ASKED_AT = UUID(int=1), utc(2026, 11, 20, 10)
ZOE, PAUL = MemberId(UUID(int=2)), MemberId(UUID(int=3))


def test_a_second_run_makes_the_same_ids() -> None:
    once, again = ids_for(JOB, ASKED_AT, ZOE), ids_for(JOB, ASKED_AT, ZOE)

    assert [once() for _ in range(5)] == [again() for _ in range(5)]


def test_no_id_is_made_twice() -> None:
    made = [
        new_id()
        for job in (JOB, UUID(int=9))
        for member_id in (ZOE, PAUL)
        for new_id in [ids_for(job, ASKED_AT, member_id)]
        for _ in range(20)
    ]

    assert len(set(made)) == len(made)


def test_whoever_was_born_after_it_was_asked_for_is_left_alone() -> None:
    edge = enrolled_after(ASKED_AT)

    assert uuid7(ASKED_AT) < edge
    assert uuid7(ASKED_AT + timedelta(milliseconds=1)) >= edge


def test_a_job_keeps_what_was_chosen() -> None:
    bulk = Bulk(kind=BulkKind.POINTS, amount=5)

    assert Bulk.read(bulk.args()) == bulk


def test_points_cost_what_they_are_worth_and_labels_nothing() -> None:
    assert Bulk(kind=BulkKind.POINTS, amount=5).cost_minor(7, programme()) == 35
    assert Bulk(kind=BulkKind.LABEL_ADD, label="vip").cost_minor(7, programme()) == 0
