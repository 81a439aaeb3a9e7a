"""Long work asked for in one role and taken in another, and money given once that is asked for again."""

from collections.abc import Iterator
from uuid import UUID

import pytest

from fidpos.bootstrap.centre_work import ask_for_chores
from fidpos.domain.ids import ShopId
from fidpos.server.backoffice.permission import OfficeRole
from fidpos.server.db.errors import DatabaseError
from fidpos.server.db.office_jobs import begin_job, cancel_job
from fidpos.server.db.office_people import place as put
from fidpos.server.jobs.day_at_work import day_at_work
from fidpos.server.jobs.exporting import ARCHIVE, EXPORT
from fidpos.server.jobs.extracting import KIND as EXTRACTION
from fidpos.server.jobs.nightly_work import KIND as NIGHTLY
from fidpos.server.jobs.nightly_work import is_due
from fidpos.server.jobs.order_args import order_to_args
from fidpos.server.services.extracting.order import Order
from fidpos.server.services.extracting.theme import Theme
from fidpos.server.services.segments.segment import EVERYBODY
from tests.helpers.centre_events import Happenings
from tests.helpers.centre_office import AWAY, MERCHANT, SHOP
from tests.helpers.office_place import OfficePlace, office_place, person_of

OWNER, FRANCHISEE, MARKETER = OfficeRole.OWNER, OfficeRole.FRANCHISEE, OfficeRole.MARKETER


@pytest.fixture
def office() -> Iterator[OfficePlace]:
    with office_place() as made:
        told = Happenings(made.clock)
        made.office.tell(told.enrolled(), keys=told.keys)
        made.clock.advance(1)
        yield made


def now_is(office: OfficePlace, person: OfficeRole, role: OfficeRole, *shops: ShopId) -> None:
    """Somebody is given another place."""
    with office.books.store.work(MERCHANT) as work:
        put(work, person_of(person), role=role.value, all_shops=not shops, shops=shops)


def list_of(*shops: ShopId) -> dict[str, object]:
    """A list of the members of these shops, or of all."""
    order = Order(theme=Theme.MEMBERS, columns=("number",), segment=EVERYBODY, scope=shops or None)
    return order_to_args(order)


def job(office: OfficePlace, kind: str, args: dict[str, object], by: OfficeRole) -> UUID:
    with office.books.store.work(MERCHANT) as work:
        return office.books.jobs.ask(work, kind, args, person_of(by))


def points(office: OfficePlace) -> object:
    return office.rows("SELECT coalesce(sum(amount), 0)::int FROM balances")[0][0]


@pytest.mark.parametrize("role", [MARKETER, OfficeRole.SHOP_MANAGER, FRANCHISEE])
def test_an_owner_who_is_one_no_more_takes_nothing_that_was_made_before(
    office: OfficePlace, role: OfficeRole
) -> None:
    with office.client(OWNER) as client:
        job_id = job(office, EXPORT, {}, OWNER)
        office.run_jobs()
        assert client.get(f"/jobs/{job_id}/files/{ARCHIVE}").status_code == 200
        waiting = job(office, EXPORT, {}, OWNER)
        client.post(f"/jobs/{waiting}/cancel")
        now_is(office, OWNER, role, *(() if role is MARKETER else (SHOP,)))

        assert ARCHIVE not in client.get(f"/jobs/{job_id}").text
        assert client.get(f"/jobs/{job_id}/files/{ARCHIVE}").status_code == 404
        assert client.post(f"/jobs/{waiting}/again").status_code == 404


def test_a_list_of_shops_that_are_no_longer_theirs_is_not_given(office: OfficePlace) -> None:
    with office.client(FRANCHISEE) as client:
        both, own, all_of_them = (
            job(office, EXTRACTION, list_of(*shops), FRANCHISEE) for shops in ((SHOP, AWAY), (SHOP,), ())
        )
        office.run_jobs()
        files = {each: client.get(f"/jobs/{each}").text.count("/files/") for each in (both, own, all_of_them)}

    assert files == {both: 0, own: 1, all_of_them: 0}


def test_points_that_were_agreed_to_once_are_given_once(office: OfficePlace) -> None:
    with office.client(OWNER) as client:
        answer = client.post("/members/bulk", kind="points", amount="7")
        job_id = UUID(answer.headers["location"].rpartition("/")[2])
        office.run_jobs()
        assert points(office) == 7
        with office.books.store.work(MERCHANT) as work:
            work.run("UPDATE office_jobs SET state = 'running' WHERE id = %s", [job_id])
            assert begin_job(work, job_id)
            assert cancel_job(work, job_id)

        again = client.post(f"/jobs/{job_id}/again")
        office.run_jobs()

        assert again.headers["location"] == f"/office/jobs/{job_id}"
        assert "Done" in client.get(f"/jobs/{job_id}").text
    assert points(office) == 7


def ask_without_waiting(office: OfficePlace) -> bool:
    """Another process; it is told that it would have to wait."""
    with office.books.store.work(MERCHANT) as work:
        work.run("SET LOCAL lock_timeout = '10ms'")
        return is_due(work, day_at_work(work))


def test_while_one_process_asks_for_the_night_no_other_does(office: OfficePlace) -> None:
    store, jobs = office.books.store, office.books.jobs
    with store.work(MERCHANT) as first:
        assert is_due(first, day_at_work(first))
        with pytest.raises(DatabaseError):
            ask_without_waiting(office)
    for _ in range(2):
        ask_for_chores(store, jobs, MERCHANT)

    assert office.rows("SELECT count(*)::int FROM office_jobs WHERE kind = %s", [NIGHTLY]) == [(1,)]
