"""Members in the office: found, shown, put right; what is done to them reaches tills and is written down."""

from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import expect

from fidpos.domain.clock import DayMonth
from fidpos.domain.ids import MemberId
from fidpos.domain.member import Channel, MemberStatus, Profile
from fidpos.server.backoffice.permission import OfficeRole
from fidpos.server.db.erasing import Erasure
from fidpos.wire.events import MemberEnrolled
from fidpos.wire.member_events import Joining
from fidpos.wire.sync.push import EventFate
from tests.helpers.axe import assert_accessible
from tests.helpers.centre_events import SOMEBODY, Happenings
from tests.helpers.centre_file_events import joining
from tests.helpers.centre_office import AWAY, FAR, MERCHANT, SHOP, TILL
from tests.helpers.office_place import PHONE, OfficePlace

OWNER = OfficeRole.OWNER
FLAGGED = EventFate.FLAGGED
GIVE: dict[str, Any] = {"direction": "give", "counter": "points", "reason": "goodwill"}
PERSON: dict[str, Any] = {"given_name": "Léo", "family_name": "Roche", "language": "fr"}


@pytest.fixture
def told(place: OfficePlace) -> Happenings:
    return Happenings(place.clock)


@pytest.fixture
def zoe(place: OfficePlace, told: Happenings) -> MemberEnrolled:
    return enrolled(place, told, SOMEBODY)


def enrolled(place: OfficePlace, told: Happenings, profile: Profile, **more: object) -> MemberEnrolled:
    event = told.enrolled(profile=profile)
    place.office.tell(event, keys=told.keys, **more)  # type: ignore[arg-type]  # a test's own
    return event


def named(given: str, family: str, phone: str = "") -> Profile:
    return Profile(given_name=given, family_name=family, phone=phone)


def acts(place: OfficePlace) -> list[str]:
    """In the order of their names: the clock stands still."""
    return [act for (act,) in place.rows("SELECT act FROM audit ORDER BY act")]


@pytest.mark.parametrize(
    "text", ["zoe mar", "Martin", "06 12 34 56 78", "20 4711 000017", "z@example.org"], ids=str
)
def test_a_member_is_found_by_whatever_is_said_of_them(
    place: OfficePlace, told: Happenings, text: str
) -> None:
    member = enrolled(place, told, replace(SOMEBODY, email="z@example.org"))
    enrolled(place, told, named("Paul", "Durand", "+33699999999"))
    place.office.tell(told.linked(member, "204711000017"))
    with place.client(OWNER) as client:
        page = client.get("/members", text=text)

    assert "Zoé Martin" in page.text
    assert "Paul Durand" not in page.text


def test_a_list_goes_on_page_by_page_and_back(place: OfficePlace, told: Happenings) -> None:
    for number in range(51):
        enrolled(place, told, named("Ann", f"Number{number:02}"))
        place.clock.advance(1)
    with place.client(OWNER) as client:
        first = client.get("/members")
        (last,) = place.rows("SELECT id FROM members ORDER BY id OFFSET 1 LIMIT 1")[0]
        second = client.get("/members", after=str(last))
        back = client.get("/members", before=str(place.rows("SELECT id FROM members ORDER BY id")[0][0]))

    assert "51 members" in first.text
    assert "Number50" in first.text
    assert "Number00" not in first.text
    assert "Number00" in second.text
    assert "Number50" in back.text


def test_who_sees_one_shop_sees_its_members_alone(place: OfficePlace, told: Happenings) -> None:
    enrolled(place, told, named("Here", "Near"))
    far = enrolled(place, told, named("Elsewhere", "Far"), till_id=FAR)
    with place.client(OfficeRole.SHOP_MANAGER) as client:
        listed = client.get("/members")
        file = client.get(f"/members/{far.member_id}")
        act = client.post(f"/members/{far.member_id}/labels", labels="x")

    assert "Here Near" in listed.text
    assert "Elsewhere" not in listed.text
    assert (file.status_code, act.status_code) == (404, 404)


