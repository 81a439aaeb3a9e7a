"""Long work on its page: its progress, what it came to, its files, and who may see it."""

from collections.abc import Mapping
from uuid import UUID

import pytest
from playwright.sync_api import expect

from fidpos.domain.ids import MerchantId
from fidpos.server.backoffice.permission import OfficeRole
from fidpos.server.db.office_jobs import begin_job, end_job, find_job, report_job
from fidpos.server.jobs.forgetting import KEPT, forget_codes, forget_files
from fidpos.server.jobs.job import Job, JobKind, JobRun, JobState
from fidpos.server.jobs.kinds import KINDS
from fidpos.server.jobs.nightly_work import KIND
from fidpos.server.mail.one_time import LASTS, send_code
from tests.helpers.axe import assert_accessible
from tests.helpers.office_place import MERCHANT, PHONE, OfficePlace, person_of

OTHER = MerchantId(UUID(int=0xBAD))


def _make_a_file(run: JobRun) -> Mapping[str, object]:
    run.report(1, 2)
    (run.folder / "list.csv").write_text("number\n12\n", encoding="utf-8")
    return {"done": 1, "failed": 0, "files": {"list.csv": "text/csv; charset=utf-8"}}


def _fail(_: JobRun) -> Mapping[str, object]:
    raise RuntimeError


def _does(patched: pytest.MonkeyPatch, run: object) -> None:
    patched.setitem(KINDS, KIND, JobKind(name=KIND, run=run))  # type: ignore[arg-type]  # one of the above


@pytest.fixture(autouse=True)
def makes_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    _does(monkeypatch, _make_a_file)


def _asked(place: OfficePlace, by: OfficeRole | None) -> UUID:
    place.clock.advance(1)
    with place.books.store.work(MERCHANT) as work:
        return place.books.jobs.ask(work, KIND, {}, person_of(by) if by else None)


def _job(place: OfficePlace, job_id: UUID) -> Job:
    with place.books.store.work(MERCHANT) as work:
        job = find_job(work, job_id)
    assert job is not None
    return job


def test_a_job_is_followed_to_its_file(place: OfficePlace) -> None:
    job_id = _asked(place, OfficeRole.OWNER)
    with place.books.store.work(MERCHANT) as work:
        run_id = begin_job(work, job_id)
        assert run_id is not None
        report_job(work, job_id, run_id, 1, 4)
    page = place.browse(OfficeRole.OWNER)
    page.goto(place.url("/jobs"))
    assert_accessible(page)

    page.get_by_role("link", name="Work of the night").click()
    expect(page.get_by_text("1 of 4")).to_be_visible()
    assert_accessible(page)
    place.run_jobs()

    expect(page.get_by_text("Chores done: 1.")).to_be_visible()
    with page.expect_download() as taken:
        page.get_by_role("link", name="list.csv").click()
    assert taken.value.path().read_text(encoding="utf-8") == "number\n12\n"
    assert place.rows("SELECT act, detail ->> 'name' FROM audit") == [("job_file_taken", "list.csv")]


def test_on_a_telephone_the_list_stays_within_the_page(place: OfficePlace) -> None:
    _asked(place, OfficeRole.OWNER)
    page = place.browse(OfficeRole.OWNER, size=PHONE)
    page.goto(place.url("/jobs"))

    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_what_is_not_wanted_any_more_ends_and_can_be_run_again(place: OfficePlace) -> None:
    job_id = _asked(place, OfficeRole.OWNER)
    with place.client(OfficeRole.OWNER) as client:
        shown = client.follow(client.post(f"/jobs/{job_id}/cancel"))
        place.run_jobs()
        assert "The job is cancelled." in shown.text
        assert _job(place, job_id).state is JobState.CANCELLED

        again = client.post(f"/jobs/{job_id}/again")
        place.run_jobs()
        assert "Chores done: 1." in client.follow(again).text
        assert client.post(f"/jobs/{job_id}/cancel").status_code == 409


def test_what_failed_says_so_and_is_run_again(place: OfficePlace, monkeypatch: pytest.MonkeyPatch) -> None:
    job_id = _asked(place, OfficeRole.OWNER)
    with monkeypatch.context() as patched:
        _does(patched, _fail)
        place.run_jobs()

    with place.client(OfficeRole.OWNER) as client:
        assert "None of your data is lost." in client.get(f"/jobs/{job_id}").text
        client.post(f"/jobs/{job_id}/again")
        place.run_jobs()
        assert "Done" in client.get("/jobs").text


