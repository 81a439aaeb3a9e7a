"""Files of the system before: the trial run, what was refused, and that nothing is taken in twice."""

import csv
from io import StringIO
from uuid import UUID

import pytest
from playwright.sync_api import expect

from fidpos.domain.ids import MemberId
from fidpos.domain.member import Profile
from fidpos.rules.codec import programme_to_json
from fidpos.server.backoffice.permission import OfficeRole
from fidpos.server.db.erasing import erase
from fidpos.server.db.importing import checked_by, choose, find_file, keep_file, naming_of
from fidpos.server.db.office_jobs import find_job
from fidpos.server.db.proof.finding import Finding
from fidpos.server.db.proof.prove import prove
from fidpos.server.jobs import importing, running
from fidpos.server.jobs.importing import CHECK, REJECTED, TAKE_IN
from fidpos.server.jobs.job import Job, JobState
from fidpos.server.services.importing.choices import Choices
from fidpos.server.services.importing.target import Theme, guess
from fidpos.server.sheets.opening import open_sheet
from tests.helpers.axe import assert_accessible
from tests.helpers.centre_events import Happenings
from tests.helpers.dirty_rows import DirtyRows, dirty_rows
from tests.helpers.office_place import MERCHANT, PHONE, SHOP, OfficePlace, person_of
from tests.unit.rules.build import programme

OWNER = person_of(OfficeRole.OWNER)
COUNTERS = {"points": "Points"}


def sent(place: OfficePlace, text: str, theme: Theme = Theme.MEMBERS, *, completes: bool = False) -> UUID:
    """A file with the columns that its headings mean."""
    body = text.encode("utf-8-sig")
    headings = open_sheet(body).headings
    choices = Choices(
        columns=guess(theme, headings, COUNTERS),
        shop_id=SHOP,
        opened_on=place.clock.now().date(),
        consent_wording="offers by text message",
        consent_source="paper forms",
        completes=completes,
    )
    with place.books.store.work(MERCHANT) as work:
        file_id = keep_file(work, "clients.csv", theme, headings=headings, body=body, asked_by=OWNER)
        choose(work, file_id, choices)
    return file_id


def done(place: OfficePlace, kind: str, file_id: UUID) -> Job:
    with place.books.store.work(MERCHANT) as work:
        job_id = place.books.jobs.ask(work, kind, {"file": str(file_id), "language": "en"}, OWNER)
        checked_by(work, file_id, job_id)
    place.run_jobs()
    with place.books.store.work(MERCHANT) as work:
        job = find_job(work, job_id)
    assert job is not None
    return job


def counts(job: Job) -> dict[str, object]:
    assert job.state is JobState.DONE, job.fault
    return {name: job.result[name] for name in ("good", "doubled", "refused")}


