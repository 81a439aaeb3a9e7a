"""Who is forgotten is nowhere any more: in no table, in no file that a job made, in no list or import."""

from datetime import timedelta
from pathlib import Path

import pytest
from msgspec import structs

from fidpos.domain.gift_card import GiftMove
from fidpos.domain.member import Profile, TierStanding
from fidpos.server.backoffice.pages import privacy
from fidpos.server.backoffice.permission import OfficeRole
from fidpos.server.db.erasing import Erasure
from fidpos.server.db.figures.asked import Asked
from fidpos.server.db.figures.scheme import tiers_now
from fidpos.server.db.importing import choose, keep_file
from fidpos.server.jobs.access_file import CSV_NAME, JSON_NAME
from fidpos.server.jobs.importing import TAKE_IN
from fidpos.server.jobs.nightly_work import KIND as NIGHTLY
from fidpos.server.mail.letter import Letter, MailKind
from fidpos.server.mail.outbox import send
from fidpos.server.services.figures.period import Period
from fidpos.server.services.figures.settings import FigureSettings
from fidpos.server.services.importing.choices import Choices
from fidpos.server.services.importing.target import Theme, guess
from fidpos.server.sheets.opening import open_sheet
from fidpos.wire.events import MemberEnrolled
from tests.helpers.centre_events import Happenings
from tests.helpers.office_place import MERCHANT, SHOP, OfficePlace, person_of

OWNER = OfficeRole.OWNER
GIVEN, FAMILY = "Zébulonne", "Quirinquin"
NUMBER, EMAIL, PHONE = "4711471147", "zebulonne@example.org", "+33699887766"
_WORDS = (FAMILY, GIVEN, EMAIL, PHONE, NUMBER)
_TABLES = """
    SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND n.nspname = 'public' ORDER BY 1
"""


@pytest.fixture
def told(place: OfficePlace) -> Happenings:
    return Happenings(place.clock)


@pytest.fixture
def member(place: OfficePlace, told: Happenings) -> MemberEnrolled:
    profile = Profile(given_name=GIVEN, family_name=FAMILY, email=EMAIL, phone=PHONE)
    event = told.enrolled(NUMBER, profile)
    place.office.tell(event, told.linked(event, NUMBER), told.closed(event), keys=told.keys)
    return event


def _forget(place: OfficePlace, member: MemberEnrolled) -> None:
    place.clock.advance(60)
    with place.client(OWNER) as client:
        answer = client.post(f"/members/{member.member_id}/erase", typed_name=f"{GIVEN} {FAMILY}")
    assert answer.status_code == 303, answer.text


def _night(place: OfficePlace) -> None:
    with place.books.store.work(MERCHANT) as work:
        place.books.jobs.ask(work, NIGHTLY, {"day": place.clock.now().date().isoformat()}, None)
    place.run_jobs()


def _says(text: str) -> bool:
    """Also as bytes are shown."""
    return any(word in text or word.encode().hex() in text for word in _WORDS)


def _tables(place: OfficePlace) -> list[str]:
    names = [name for (name,) in place.rows(_TABLES)]
    return [name for name in names if _says(str(place.rows(f"SELECT t::text FROM {name} t")))]


def _files(place: OfficePlace) -> list[str]:
    found = [each for each in Path(place.workshop.folder).rglob("*") if each.is_file()]
    return sorted(each.name for each in found if _says(each.read_bytes().decode("utf-8", "replace")))


def _lived(place: OfficePlace, member: MemberEnrolled) -> list[str]:
    """Everything at the office that may name somebody; the pages of the jobs that made files."""
    path, today = f"/members/{member.member_id}", place.clock.now().date().isoformat()
    with place.client(OWNER) as client:
        give = {"direction": "give", "counter": "points", "amount": "3", "reason": "other"}
        answers = [
            client.post(f"{path}/note", note=f"{FAMILY} rang"),
            client.post(f"{path}/points", None, **give, note=f"for {FAMILY}"),
            client.post(f"{path}/block", reason="other", note=f"{FAMILY} again"),
            client.post("/members/bulk", text=FAMILY, kind="label_add", set_label="vip"),
            client.post("/privacy", number=NUMBER, kind="access", came_on=today),
            client.post("/own-data/export"),
        ]
        assert [each.status_code for each in answers] == [303] * len(answers)
    with place.books.store.work(MERCHANT) as work:
        letter = Letter(
            kind=MailKind.RETENTION_WARNING,
            to=EMAIL,
            language="fr",
            params={"name": GIVEN, "until": "1"},
            subject_id=member.member_id,
        )
        send(work, letter)
    place.run_jobs()
    jobs = place.rows(
        "SELECT id FROM office_jobs WHERE kind IN ('access_file', 'own_data_export') ORDER BY kind"
    )
    return [f"/jobs/{job_id}" for (job_id,) in jobs]