def test_somebody_is_enrolled_and_edited(place: OfficePlace, told: Happenings) -> None:
    with place.client(OWNER) as client:
        shown = client.follow(
            client.post(
                "/members/new",
                **PERSON,
                shop_id=str(SHOP),
                card="204711000018",
                channels=["email"],
                kin_0_relation="child",
                kin_0_name="Ida",
                kin_0_birthday="03/09",
            )
        )
        (member_id,) = place.rows("SELECT id FROM members")[0]
        form = client.get(f"/members/{member_id}/edit").text
        seen = form.split('name="seen" value="')[1].split('"')[0]
        typed: dict[str, Any] = {**PERSON, "seen": seen, "birthday": "14/05/1990", "email": "leo@example.org"}
        again = client.follow(client.post(f"/members/{member_id}/edit", **typed))
        stale = client.post(f"/members/{member_id}/edit", **typed)

    assert "Léo Roche" in shown.text
    assert "14 May" in again.text
    assert stale.status_code == 409
    state = place.office.member(MemberId(member_id))
    assert state.profile.birthday == DayMonth(day=14, month=5)
    assert state.profile.birthday_changed_on == told.today
    assert [(each.channel, each.granted) for each in state.consents] == [(Channel.EMAIL, True)]
    assert acts(place) == ["member_edited", "member_enrolled"]


def test_a_form_that_cannot_be_understood_comes_back_with_its_problems(place: OfficePlace) -> None:
    with place.client(OWNER) as client:
        answer = client.post(
            "/members/new",
            given_name="X",
            language="fr",
            phone="12",
            email="no",
            birthday="32/13",
            shop_id="",
        )

    assert answer.status_code == 422
    for name in ("family_name", "phone", "email", "birthday", "shop_id"):
        assert f'href="#f-{name}"' in answer.text


def test_who_has_no_open_shop_is_told_what_to_do_before_anybody_is_enrolled(place: OfficePlace) -> None:
    with place.client(OWNER) as owner, place.client(OfficeRole.SHOP_MANAGER) as manager:
        place.rows("UPDATE shops SET closed_at = now() RETURNING id")
        page = owner.get("/members/new").text
        assert "Add your first shop" in page
        assert 'href="/office/shops/new"' in page
        assert 'name="shop_id"' not in page
        assert "Ask the owner" in manager.get("/members/new").text
        assert owner.post("/members/new", **PERSON, shop_id=str(SHOP)).status_code == 422
        assert place.rows("SELECT count(*) FROM members") == [(0,)]


def test_who_has_the_same_telephone_is_shown_before_somebody_is_enrolled_twice(
    place: OfficePlace, zoe: MemberEnrolled
) -> None:
    same: dict[str, Any] = {**PERSON, "phone": "06 12 34 56 78", "shop_id": str(SHOP)}
    with place.client(OWNER) as client:
        asked = client.post("/members/new", **same)
        done = client.post("/members/new", **same, all_the_same="1")

    assert asked.status_code == 422
    assert str(zoe.member_id) in asked.text
    assert done.status_code == 303


def test_points_are_given_with_a_reason_and_stand_in_the_history(
    place: OfficePlace, zoe: MemberEnrolled
) -> None:
    path = f"/members/{zoe.member_id}"
    with place.client(OWNER) as client:
        client.post(
            f"{path}/points", direction="give", counter="points", amount="40", reason="goodwill", note="Sorry"
        )
        client.post(f"{path}/points", direction="take", counter="points", amount="15", reason="mistake")
        too_many = client.post(
            f"{path}/points", direction="take", counter="points", amount="26", reason="mistake"
        )
        account, history = client.get(f"{path}/account").text, client.get(f"{path}/history").text

    assert sum(place.office.held(zoe.account_id)) == 25
    assert too_many.status_code == 409
    assert "Adjusted by the office" in account
    assert "Sorry" in history
    assert acts(place) == ["points_given", "points_taken"]
    assert MERCHANT in place.announced