def _cut(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def everything(place: OfficePlace) -> list[tuple[object, ...]]:
    """Who and what is there, by ids that follow from the file."""
    return place.rows(
        """
        SELECT 'm', id, number, profile::text, labels::text, tier FROM members
        UNION ALL SELECT 'c', id, token, member_id::text, '', '' FROM cards
        UNION ALL SELECT 'k', id, channel, wording, granted::text, at::text FROM consents
        UNION ALL SELECT 'e', id, counter, amount::text, kind, contra FROM ledger_entries
        UNION ALL SELECT 'g', id, masked, balance_minor::text, state, vat FROM gift_cards
        ORDER BY 1, 2
        """
    )


def flaws(place: OfficePlace) -> list[Finding]:
    found: list[Finding] = []
    prove(place.made.backup, found.append)
    return found


@pytest.fixture(scope="module")
def dirty() -> DirtyRows:
    return dirty_rows(10_000, seed=5)


def test_ten_thousand_dirty_rows_are_taken_in_once(place: OfficePlace, dirty: DirtyRows) -> None:
    file_id = sent(place, dirty.text())
    trial = done(place, CHECK, file_id)
    before = everything(place)
    job = done(place, TAKE_IN, file_id)

    expected = {"good": dirty.good, "doubled": 0, "refused": sum(dirty.refused.values())}
    assert (counts(trial), before, counts(job)) == (expected, [], expected)
    faults = trial.result["faults"]
    assert isinstance(faults, list)
    assert {each["fault"]: each["count"] for each in faults} == dirty.refused
    after = everything(place)
    assert place.rows("SELECT count(*), sum(amount) FROM ledger_entries")[0][1] == dirty.points

    at_once = place.rows("SELECT count(*) FROM members GROUP BY xmin::text")
    assert max(at_once) <= (importing.BATCH,), "tills hear of nothing while a transaction lasts"

    again = done(place, TAKE_IN, sent(place, dirty.text()))

    assert counts(again) == {"good": 0, "doubled": dirty.good, "refused": expected["refused"]}
    assert everything(place) == after
    assert flaws(place) == []


def test_what_was_refused_is_sent_again_as_it_came_and_refused_again(place: OfficePlace) -> None:
    some = dirty_rows(300, seed=9)
    job = done(place, CHECK, sent(place, some.text()))
    rejected = (place.workshop.folder_of(MERCHANT, job.id) / REJECTED).read_text(encoding="utf-8-sig")
    rows = list(csv.reader(StringIO(rejected), delimiter=";"))
    again = done(place, CHECK, sent(place, rejected))

    assert len(rows) == 1 + sum(some.refused.values())
    assert all(row[-1] for row in rows)
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    assert counts(again)["refused"] in range(1, len(rows))


def test_a_run_that_was_cut_off_comes_to_the_same(
    place: OfficePlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    some = dirty_rows(450, seed=3)
    whole = importing._Import._tell
    told: list[int] = []

    def cut(self: importing._Import, found: list[importing.Found]) -> None:
        if told:
            raise KeyboardInterrupt
        told.append(len(found))
        whole(self, found)

    monkeypatch.setattr(importing._Import, "_tell", cut)
    with pytest.raises(KeyboardInterrupt):
        done(place, TAKE_IN, sent(place, some.text()))
    monkeypatch.undo()
    partly = len(place.rows("SELECT FROM members"))
    job = done(place, TAKE_IN, sent(place, some.text()))

    assert 0 < partly == sum(told) < some.good
    assert counts(job)["doubled"] == partly
    assert len(place.rows("SELECT FROM members")) == some.good
    assert place.rows("SELECT sum(amount) FROM ledger_entries")[0][0] == some.points


@pytest.mark.parametrize("completes", [False, True])
def test_a_job_that_was_cut_off_counts_all_that_it_took_in_when_it_goes_on(
    place: OfficePlace, monkeypatch: pytest.MonkeyPatch, completes: bool
) -> None:
    some = dirty_rows(450, seed=3)
    file_id = sent(place, some.text(), completes=completes)
    with monkeypatch.context() as patched:
        patched.setattr(running.Workshop, "_report", _cut)
        with pytest.raises(KeyboardInterrupt):
            done(place, TAKE_IN, file_id)
    partly = place.rows("SELECT count(*) FROM members")[0][0]
    ((job_id,),) = place.rows("SELECT id FROM office_jobs")
    place.waiting_jobs.append((MERCHANT, job_id))
    place.run_jobs()
    with place.books.store.work(MERCHANT) as work:
        job = find_job(work, job_id)

    assert job is not None
    assert 0 < partly < some.good
    assert counts(job) == {"good": some.good, "doubled": 0, "refused": sum(some.refused.values())}


def test_a_run_that_was_cut_off_with_nothing_left_to_do_says_what_it_came_to(
    place: OfficePlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    some = dirty_rows(20, seed=3)
    monkeypatch.setattr(running, "end_job", _cut)
    with pytest.raises(KeyboardInterrupt):
        done(place, TAKE_IN, sent(place, some.text()))
    monkeypatch.undo()
    ((job_id, forgotten),) = place.rows("SELECT j.id, i.body IS NULL FROM office_jobs j, imports i")
    place.workshop.run(MERCHANT, job_id)
    with place.books.store.work(MERCHANT) as work:
        job = find_job(work, job_id)

    assert job is not None
    assert (forgotten, job.state) == (True, JobState.DONE)
    assert counts(job) == {"good": some.good, "doubled": 0, "refused": sum(some.refused.values())}


def test_who_was_erased_since_is_not_brought_back(place: OfficePlace) -> None:
    text = "number;name;first name\n1;Martin;Zoé\n2;Petit;Max\n".replace("name;", "family name;", 1)
    done(place, TAKE_IN, sent(place, text))
    with place.books.store.work(MERCHANT) as work:
        first = naming_of(work).id("member", "1")
        erase(work.connection, first, place.clock.now())  # type: ignore[arg-type]  # a member's id
    job = done(place, TAKE_IN, sent(place, text))

    assert counts(job) == {"good": 0, "doubled": 1, "refused": 1}
    assert place.rows("SELECT profile FROM members WHERE id = %s", [first]) == [(None,)]


def test_gift_cards_are_opened_and_not_sold(place: OfficePlace) -> None:
    text = "numéro;solde;expiration;tva\nCAD-000123;25,50 €;31/12/2030;bon à usages multiples\nx;1;;\n"
    file_id = sent(place, text, Theme.GIFT_CARDS)
    job = done(place, TAKE_IN, file_id)
    again = done(place, TAKE_IN, sent(place, text, Theme.GIFT_CARDS))

    assert counts(job) == {"good": 1, "doubled": 0, "refused": 1}
    assert counts(again) == {"good": 0, "doubled": 1, "refused": 1}
    assert place.rows("SELECT balance_minor, state, vat FROM gift_cards") == [
        (2550, "active", "multi_purpose")
    ]
    assert place.rows("SELECT move, contra FROM gift_entries") == [("opening", "opening")]
    assert flaws(place) == []
    with place.books.store.work(MERCHANT) as work:
        kept = find_file(work, file_id)
    assert kept is not None
    assert not kept.is_there


def test_an_owner_brings_the_members_along(place: OfficePlace) -> None:
    page = place.browse(OfficeRole.OWNER)
    page.goto(place.url("/import"))
    assert_accessible(page)
    content = "Numéro client;Nom;Ville;Optin SMS\nA1;Martin;Nantes;non\nA2;;Brest;non\n"
    page.set_input_files("#f-file", {"name": "c.csv", "mimeType": "text/csv", "buffer": content.encode()})
    page.get_by_role("button", name="Send and choose columns").click()
    expect(page.locator("#f-column_0")).to_have_value("number")
    assert_accessible(page)
    page.fill("#f-keep_as", "Old till")
    completes = page.get_by_label("Complete the members who are there already")
    expect(completes).not_to_be_checked()
    completes.check()
    page.get_by_role("button", name="Trial run").click()
    place.run_jobs()
    page.goto(page.url)
    expect(completes).to_be_checked()
    expect(page.locator("#standing")).to_contain_text("empty, and it is needed")
    assert_accessible(page)
    page.get_by_role("button", name="Take in 1 row").click()
    place.run_jobs()
    page.goto(page.url)

    expect(page.locator("#standing")).to_contain_text("Taking in")
    assert place.rows("SELECT number, profile ->> 'family_name' FROM members") == [("A1", "Martin")]
    assert place.announced


def test_a_file_that_is_refused_says_why_and_what_to_do(place: OfficePlace) -> None:
    with place.client(OfficeRole.OWNER) as client:
        answer = client.post("/import", files={"file": ("x.pdf", b"%PDF\0")}, theme="members")

        assert answer.status_code == 422
        assert "neither CSV nor an Excel workbook" in answer.text
        assert client.post("/import", theme="members").status_code == 422


def test_nothing_is_taken_in_before_the_trial_run(place: OfficePlace) -> None:
    with place.client(OfficeRole.OWNER) as client:
        found = client.post("/import", files={"file": ("x.csv", b"number;nom\n1;A\n")}, theme="members")
        path = found.headers["location"].removeprefix("/office")
        missing = client.post(f"{path}/check", shop=str(SHOP), opened_on="2026-01-01", country="FR")
        twice = client.post(
            f"{path}/check",
            shop=str(SHOP),
            opened_on="2026-01-01",
            country="ZZ",
            column_0="number",
            column_1="number",
        )

        assert client.post(f"{path}/take-in").status_code == 409
        assert "Choose the column with the member number" in missing.text
        assert "Another column becomes this already" in twice.text


def test_on_a_telephone_the_columns_fit(place: OfficePlace) -> None:
    with place.client(OfficeRole.OWNER) as client:
        found = client.post("/import", files={"file": ("x.csv", b"number;nom\n1;A\n")}, theme="members")
    page = place.browse(OfficeRole.OWNER, size=PHONE)
    page.goto(place.base + found.headers["location"])

    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


_PUBLISH = "INSERT INTO programmes (merchant_id, version, body, since) VALUES (%s, 2, %s, %s)"
FIRST = "number;family name;card;points\n70001;Martin;900001;10\n"
LATER = (
    "number;family name;card;points;opt in sms;opt in date\n"
    "70001;Martin;900001, 900002;10;yes;01/02/2026\n70002;Petit;;5;;\n"
)


def test_who_is_there_is_left_alone_unless_the_file_is_to_complete_them(place: OfficePlace) -> None:
    done(place, TAKE_IN, sent(place, FIRST))
    passed_over = done(place, TAKE_IN, sent(place, LATER))
    completed = done(place, TAKE_IN, sent(place, LATER, completes=True))
    after = everything(place)
    again = done(place, TAKE_IN, sent(place, LATER, completes=True))

    assert counts(passed_over) == {"good": 1, "doubled": 1, "refused": 0}
    assert counts(completed) == {"good": 1, "doubled": 1, "refused": 0}
    assert counts(again) == {"good": 0, "doubled": 2, "refused": 0}
    assert everything(place) == after
    tokens = place.rows("SELECT token FROM cards ORDER BY token")
    assert [token for (token,) in tokens] == ["num:900001", "num:900002"]
    assert place.rows("SELECT channel, granted FROM consents") == [("sms", True)]
    assert place.rows("SELECT sum(amount)::int FROM ledger_entries") == [(15,)]
    assert flaws(place) == []


@pytest.mark.parametrize(("ticked", "labels"), [({}, []), ({"completes": "1"}, ["vip"])], ids=["no", "yes"])
def test_the_tick_of_the_form_says_whether_members_are_completed(
    place: OfficePlace, ticked: dict[str, str], labels: list[str]
) -> None:
    done(place, TAKE_IN, sent(place, FIRST))
    body = FIRST.replace("card", "label").replace("900001", "vip").encode()
    columns = {"column_0": "number", "column_1": "family_name", "column_2": "labels"}
    said = {**columns, "shop": str(SHOP), "opened_on": "2026-01-01", "country": "FR", "language": "fr"}
    with place.client(OfficeRole.OWNER) as client:
        found = client.post("/import", files={"file": ("x.csv", body)}, theme="members")
        path = found.headers["location"].removeprefix("/office")
        answer = client.post(f"{path}/check", None, **said, **ticked)
        assert answer.status_code == 303, answer.text
        place.run_jobs()
        client.post(f"{path}/take-in")
        place.run_jobs()

    assert place.rows("SELECT labels FROM members") == [(labels,)]


def test_a_member_who_enrolled_here_is_completed_under_their_own_name_alone(place: OfficePlace) -> None:
    told = Happenings(place.clock)
    zoe = told.enrolled("70001", Profile(given_name="Zoé", family_name="Martin"))
    place.office.tell(zoe, keys=told.keys)
    other = done(place, TAKE_IN, sent(place, FIRST.replace("Martin", "Dupont"), completes=True))
    same = done(place, TAKE_IN, sent(place, FIRST, completes=True))

    assert counts(other) == {"good": 0, "doubled": 0, "refused": 1}
    assert counts(same) == {"good": 1, "doubled": 0, "refused": 0}
    assert place.office.held(zoe.account_id) == [10]
    assert place.rows("SELECT member_id FROM cards") == [(zoe.member_id,)]
    assert flaws(place) == []


def test_nobody_under_fifteen_agrees_by_a_file_alone(place: OfficePlace) -> None:
    year = place.clock.now().year
    text = (
        "number;family name;birthday;opt in sms\n"
        f"70001;Martin;01/01/{year - 14};yes\n70002;Petit;01/01/{year - 15};yes\n"
        f"70003;Roux;01/01/{year - 14};no\n"
    )
    job = done(place, TAKE_IN, sent(place, text))

    assert counts(job) == {"good": 2, "doubled": 0, "refused": 1}
    assert job.result["faults"] == [
        {"target": "consent_sms", "fault": "child", "count": 1, "rows": [2]},
    ]


def test_a_child_comes_along_with_the_parent_who_agreed(place: OfficePlace) -> None:
    year = place.clock.now().year
    text = f"number;family name;birthday;opt in sms;parent\n70001;Martin;01/01/{year - 14};yes;Anna Martin\n"
    job = done(place, TAKE_IN, sent(place, text))

    assert counts(job) == {"good": 1, "doubled": 0, "refused": 0}
    ((member_id,),) = place.rows("SELECT id FROM members")
    (stated,) = place.office.member(MemberId(member_id)).consents
    assert (stated.granted, stated.by_parent) == (True, True)
    with place.client(OfficeRole.OWNER) as client:
        assert "Agreed to by Anna Martin, a parent" in client.get(f"/members/{member_id}").text
    assert flaws(place) == []


def test_a_tier_comes_along_with_its_days(place: OfficePlace) -> None:
    tiers = programme(version=2)
    with place.books.store.work(MERCHANT) as work:
        values = [MERCHANT, programme_to_json(tiers), place.clock.now()]
        work.run(_PUBLISH, values)
    until = place.clock.now().year + 1
    text = (
        "number;family name;tier;tier since;tier until\n"
        f"70001;Martin;GOLD;01/02/2026;31/12/{until}\n70002;Petit;bronze;;\n"
    )
    job = done(place, TAKE_IN, sent(place, text))

    assert counts(job) == {"good": 1, "doubled": 0, "refused": 1}
    assert place.rows("SELECT tier, tier_since::text, tier_until::text FROM members") == [
        ("gold", "2026-02-01", f"{until}-12-31")
    ]
    assert flaws(place) == []