def test_nothing_of_who_is_forgotten_is_left_in_tables_and_files(
    place: OfficePlace, member: MemberEnrolled
) -> None:
    access_file, _ = _lived(place, member)
    assert "members" in _tables(place)
    assert JSON_NAME in _files(place)

    _forget(place, member)
    with place.client(OWNER) as client:
        page, file = client.get(access_file), client.get(f"{access_file}/files/{CSV_NAME}")
    _night(place)

    assert (page.status_code, file.status_code) == (200, 404)
    assert JSON_NAME not in page.text
    assert (_tables(place), _files(place)) == ([], [])
    assert not list(Path(place.workshop.folder).rglob("*.zip"))


def test_files_stay_while_nobody_in_them_is_forgotten(
    place: OfficePlace, told: Happenings, member: MemberEnrolled
) -> None:
    other = told.enrolled("1", Profile(given_name="Anna", family_name="Other"))
    place.office.tell(other, keys=told.keys)
    with place.client(OWNER) as client:
        client.post("/privacy", number="1", kind="access", came_on=place.clock.now().date().isoformat())
    place.run_jobs()
    _forget(place, member)
    _night(place)

    assert sorted(each.name for each in Path(place.workshop.folder).rglob("*.*")) == [JSON_NAME, CSV_NAME]


def test_a_file_of_before_does_not_bring_them_back_by_another_number(
    place: OfficePlace, member: MemberEnrolled
) -> None:
    _forget(place, member)
    body = f"Number;Family name;E-mail\n815;{FAMILY};{EMAIL.upper()}\n816;Other;other@example.org\n".encode()
    headings = open_sheet(body).headings
    choices = Choices(
        columns=guess(Theme.MEMBERS, headings, {}), shop_id=SHOP, opened_on=place.clock.now().date()
    )
    with place.books.store.work(MERCHANT) as work:
        file_id = keep_file(
            work, "f.csv", Theme.MEMBERS, headings=headings, body=body, asked_by=person_of(OWNER)
        )
        choose(work, file_id, choices)
        args = {"file": str(file_id), "language": "en"}
        place.books.jobs.ask(work, TAKE_IN, args, person_of(OWNER))
    place.run_jobs()

    assert place.rows("SELECT state, result ->> 'refused', result ->> 'good' FROM office_jobs") == [
        ("done", "1", "1")
    ]
    assert place.rows("SELECT number FROM members WHERE erased_at IS NULL") == [("816",)]


def test_who_is_forgotten_at_the_privacy_desk_is_written_beside_the_backups_first(
    place: OfficePlace, member: MemberEnrolled
) -> None:
    remembered: list[Erasure] = []
    object.__setattr__(place.books, "remember_erased", remembered.extend)
    with place.client(OWNER) as client:
        today = place.clock.now().date().isoformat()
        taken = client.post("/privacy", number=NUMBER, kind="erasure", came_on=today)
        where = taken.headers["location"].removeprefix("/office")
        client.post(where, decision="granted", number=NUMBER, outcome="done")

    assert [each.member_id for each in remembered] == [member.member_id]


def test_who_is_forgotten_holds_no_tier_any_more(place: OfficePlace, told: Happenings) -> None:
    profile = Profile(given_name=GIVEN, family_name=FAMILY)
    gold = TierStanding(code="gold", since=told.today)
    members = [told.enrolled(profile=profile) for _ in range(2)]
    place.office.tell(*members, *(told.closed(each, tier=gold) for each in members), keys=told.keys)
    month = Period(first=told.today.replace(day=1), last=told.today.replace(day=1))
    asked = Asked(period=month, today=told.today, settings=FigureSettings())
    with place.books.store.reading(MERCHANT) as work:
        before = tiers_now(work, asked)
    _forget(place, members[0])
    with place.books.store.reading(MERCHANT) as work:
        after = tiers_now(work, asked)

    assert (before, after) == ({"gold": 2}, {"gold": 1})


def test_however_many_are_dormant_those_with_money_are_decided_about(
    place: OfficePlace, told: Happenings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(privacy, "LISTED", 1)
    silent, rich = told.enrolled("1"), told.enrolled("2")
    paid, card = told.closed(rich), told.gift_card()
    place.office.tell(silent, rich, paid, card, keys=told.keys)
    sold = structs.replace(told.moved(card.gift_card_id, GiftMove.SOLD, 5_000), visit_id=paid.visit_id)
    place.office.tell(sold)
    place.clock.advance(timedelta(days=34 * 31).total_seconds())
    _night(place)
    place.clock.advance(timedelta(days=70).total_seconds())
    with place.client(OWNER) as client:
        page = client.get("/privacy/retention").text
        forgotten = client.post(f"/privacy/retention/{rich.member_id}", number="2")

    assert f"/privacy/retention/{rich.member_id}" in page
    assert forgotten.status_code == 303, forgotten.text