def test_many_points_wait_for_a_second_person(place: OfficePlace, zoe: MemberEnrolled) -> None:
    path = f"/members/{zoe.member_id}/points"
    asked_for: dict[str, Any] = {
        "direction": "give",
        "counter": "points",
        "amount": "6000",
        "reason": "goodwill",
    }
    with place.client(OfficeRole.SHOP_MANAGER) as manager:
        manager.post(path, **asked_for)
        twice = manager.post(path, **asked_for)
    assert place.office.states()[1][zoe.account_id].lots == ()
    assert twice.status_code == 409
    (approval_id,) = place.rows("SELECT id FROM approvals")[0]
    with place.client(OWNER) as owner:
        assert "Zoé Martin" in owner.get("/approvals").text
        owner.post(f"/approvals/{approval_id}/approve")

    assert sum(place.office.held(zoe.account_id)) == 6000


def test_one_person_gives_so_much_in_a_day(place: OfficePlace, zoe: MemberEnrolled) -> None:
    asked_for: dict[str, Any] = {
        "direction": "give",
        "counter": "points",
        "amount": "5000",
        "reason": "goodwill",
    }
    answers = []
    with place.client(OWNER) as client:
        for _ in range(11):
            answers.append(client.post(f"/members/{zoe.member_id}/points", **asked_for).status_code)
            place.clock.advance(60)

    assert answers == [303] * 10 + [409]
    assert sum(place.office.held(zoe.account_id)) == 50_000


def test_what_has_no_worth_is_given_so_often_in_a_day(place: OfficePlace, zoe: MemberEnrolled) -> None:
    said: dict[str, Any] = {"what": "gift", "title_fr": "Un café", "reason": "goodwill"}
    said["valid_until"] = str(place.clock.now().date())
    path = f"/members/{zoe.member_id}/voucher"
    with place.client(OWNER) as client:
        assert client.post("/programme/card", card_name="Club", gifts_a_day="-1").status_code == 422
        client.post("/programme/card", card_name="Club", gifts_a_day="2")
        answers = []
        for _ in range(3):
            answers.append(client.post(path, **said))
            place.clock.advance(60)
        assert [each.status_code for each in answers] == [303, 303, 409]
        assert "One person gives 2 gifts and tiers in a day" in answers[-1].text
        place.clock.advance(86_400)
        said["valid_until"] = str(place.clock.now().date())

        assert client.post(path, **said).status_code == 303


def test_a_voucher_is_given_and_taken_back(place: OfficePlace, zoe: MemberEnrolled) -> None:
    path = f"/members/{zoe.member_id}"
    given: dict[str, Any] = {"what": "amount", "off": "5.00", "title_fr": "Merci", "reason": "complaint"}
    until = str(place.clock.now().date())
    with place.client(OWNER) as client:
        client.post(f"{path}/voucher", **given, valid_until=until)
        (voucher,) = place.office.member(zoe.member_id).vouchers
        client.post(f"{path}/take-voucher", voucher=str(voucher.voucher.id), reason="mistake")
        again = client.post(f"{path}/take-voucher", voucher=str(voucher.voucher.id), reason="mistake")

    assert voucher.voucher.title.en == "Merci"
    assert place.office.member(zoe.member_id).vouchers == ()
    assert again.status_code == 409


def test_a_member_is_blocked_served_and_leaves(place: OfficePlace, zoe: MemberEnrolled) -> None:
    path = f"/members/{zoe.member_id}"
    with place.client(OWNER) as client:
        client.post(f"{path}/block", reason="abuse", note="Twice")
        blocked = place.office.member(zoe.member_id).status
        client.post(f"{path}/serve", reason="cleared_up")
        client.post(f"{path}/leave", reason="moved_away")
        shown = client.get(f"{path}/history").text

    assert blocked is MemberStatus.BLOCKED
    assert place.office.member(zoe.member_id).status is MemberStatus.LEFT
    assert "Twice" in shown


