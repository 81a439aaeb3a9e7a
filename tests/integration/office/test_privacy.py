"""The privacy desk: requests, retention, consents, the registers; and what a member is handed."""

import json
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from playwright.sync_api import expect

from fidpos.domain.ids import MemberId
from fidpos.domain.member import Channel, Profile
from fidpos.server.backoffice.permission import OfficeRole
from fidpos.server.db.after_restore import begin_again
from fidpos.server.db.erasing import Erasure
from fidpos.server.db.office_jobs import find_job
from fidpos.server.db.suppressing import suppressed
from fidpos.server.jobs.job import JobRun
from fidpos.server.jobs.retaining import retain
from fidpos.wire.events import MemberEnrolled
from tests.helpers.axe import assert_accessible
from tests.helpers.centre_acts import bought, enrolled
from tests.helpers.centre_events import Happenings
from tests.helpers.office_place import MERCHANT, PHONE, OfficePlace

DAY_S = 24 * 3600.0
ZOE = Profile(given_name="Zoé", family_name="Martin", email="zoe@example.org", phone="+33612345678")
PAGES = ("/privacy", "/privacy/retention", "/privacy/consents", "/privacy/processing")


@pytest.fixture
def told(place: OfficePlace) -> Happenings:
    return Happenings(place.clock)


@pytest.fixture
def zoe(place: OfficePlace, told: Happenings) -> MemberEnrolled:
    return enrolled(place.office, told, profile=ZOE)


def _number(place: OfficePlace, member: MemberEnrolled) -> str:
    ((number,),) = place.rows("SELECT number FROM members WHERE id = %s", [member.member_id])
    return str(number)


def _is_there(place: OfficePlace, member: MemberEnrolled) -> bool:
    return place.rows("SELECT FROM members WHERE id = %s AND erased_at IS NULL", [member.member_id]) != []


def _night(place: OfficePlace) -> int:
    with place.books.store.work(MERCHANT) as work:
        job_id = place.books.jobs.ask(work, "nightly", {}, None)
    place.waiting_jobs.clear()
    reported: list[tuple[int, int]] = []
    with place.books.store.work(MERCHANT) as work:
        job = find_job(work, job_id)
    assert job is not None
    run = JobRun(
        merchant_id=MERCHANT,
        job=job,
        store=place.books.store,
        clock=place.clock,
        folder=place.books.jobs.folder(MERCHANT, job_id),
        report=lambda done, total: reported.append((done, total)),
        announce=place.announced.append,
        remember_erased=place.books.remember_erased,
    )
    return retain(run)


def test_a_request_is_taken_and_its_file_handed_over(
    place: OfficePlace, told: Happenings, zoe: MemberEnrolled
) -> None:
    bought(place.office, told, zoe)
    page = place.browse(OfficeRole.OWNER)
    page.goto(place.url("/privacy"))
    assert_accessible(page)
    page.get_by_label("Member’s number").fill(_number(place, zoe))
    page.get_by_role("button", name="Write it down").click()
    expect(page.get_by_text("The request is written down.")).to_be_visible()
    assert_accessible(page)
    place.run_jobs()

    page.get_by_role("link", name="See the file to hand over").click()
    with page.expect_download() as taken:
        page.get_by_role("link", name="data.json").click()
    data = json.loads(taken.value.path().read_text(encoding="utf-8"))
    assert data["profile"]["given_name"] == "Zoé"
    assert "household" not in data["profile"]
    assert len(data["visits"]) == 1


def test_the_table_of_purchases_has_a_row_for_each_visit_or_line(
    place: OfficePlace, told: Happenings, zoe: MemberEnrolled
) -> None:
    bought(place.office, told, zoe)
    with place.client(OfficeRole.OWNER) as client:
        today = place.clock.now().date().isoformat()
        client.post("/privacy", number=_number(place, zoe), kind="portability", came_on=today)
        ((_, job_id),) = place.waiting_jobs
        place.run_jobs()
        table = client.get(f"/jobs/{job_id}/files/purchases.csv").text

    lines = table.splitlines()
    assert "discount" in lines[0]
    assert len(lines) == 2


def test_a_member_who_wants_to_be_forgotten_is_everywhere(place: OfficePlace, zoe: MemberEnrolled) -> None:
    number, today = _number(place, zoe), place.clock.now().date().isoformat()
    with place.client(OfficeRole.OWNER) as client:
        taken = client.post("/privacy", number=number, kind="erasure", came_on=today)
        where = taken.headers["location"].removeprefix("/office")
        wrong = client.post(where, decision="granted", number="1", outcome="done")
        assert (wrong.status_code, _is_there(place, zoe)) == (422, True)

        client.post(where, decision="granted", number=number, outcome="done")
        shown = client.get("/privacy/retention").text

    assert not _is_there(place, zoe)
    assert place.rows("SELECT FROM subject_keys WHERE subject_id = %s", [zoe.member_id]) == []
    assert "Tills that heard" in shown
    with place.books.store.work(MERCHANT) as work:
        contacts = ["zoe@example.org", "+33612345678", "max@example.org"]
        assert suppressed(work, contacts) == {"zoe@example.org", "+33612345678"}
    acts = [act for (act,) in place.rows("SELECT act FROM audit ORDER BY id")]
    assert sorted(acts) == ["member_erased", "privacy_request_answered", "privacy_request_taken"]


def test_a_refusal_forgets_nobody(place: OfficePlace, zoe: MemberEnrolled) -> None:
    with place.client(OfficeRole.OWNER) as client:
        today = place.clock.now().date().isoformat()
        taken = client.post("/privacy", number=_number(place, zoe), kind="erasure", came_on=today)
        where = taken.headers["location"].removeprefix("/office")
        client.post(where, decision="refused", outcome="a dispute is open")
        again = client.post(where, decision="refused", outcome="once more")

    assert _is_there(place, zoe)
    assert again.status_code == 409


