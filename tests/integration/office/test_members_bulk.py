"""What is done to everybody who is filtered: seen beforehand, done once, however often it is run."""

from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import expect

from fidpos.domain.member import Profile
from fidpos.server.backoffice.permission import OfficeRole
from fidpos.server.db.office_jobs import begin_job, find_job
from fidpos.server.jobs import members_bulk, running
from fidpos.server.jobs.job import JobRun
from fidpos.server.jobs.members_bulk import run
from fidpos.server.services import bulk
from tests.helpers.axe import assert_accessible
from tests.helpers.centre_events import Happenings
from tests.helpers.centre_office import MERCHANT
from tests.helpers.office_place import OfficePlace

OWNER = OfficeRole.OWNER


def _cut(*_: object) -> None:
    raise KeyboardInterrupt


@pytest.fixture
def people(place: OfficePlace) -> list[str]:
    told = Happenings(place.clock)
    for family in ("Martin", "Martinez", "Durand"):
        event = told.enrolled(profile=Profile(given_name="A", family_name=family))
        place.office.tell(event, keys=told.keys)
        place.clock.advance(1)
    return ["Martin", "Martinez", "Durand"]


def labels(place: OfficePlace) -> dict[str, list[str]]:
    return dict(place.rows("SELECT profile ->> 'family_name', labels FROM members"))


def points(place: OfficePlace) -> dict[str, int]:
    query = """
        SELECT m.profile ->> 'family_name', coalesce(sum(b.amount), 0)::int
        FROM members m LEFT JOIN balances b ON b.account_id = m.account_id GROUP BY 1
    """
    return dict(place.rows(query))


@pytest.mark.usefixtures("people")
def test_a_preview_says_how_many_and_what_it_costs_and_changes_nothing(place: OfficePlace) -> None:
    with place.client(OWNER) as client:
        page = client.get("/members/bulk", text="mart", kind="points", amount="100")

    assert "2 members" in page.text
    assert "€2.00" in page.text
    assert set(points(place).values()) == {0}


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("scripts", [True, False])
def test_only_the_field_of_what_is_chosen_is_asked_for(place: OfficePlace, scripts: bool) -> None:
    page = place.browse(OWNER, scripts=scripts)
    page.goto(place.url("/members/bulk?text=mart"))
    label, amount = page.get_by_label("Label", exact=True), page.get_by_label("Points", exact=True)
    expect(label).to_be_visible()
    expect(amount).to_have_count(0)
    page.get_by_label("What to do").select_option("points")
    if not scripts:
        page.get_by_role("button", name="Preview").click()
    expect(label).to_have_count(0)
    amount.fill("100")
    page.get_by_role("button", name="Preview").click()

    expect(page.locator("#preview")).to_be_visible()


@pytest.mark.usefixtures("people")
def test_it_is_done_to_everybody_filtered_and_to_nobody_else(place: OfficePlace) -> None:
    with place.client(OWNER) as client:
        answer = client.post("/members/bulk", text="mart", kind="label_add", set_label="VIP")
        place.run_jobs()
        job = client.follow(answer).text

    assert labels(place) == {"Martin": ["vip"], "Martinez": ["vip"], "Durand": []}
    assert "mart" not in str(place.rows("SELECT args FROM office_jobs"))
    assert "2 members changed" in job


@pytest.mark.usefixtures("people")
def test_a_second_run_changes_nothing(place: OfficePlace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(members_bulk, "BATCH", 2)
    with place.client(OWNER) as client:
        client.post("/members/bulk", kind="points", amount="7")
    merchant_id, job_id = place.waiting_jobs[0]
    place.run_jobs()
    with place.books.store.work(merchant_id) as work:
        job = find_job(work, job_id)
    assert job is not None
    again = run(
        JobRun(
            merchant_id=MERCHANT,
            job=job,
            store=place.books.store,
            clock=place.clock,
            folder=place.workshop.folder,
            report=lambda _done, _total: None,
            announce=lambda _merchant: None,
        )
    )

    assert points(place) == {"Martin": 7, "Martinez": 7, "Durand": 7}
    assert again == {"changed": 3, "same": 0, "failed": 0}
    at_once = place.rows("SELECT count(*) FROM server_journal WHERE seq > 1 GROUP BY xmin::text ORDER BY 1")
    assert at_once == [(1,), (2,)]


@pytest.mark.usefixtures("people")
def test_a_run_that_was_cut_off_counts_whom_it_changed_though_they_are_filtered_no_more(
    place: OfficePlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(members_bulk, "BATCH", 2)
    with place.client(OWNER) as client:
        answer = client.post("/members/bulk", status="active", kind="block")
        with monkeypatch.context() as patched:
            patched.setattr(running.Workshop, "_report", _cut)
            with pytest.raises(KeyboardInterrupt):
                place.run_jobs()
        partly = place.rows("SELECT count(*) FROM members WHERE status = 'blocked'")
        place.waiting_jobs.append((MERCHANT, UUID(answer.headers["location"].rpartition("/")[2])))
        place.run_jobs()
        job = client.follow(answer).text

    assert partly == [(2,)]
    assert "3 members changed" in job
    assert place.rows("SELECT done, total, result - 'files' FROM office_jobs") == [
        (3, 3, {"changed": 3, "same": 0, "failed": 0})
    ]


@pytest.mark.usefixtures("people")
def test_a_run_that_was_taken_for_dead_changes_nobody_any_more(
    place: OfficePlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def overtaken(*given: Any) -> bool:
        with place.books.store.work(MERCHANT) as work:
            begin_job(work, place.rows("SELECT id FROM office_jobs")[0][0])
        return bulk.act(*given)

    monkeypatch.setattr(members_bulk, "act", overtaken)
    with place.client(OWNER) as client:
        client.post("/members/bulk", kind="points", amount="7")
    place.run_jobs()

    assert set(points(place).values()) == {0}


@pytest.mark.usefixtures("people")
def test_what_costs_much_waits_for_a_second_person(place: OfficePlace) -> None:
    with place.client(OWNER) as client:
        client.post("/members/bulk", kind="points", amount="20000")
        waiting = client.get("/approvals").text

    assert not place.waiting_jobs
    assert "€600.00" in waiting
    assert set(points(place).values()) == {0}


@pytest.mark.usefixtures("people")
def test_a_choice_that_is_none_is_shown_as_such(place: OfficePlace) -> None:
    with place.client(OWNER) as client:
        page = client.get("/members/bulk", kind="label_add", set_label="")
        begun = client.post("/members/bulk", kind="points", amount="-4")
        nobody = client.post("/members/bulk", text="xyzzy", kind="block")

    assert 'href="#f-set_label"' in page.text
    assert (begun.status_code, nobody.status_code) == (409, 409)


@pytest.mark.usefixtures("people")
def test_the_page_can_be_used_by_everybody(place: OfficePlace) -> None:
    page = place.browse(OWNER)
    page.goto(place.url("/members/bulk?text=mart&kind=points&amount=5"))

    assert_accessible(page)