def test_cards_labels_tier_and_consents_are_put_right(
    place: OfficePlace, told: Happenings, zoe: MemberEnrolled
) -> None:
    card = told.linked(zoe)
    place.office.tell(card)
    path = f"/members/{zoe.member_id}"
    with place.client(OWNER) as client:
        client.post(f"{path}/labels", labels="VIP, press")
        client.post(f"{path}/consent", channel="sms", answer="no", source="telephone")
        client.post(f"{path}/card", number="2047 1100 0018", replaces="1")
        client.post(f"{path}/cards/{card.card_id}/lost")
        client.post(f"{path}/note", note="Likes tea")
        overview = client.get(path).text

    state = place.office.member(zoe.member_id)
    assert state.labels == ("press", "vip")
    assert sorted(each.status.value for each in state.cards) == ["active", "lost"]
    assert overview.count("· no<") == 1
    assert "2026-1/telephone" in overview


def test_a_visit_says_why_it_earned_and_is_undone(
    place: OfficePlace, told: Happenings, zoe: MemberEnrolled
) -> None:
    visit = told.closed(zoe, earned=20)
    place.office.tell(visit)
    path = f"/members/{zoe.member_id}/visits/{visit.visit_id}"
    with place.client(OWNER) as client:
        why = client.get(path).text
        client.post(f"{path}/cancel", reason="mistake")
        again = client.post(f"{path}/cancel", reason="mistake")
        visits = client.get(f"/members/{zoe.member_id}/visits").text

    assert "Points: +20" in why
    assert sum(place.office.held(zoe.account_id)) == 0
    assert "cancelled" in visits
    assert again.status_code == 409


def test_a_visit_of_another_shop_is_not_undone_by_who_sees_one(
    place: OfficePlace, told: Happenings, zoe: MemberEnrolled
) -> None:
    visit = told.closed(zoe, shop_id=AWAY, till_id=FAR)
    place.office.tell(visit, till_id=FAR)
    path = f"/members/{zoe.member_id}/visits/{visit.visit_id}/cancel"
    with place.client(OfficeRole.SHOP_MANAGER) as client:
        assert client.post(path, reason="mistake").status_code == 404


def test_two_files_become_one(place: OfficePlace, told: Happenings, zoe: MemberEnrolled) -> None:
    twin = enrolled(place, told, named("Zoe", "Martin"))
    place.office.tell(told.closed(twin, earned=30))
    with place.client(OWNER) as client:
        found = client.get(f"/members/{zoe.member_id}/together", text="Martin").text
        sides = client.get(f"/members/{zoe.member_id}/together", other=str(twin.member_id)).text
        client.post(f"/members/{zoe.member_id}/merge", other=str(twin.member_id), keep=str(zoe.member_id))
        gone = client.get(f"/members/{twin.member_id}")

    assert str(twin.member_id) in found
    assert sides.count("Keep this file and merge the other into it</button>") == 2
    assert sum(place.office.held(zoe.account_id)) == 30
    assert gone.status_code == 200
    assert str(zoe.member_id) in gone.text


def test_an_account_is_shared_and_shared_no_more(
    place: OfficePlace, told: Happenings, zoe: MemberEnrolled
) -> None:
    other = enrolled(place, told, named("Paul", "Durand"))
    with place.client(OWNER) as client:
        client.post(f"/members/{zoe.member_id}/pool", other=str(other.member_id))
        shared = place.office.member(zoe.member_id).account_id
        client.post(f"/members/{zoe.member_id}/part")
        again = client.post(f"/members/{zoe.member_id}/part")

    assert shared == other.account_id
    assert place.office.member(zoe.member_id).account_id not in {shared, zoe.account_id}
    assert again.status_code == 409


def test_a_member_is_forgotten_here_at_the_tills_and_in_backups(
    place: OfficePlace, zoe: MemberEnrolled
) -> None:
    remembered: list[Erasure] = []
    object.__setattr__(place.books, "remember_erased", remembered.extend)
    with place.client(OWNER) as client:
        other = client.post(f"/members/{zoe.member_id}/erase", typed_name="Somebody")
        client.post(f"/members/{zoe.member_id}/erase", typed_name="zoé martin")
        gone = client.get(f"/members/{zoe.member_id}")

    assert other.status_code == 422
    assert gone.status_code == 404
    assert [each.member_id for each in remembered] == [zoe.member_id]