def test_a_request_has_a_month(place: OfficePlace, zoe: MemberEnrolled) -> None:
    with place.client(OfficeRole.OWNER) as client:
        client.post("/privacy", number=_number(place, zoe), kind="opposition", came_on="2026-10-31")
        assert place.rows("SELECT due_on FROM privacy_requests") == [(date(2026, 11, 30),)]
        assert "past its month" not in client.get("/privacy").text
        place.clock.advance(20 * DAY_S)

    with place.client(OfficeRole.OWNER) as client:
        assert "1 request is past its month" in client.get("/privacy").text


@pytest.mark.parametrize(
    "fields",
    [
        {"number": "nobody", "kind": "access", "came_on": "2026-11-01"},
        {"number": "", "kind": "access", "came_on": "2026-11-01"},
        {"number": "1", "kind": "access", "came_on": "2999-01-01"},
        {"number": "1", "kind": "all", "came_on": "2026-11-01"},
    ],
)
def test_a_form_that_cannot_be_understood_comes_back(place: OfficePlace, fields: dict[str, str]) -> None:
    with place.client(OfficeRole.OWNER) as client:
        assert client.post("/privacy", None, **fields).status_code == 422
    assert place.rows("SELECT FROM privacy_requests") == []


def test_who_is_not_heard_of_is_told_and_then_forgotten(place: OfficePlace, zoe: MemberEnrolled) -> None:
    assert _night(place) == 0
    place.clock.advance(34 * 31 * DAY_S)
    assert _night(place) == 1
    assert _night(place) == 0
    assert place.rows("SELECT kind, subject_id FROM mails") == [("retention_warning", zoe.member_id)]

    place.clock.advance(29 * DAY_S)
    assert (_night(place), _is_there(place, zoe)) == (0, True)
    place.clock.advance(40 * DAY_S)
    assert (_night(place), _is_there(place, zoe)) == (1, False)
    assert place.announced


def test_a_visit_or_a_word_begins_the_three_years_anew(place: OfficePlace, told: Happenings) -> None:
    visitor, talker = (enrolled(place.office, told) for _ in range(2))
    place.clock.advance(33 * 30 * DAY_S)
    bought(place.office, told, visitor)
    place.office.tell(told.stated(talker, Channel.EMAIL, granted=False))
    place.clock.advance(120 * DAY_S)

    assert _night(place) == 0


def test_consents_are_listed_filtered_and_taken_along(
    place: OfficePlace, told: Happenings, zoe: MemberEnrolled
) -> None:
    place.office.tell(
        told.stated(zoe, Channel.EMAIL, granted=True), told.stated(zoe, Channel.SMS, granted=False)
    )
    with place.client(OfficeRole.OWNER) as client:
        assert client.get("/privacy/consents").text.count('<tr><td class="when">') == 2
        only = client.get("/privacy/consents", channel="sms", granted="no").text
        assert only.count('<tr><td class="when">') == 1
        table = client.get("/privacy/consents.csv").text

    assert len(table.splitlines()) == 3


def test_the_processing_register_says_what_is_in_use(
    place: OfficePlace, told: Happenings, zoe: MemberEnrolled
) -> None:
    with place.client(OfficeRole.OWNER) as client:
        assert "Marketing" not in client.get("/privacy/processing").text
        place.office.tell(told.stated(zoe, Channel.PARTNERS, granted=True))
        shown = client.get("/privacy/processing").text

    assert "Marketing" in shown
    assert "partners agreed to" in shown


@pytest.mark.parametrize("path", PAGES)
def test_each_page_is_readable_by_everybody_on_a_telephone(
    place: OfficePlace, told: Happenings, zoe: MemberEnrolled, path: str
) -> None:
    place.office.tell(told.stated(zoe, Channel.EMAIL, granted=True))
    page = place.browse(OfficeRole.OWNER, language="fr", size=PHONE)
    page.goto(place.url(path))

    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@pytest.mark.parametrize("role", [role for role in OfficeRole if role is not OfficeRole.OWNER])
def test_the_desk_is_the_owners(place: OfficePlace, role: OfficeRole) -> None:
    with place.client(role) as client:
        assert {client.get(path).status_code for path in PAGES} == {403}
        assert client.post("/privacy", number="1").status_code == 403
        assert client.post(f"/privacy/retention/{UUID(int=1)}", number="1").status_code == 403


def test_what_is_not_there_is_not_shown(place: OfficePlace, zoe: MemberEnrolled) -> None:
    with place.client(OfficeRole.OWNER) as client:
        assert client.get(f"/privacy/requests/{UUID(int=1)}").status_code == 404
        nobody: MemberId = zoe.member_id
        assert client.post(f"/privacy/retention/{nobody}", number="1").status_code == 404


def test_who_is_forgotten_by_night_is_so_in_backups_too_and_not_imported_again(
    place: OfficePlace, zoe: MemberEnrolled
) -> None:
    remembered: list[Erasure] = []
    object.__setattr__(place.books, "remember_erased", remembered.extend)
    place.clock.advance(34 * 31 * DAY_S)
    _night(place)
    place.clock.advance(80 * DAY_S)
    _night(place)
    (known,) = place.rows("SELECT array_agg(digest ORDER BY digest) FROM suppressions")
    (gone,) = remembered
    begin_again(place.made.owner, [replace(gone, suppressed=(*gone.suppressed, b"of the life before"))])

    assert not _is_there(place, zoe)
    assert gone.member_id == zoe.member_id
    assert sorted(gone.suppressed) == list(known[0])
    assert place.rows("SELECT count(*) FROM suppressions") == [(len(known[0]) + 1,)] == [(3,)]
