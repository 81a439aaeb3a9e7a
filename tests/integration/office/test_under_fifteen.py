"""Members under fifteen at the office: a consent names the parent, and without one it is none."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest

from fidpos.domain.age_of_consent import age_of_consent
from fidpos.domain.clock import DayMonth, ShopCalendar
from fidpos.domain.consent import Word, counts
from fidpos.domain.ids import MemberId
from fidpos.domain.member import Channel, Profile
from fidpos.server.backoffice.permission import OfficeRole
from fidpos.server.db.consenting import judging
from fidpos.server.db.mapping import profile_to_json
from fidpos.wire.events import MemberEnrolled
from tests.helpers.centre_events import Happenings
from tests.helpers.centre_file_events import profile_changed
from tests.helpers.centre_office import BESIDE, MERCHANT, SHOP
from tests.helpers.office_place import OfficePlace

OWNER = OfficeRole.OWNER
CHILD = Profile(
    given_name="Léo",
    family_name="Martin",
    phone="+33612345678",
    email="leo@example.org",
    birthday=DayMonth(day=21, month=11),
    birth_year=2011,
)
"""Fifteen tomorrow: the clock stands at 20 November 2026."""
AT_OFFICE: dict[str, Any] = {"channel": "sms", "answer": "yes", "source": "paper"}


@pytest.fixture
def told(place: OfficePlace) -> Happenings:
    return Happenings(place.clock)


@pytest.fixture
def leo(place: OfficePlace, told: Happenings) -> MemberEnrolled:
    event = told.enrolled("70001", CHILD)
    place.office.tell(event, keys=told.keys)
    return event


def said(place: OfficePlace, member: MemberEnrolled) -> list[tuple[str, bool, bool]]:
    consents = place.office.member(member.member_id).consents
    return sorted((each.channel.value, each.granted, each.by_parent) for each in consents)


def test_a_childs_consent_is_refused_until_a_parent_is_named(place: OfficePlace, leo: MemberEnrolled) -> None:
    path = f"/members/{leo.member_id}/consent"
    with place.client(OWNER) as client:
        shown = client.get(path).text
        refused = [client.post(path, **AT_OFFICE, parent=name) for name in ("", " ", "1")]
        before = said(place, leo)
        client.post(path, **AT_OFFICE, parent="  Anna   Martin ")
        client.post(path, channel="email", answer="no", source="paper")
        overview = client.get(f"/members/{leo.member_id}").text

    assert 'name="parent"' in shown
    assert [answer.status_code for answer in refused] == [422] * 3
    assert "Too young to agree alone" in refused[0].text
    assert before == []
    assert said(place, leo) == [("email", False, False), ("sms", True, True)]
    assert "Agreed to by Anna Martin, a parent" in overview
    assert not place.rows("SELECT FROM audit WHERE detail::text LIKE %s", ["%Anna%"])


def test_from_the_fifteenth_birthday_on_nobody_else_is_asked(
    place: OfficePlace, told: Happenings, leo: MemberEnrolled
) -> None:
    path = f"/members/{leo.member_id}/consent"
    place.office.tell(told.stated(leo, Channel.EMAIL, granted=True, parent="Anna Martin"))
    place.clock.advance(24 * 3600)
    with place.client(OWNER) as client:
        shown = client.get(path).text
        client.post(path, **AT_OFFICE, parent="nobody asked for it")
        overview = client.get(f"/members/{leo.member_id}").text

    assert 'name="parent"' not in shown
    assert said(place, leo) == [("email", True, True), ("sms", True, False)]
    assert "does not count" not in overview


def test_a_new_member_who_is_a_child_is_enrolled_with_a_parent(place: OfficePlace) -> None:
    form: dict[str, Any] = {
        "given_name": "Mia",
        "family_name": "Roche",
        "language": "fr",
        "birthday": "01/03/2014",
        "email": "mia@example.org",
        "shop_id": str(SHOP),
        "channels": ["email"],
    }
    with place.client(OWNER) as client:
        empty = client.get("/members/new").text
        refused = client.post("/members/new", **form)
        nobody = place.rows("SELECT count(*) FROM members")
        client.post("/members/new", **form, parent="Paul Roche")

    assert 'name="parent"' not in empty
    assert refused.status_code == 422
    assert 'name="parent"' in refused.text
    assert nobody == [(0,)]
    ((member_id,),) = place.rows("SELECT id FROM members")
    (consent,) = place.office.member(MemberId(member_id)).consents
    assert (consent.channel, consent.granted, consent.by_parent) == (Channel.EMAIL, True, True)


def test_a_birthday_that_is_put_right_ends_what_was_said_without_a_parent(
    place: OfficePlace, told: Happenings
) -> None:
    grown = Profile(given_name="Zoé", family_name="Petit", email="zoe@example.org")
    zoe = told.enrolled("70002", grown)
    place.office.tell(zoe, told.stated(zoe, Channel.EMAIL, granted=True), keys=told.keys)
    page = f"/members/{zoe.member_id}"
    with place.client(OWNER) as client:
        before = client.get(page).text
        place.office.tell(profile_changed(told, zoe, grown, CHILD))
        after = client.get(page).text

    assert "does not count" not in before
    assert "yes, without a parent: does not count" in after


def test_a_list_to_write_to_leaves_children_out_and_says_how_many(
    place: OfficePlace, told: Happenings, leo: MemberEnrolled
) -> None:
    grown = Profile(given_name="Zoé", family_name="Petit", email="zoe@example.org")
    mia, zoe, paul = (
        told.enrolled("70002", CHILD),
        told.enrolled("70003", grown),
        told.enrolled("70004", grown),
    )
    place.office.tell(mia, zoe, paul, keys=told.keys)
    place.office.tell(
        told.stated(leo, Channel.EMAIL, granted=True),
        told.stated(mia, Channel.EMAIL, granted=True, parent="Anna Martin"),
        told.stated(zoe, Channel.EMAIL, granted=True),
    )
    order: dict[str, Any] = {"theme": "members", "format": "csv", "columns": ["number"], "channel": "email"}
    with place.client(OWNER) as client:
        location = client.post("/extraction/take", None, **order).headers["location"]
        place.run_jobs()
        page = client.get(location.removeprefix("/office")).text
        consents = client.get("/privacy/consents").text
        table = client.get("/privacy/consents.csv").text

    folder = place.workshop.folder / str(MERCHANT) / location.rpartition("/")[2]
    (file,) = folder.iterdir()
    assert sorted(row.strip('"') for row in file.read_text("utf-8-sig").split()[2:]) == ["70002", "70003"]
    assert "2 members left out for want of consent, 1 of them too young, without a parent" in page
    assert consents.count("Agreed to by Anna Martin, a parent") == 1
    assert consents.count("Without a parent: does not count") == 1
    assert table.count("Anna Martin") == 1


def test_the_access_file_names_the_parent_and_who_is_forgotten_takes_the_name_along(
    place: OfficePlace, told: Happenings, leo: MemberEnrolled
) -> None:
    place.office.tell(told.stated(leo, Channel.EMAIL, granted=True, parent="Anna Martin"))
    with place.client(OWNER) as client:
        client.post("/privacy", number="70001", kind="access", came_on="2026-11-20")
        place.run_jobs()
        files = list((place.workshop.folder / str(MERCHANT)).glob("*/data.json"))
        told_them = [msgspec.json.decode(file.read_bytes()) for file in files]
        client.post(f"/members/{leo.member_id}/erase", typed_name="Léo Martin")
        register = client.get("/privacy/consents").text

    assert [each["consents"][0]["parent"] for each in told_them] == ["Anna Martin"]
    assert place.rows("SELECT FROM subject_keys WHERE subject_id = %s", [leo.member_id]) == []
    assert "Anna" not in register


def test_whoever_was_merged_keeps_the_parent_who_agreed(
    place: OfficePlace, told: Happenings, leo: MemberEnrolled
) -> None:
    twin = told.enrolled("70009", CHILD)
    place.office.tell(twin, keys=told.keys)
    place.office.tell(told.stated(twin, Channel.EMAIL, granted=True, parent="Anna Martin"))
    with place.client(OWNER) as client:
        client.post(f"/members/{leo.member_id}/merge", other=str(twin.member_id), keep=str(leo.member_id))
        # A till that has not heard of it tells of the other one still.
        place.office.tell(told.stated(twin, Channel.SMS, granted=True, parent="Paul Martin"))
        overview = client.get(f"/members/{leo.member_id}").text

    assert said(place, leo) == [("email", True, True), ("sms", True, True)]
    assert "Agreed to by Anna Martin, a parent" in overview
    assert "Agreed to by Paul Martin, a parent" in overview


@pytest.mark.parametrize("zone", ["Europe/Paris", "Europe/Brussels", "Europe/Vienna", "Europe/Berlin"])
def test_the_database_judges_as_tills_do(place: OfficePlace, zone: str) -> None:
    """Around the birthday from which somebody agrees alone, of 29 February too; and of an unknown age."""
    calendar = ShopCalendar(zone=ZoneInfo(zone))
    place.rows("UPDATE shops SET zone = %s RETURNING id", [zone])
    births = [None, date(2011, 11, 20), date(2012, 2, 29), date(2011, 12, 31), date(2012, 1, 1)]
    now = place.clock.now()
    asked = judging("""
        SELECT COUNTS FROM (SELECT %s::jsonb AS profile) m,
            (SELECT true AS granted, %s::bytea AS sealed, %s::timestamptz AS at) w
    """)
    for born in births:
        profile = _born(born)
        turns = now.date()
        if born is not None:
            turns = born.replace(year=born.year + age_of_consent(calendar.zone), day=min(born.day, 28))
        for days in (-2, -1, 0, 1):
            at = now.replace(year=turns.year, month=turns.month, day=turns.day) + timedelta(days=days)
            for sealed in (None, b"sealed"):
                word = Word(at, Channel.SMS, True, sealed is not None)
                ((found,),) = place.rows(asked, [profile_to_json(profile), sealed, at])
                assert found is counts(word, profile, calendar), (born, at, sealed)


@pytest.mark.parametrize(("zone", "status"), [("Europe/Brussels", 303), ("Europe/Berlin", 422)])
def test_where_the_law_says_another_age_the_office_asks_for_a_parent_by_that_age(
    place: OfficePlace, leo: MemberEnrolled, zone: str, status: int
) -> None:
    """Fifteen by then: old enough in Belgium, not in Germany."""
    place.rows("UPDATE shops SET zone = %s RETURNING id", [zone])
    place.clock.advance(timedelta(days=2).total_seconds())
    with place.client(OWNER) as client:
        answer = client.post(f"/members/{leo.member_id}/consent", **AT_OFFICE)

    assert answer.status_code == status
    assert len(place.rows("SELECT FROM consents")) == (status == 303)


def _born(day: date | None) -> Profile:
    if day is None:
        return Profile(given_name="Léo", family_name="Martin", birthday=DayMonth(day=1, month=2))
    birthday = DayMonth(day=day.day, month=day.month)
    return Profile(given_name="Léo", family_name="Martin", birthday=birthday, birth_year=day.year)


def test_of_two_tills_the_one_that_had_a_parents_word_can_be_believed_and_the_other_cannot(
    place: OfficePlace, told: Happenings, leo: MemberEnrolled
) -> None:
    """Another till took back both; the parent stands with what counts again."""
    first = profile_changed(told, leo, CHILD, replace(CHILD, phone="+33611111111"))
    second = profile_changed(told, leo, CHILD, replace(CHILD, phone="+33622222222"))
    place.office.tell(first)
    place.office.tell(second, till_id=BESIDE)
    contested = "UPDATE journal_rows SET fate = 'flagged', reason = 'file_contested' WHERE event_id = %s"
    place.rows(f"{contested} RETURNING seq", [second.id])
    words = ((Channel.EMAIL, "Anna Martin"), (Channel.SMS, ""))
    for channel, parent in words:
        place.office.tell(told.stated(leo, channel, granted=True, parent=parent))
        place.clock.advance(1)
        place.office.tell(told.stated(leo, channel, granted=False), till_id=BESIDE)
    path = f"/members/waiting/events/{second.id}/file"
    said_yes = dict(place.rows("SELECT channel, id::text FROM consents WHERE granted"))
    with place.client(OWNER) as client:
        alone = client.post(path, line_phone="stands", consent_sms=said_yes["sms"])
        by_parent = client.post(path, line_phone="stands", consent_email=said_yes["email"])
        page = client.get(f"/members/{leo.member_id}").text

    assert (alone.status_code, by_parent.status_code) == (409, 303)
    assert ("email", True, True) in said(place, leo)
    assert ("sms", True, True) not in said(place, leo)
    assert "Anna Martin" in page