def test_what_was_agreed_at_a_counter_is_done_or_looked_at(
    place: OfficePlace, told: Happenings, zoe: MemberEnrolled
) -> None:
    event, journal = joining(told, zoe, None, Joining.PART), place.office.journal(TILL)
    with place.office.unit() as unit:
        unit.lineage(TILL, journal.lineage)
        unit.append(TILL, journal.lineage, [journal.add(event, fate=FLAGGED, reason="not_joined")])
    with place.client(OWNER) as client:
        waiting = client.get("/members/waiting").text
        alone = client.post(f"/members/waiting/events/{event.id}", do="1")
        client.post(f"/members/waiting/events/{event.id}")
        again = client.post(f"/members/waiting/events/{event.id}")

    assert "wants to collect alone" in waiting
    assert alone.status_code == 409
    assert again.status_code == 404


def test_doubles_are_looked_for_and_told_apart(
    place: OfficePlace, told: Happenings, zoe: MemberEnrolled
) -> None:
    enrolled(place, told, replace(SOMEBODY, given_name="Zoë"))
    with place.client(OWNER) as client:
        client.post("/members/waiting/look")
        waiting = client.get("/members/waiting").text
        (review,) = place.rows("SELECT id FROM reviews")[0]
        client.post(f"/members/waiting/{review}/not-same")
        after = client.get("/members/waiting").text

    assert "The same telephone" in waiting
    assert "No doubles wait" in after


def test_two_who_are_alike_in_several_ways_are_one_pair_that_is_settled_at_once(
    place: OfficePlace, told: Happenings
) -> None:
    for _ in range(2):
        enrolled(place, told, replace(SOMEBODY, email="zoe@example.org"))
    with place.client(OWNER) as client:
        client.post("/members/waiting/look")
        waiting = client.get("/members/waiting").text
        listed = client.get("/reviews").text
        last = place.rows("SELECT id FROM reviews ORDER BY id DESC")[0][0]
        client.post(f"/members/waiting/{last}/not-same")
        after = client.get("/members/waiting").text

    assert len(place.rows("SELECT FROM reviews")) > 1
    assert waiting.count("/not-same") == 1
    assert listed.count("Compare the files") == 1
    assert "The same telephone" in waiting
    assert "The same e-mail" in waiting
    assert "No doubles wait" in after
    assert place.rows("SELECT count(*) FROM reviews WHERE settled_at IS NULL") == [(0,)]


def test_a_story_in_the_browser(place: OfficePlace, told: Happenings, zoe: MemberEnrolled) -> None:
    place.office.tell(told.linked(zoe), told.stated(zoe, Channel.EMAIL, granted=True), told.closed(zoe))
    page = place.browse(OWNER)
    page.goto(place.url("/members"))
    assert_accessible(page)
    page.get_by_label("Name, telephone, card number or e-mail").fill("mart")
    expect(page.locator("#found")).to_contain_text("1 member")
    page.get_by_role("link", name="Zoé Martin").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Zoé Martin")
    assert_accessible(page)
    for section in ("Account", "Visits", "What the office did"):
        page.get_by_role("link", name=section, exact=True).first.click()
        assert_accessible(page)
    page.get_by_role("link", name="Give or take points").click()
    assert_accessible(page)
    page.get_by_label("How many").fill("12")
    page.get_by_label("Reason").select_option("goodwill")
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_role("status")).to_contain_text("Done")


def test_on_a_telephone_nothing_goes_beyond_the_edge_and_everybody_can_use_it(
    place: OfficePlace, zoe: MemberEnrolled
) -> None:
    page = place.browse(OWNER, size=PHONE)
    own = f"/members/{zoe.member_id}"
    parts = ("", "/edit", "/together", "/history", "/voucher", "/erase")
    for path in ("/members", "/members/new", "/members/waiting", *(f"{own}{part}" for part in parts)):
        page.goto(place.url(path))
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path