def test_what_is_done_is_not_run_again(place: OfficePlace) -> None:
    job_id = _asked(place, OfficeRole.OWNER)
    place.run_jobs()

    with place.client(OfficeRole.OWNER) as client:
        assert client.post(f"/jobs/{job_id}/again").status_code == 409


@pytest.mark.parametrize("role", [OfficeRole.MARKETER, OfficeRole.SHOP_MANAGER, OfficeRole.SUPPORT])
def test_another_ones_job_and_its_files_are_nobodys_business(place: OfficePlace, role: OfficeRole) -> None:
    job_id = _asked(place, OfficeRole.OWNER)
    place.run_jobs()

    with place.client(role) as client:
        assert str(job_id) not in client.get("/jobs").text
        assert client.get(f"/jobs/{job_id}").status_code == 404
        assert client.get(f"/jobs/{job_id}/files/list.csv").status_code == 404
        assert client.post(f"/jobs/{job_id}/cancel").status_code == 404


def test_an_operator_sees_every_job_and_takes_no_file(place: OfficePlace) -> None:
    job_id = _asked(place, OfficeRole.OWNER)
    place.run_jobs()

    with place.client(OfficeRole.OPERATOR) as client:
        assert "list.csv" not in client.get(f"/jobs/{job_id}").text
        assert client.get(f"/jobs/{job_id}/files/list.csv").status_code == 404


@pytest.mark.parametrize("name", ["other.csv", "..%2F..%2Fcentre.keys", "%2Fetc%2Fpasswd"])
def test_only_files_that_the_job_made_are_given(place: OfficePlace, name: str) -> None:
    job_id = _asked(place, OfficeRole.OWNER)
    place.run_jobs()

    with place.client(OfficeRole.OWNER) as client:
        assert client.get(f"/jobs/{job_id}/files/{name}").status_code == 404


def test_a_long_list_goes_on(place: OfficePlace) -> None:
    first = _asked(place, OfficeRole.OWNER)
    for _ in range(30):
        _asked(place, OfficeRole.OWNER)

    with place.client(OfficeRole.OWNER) as client:
        shown = client.get("/jobs").text
        assert str(first) not in shown
        oldest = _job(place, place.waiting_jobs[1][1]).asked_at
        assert str(first) in client.get("/jobs", before=oldest.isoformat()).text


def test_what_a_run_that_was_taken_for_dead_says_counts_for_nothing(place: OfficePlace) -> None:
    job_id = _asked(place, OfficeRole.OWNER)
    with place.books.store.work(MERCHANT) as work:
        dead, alive = begin_job(work, job_id), begin_job(work, job_id)
        assert dead is not None
        assert alive is not None
        assert not report_job(work, job_id, dead, 1, 2)
        assert not end_job(work, job_id, dead, JobState.FAILED, {})

        assert end_job(work, job_id, alive, JobState.DONE, {})


def _tidying(place: OfficePlace) -> JobRun:
    job = _job(place, _asked(place, None))
    return JobRun(
        merchant_id=MERCHANT,
        job=job,
        store=place.books.store,
        clock=place.clock,
        folder=place.books.jobs.folder(MERCHANT, job.id),
        report=lambda done, total: None,
        announce=place.announced.append,
    )


def test_codes_are_forgotten_once_their_time_is_over(place: OfficePlace) -> None:
    run, kept = _tidying(place), "SELECT count(*) FROM one_time_codes"
    with place.books.store.work(MERCHANT) as work:
        send_code(work, "spend", UUID(int=9), to="zoe@example.org", language="en")
    forget_codes(run)
    assert place.rows(kept) == [(1,)]
    place.clock.advance(LASTS.total_seconds())

    forget_codes(run)

    assert place.rows(kept) == [(0,)]


def test_files_are_forgotten_a_month_after_the_end(place: OfficePlace) -> None:
    job_id = _asked(place, OfficeRole.OWNER)
    place.run_jobs()
    run = _tidying(place)
    assert forget_files(run) == 0

    place.clock.advance(KEPT.total_seconds() + 1)

    assert forget_files(run) == 1
    with place.client(OfficeRole.OWNER) as client:
        assert "list.csv" not in client.get(f"/jobs/{job_id}").text
