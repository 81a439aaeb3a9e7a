"""What tills told and the centre doubted is settled in the office: a file contested, a refund not done."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from psycopg import connect

from fidpos.domain.ids import EventId, RelativeId
from fidpos.domain.member import Channel, Relation, Relative
from fidpos.server.backoffice.permission import OfficeRole
from fidpos.server.db.proof.finding import Finding
from fidpos.server.db.proof.prove import prove_within
from fidpos.server.reason import EventRefused, Reason
from fidpos.server.services.office import OFFICE
from fidpos.wire.events import Event, MemberEnrolled, VisitClosed
from fidpos.wire.member_events import MemberProfileChanged
from fidpos.wire.refund_events import RefundAsked
from tests.helpers.axe import assert_accessible
from tests.helpers.centre_acts import bought
from tests.helpers.centre_events import SOMEBODY, Happenings
from tests.helpers.centre_file_events import profile_changed
from tests.helpers.centre_office import BESIDE, FAR, TILL
from tests.helpers.centre_refund_events import refund_asked
from tests.helpers.office_place import OfficePlace


@pytest.fixture
def told(place: OfficePlace) -> Happenings:
    return Happenings(place.clock)


@pytest.fixture
def zoe(place: OfficePlace, told: Happenings) -> MemberEnrolled:
    event = told.enrolled()
    place.office.tell(event, keys=told.keys)
    return event


@pytest.fixture
def visit(place: OfficePlace, told: Happenings, zoe: MemberEnrolled) -> VisitClosed:
    """Zoé bought for 20.00 in the first shop, and earned 20 points."""
    return bought(place.office, told, zoe, amount_minor=2_000)


def doubt(place: OfficePlace, event: Event, reason: Reason) -> EventId:
    """As `push` leaves it: applied, kept and flagged."""
    flag = "UPDATE journal_rows SET fate = 'flagged', reason = %s WHERE event_id = %s RETURNING event_id"
    place.rows(flag, [reason.value, event.id])
    return event.id


@pytest.fixture
def contested(place: OfficePlace, told: Happenings, zoe: MemberEnrolled) -> MemberProfileChanged:
    """The first till heard of another telephone and a child's name, the second one of yet another."""
    child = Relative(id=RelativeId(told.new_id()), relation=Relation.CHILD, given_name="Léo")
    first = replace(SOMEBODY, phone="+33611111111", family_name="Durand", household=(child,))
    second = replace(SOMEBODY, phone="+33622222222", email="zoe@example.org")
    place.office.tell(profile_changed(told, zoe, SOMEBODY, first))
    event = profile_changed(told, zoe, SOMEBODY, second)
    assert place.office.tell(event, till_id=BESIDE) == {event.id: Reason.FILE_CONTESTED}
    doubt(place, event, Reason.FILE_CONTESTED)
    return event


def phone_of(place: OfficePlace, zoe: MemberEnrolled) -> str:
    return place.office.member(zoe.member_id).profile.phone


def test_of_two_answers_the_office_chooses_one_and_the_tills_hear_of_it(
    place: OfficePlace, told: Happenings, zoe: MemberEnrolled, contested: MemberProfileChanged
) -> None:
    for granted, till in ((True, TILL), (False, BESIDE)):
        place.clock.advance(60)
        place.office.tell(told.stated(zoe, Channel.SMS, granted=granted), till_id=till)
    place.clock.advance(60)
    page = place.browse(OfficeRole.OWNER)
    page.goto(place.url("/members/waiting"))
    page.get_by_role("link", name="Deal with it").click()
    assert_accessible(page)
    phone, sms = page.get_by_role("group", name="Telephone"), page.get_by_role("group", name="Text messages")
    expect(phone).to_contain_text("06 11 11 11 11")
    expect(phone).to_contain_text("06 22 22 22 22")
    expect(page.get_by_role("group")).to_have_count(2)
    phone.get_by_label("The other answer:").check()
    sms.get_by_label("The other answer:").check()
    page.get_by_role("button", name="Save this choice").click()
    expect(page.get_by_role("status")).to_contain_text("It is chosen")

    profile = place.office.member(zoe.member_id).profile
    assert (profile.phone, profile.family_name, profile.email) == (
        "+33622222222",
        "Durand",
        "zoe@example.org",
    )
    stated = place.rows("SELECT granted, wording, till_id FROM consents ORDER BY at DESC, id DESC LIMIT 1")
    assert stated == [(True, "v1", OFFICE)]
    assert place.rows("SELECT outcome FROM reviews") == [("chosen",)]
    assert proven(place)


def test_what_stands_may_stay_and_it_is_settled_once(
    place: OfficePlace, zoe: MemberEnrolled, contested: MemberProfileChanged
) -> None:
    path = f"/members/waiting/events/{contested.id}/file"
    with place.client(OfficeRole.SHOP_MANAGER) as manager:
        assert manager.post(f"/members/waiting/events/{contested.id}").status_code == 409
        assert manager.post(path).status_code == 409
        assert manager.post(path, line_phone="stands").status_code == 303
        assert manager.post(path, line_phone="said").status_code == 404

    assert phone_of(place, zoe) == "+33611111111"


def test_a_file_of_a_till_of_another_shop_is_not_here(
    place: OfficePlace, told: Happenings, zoe: MemberEnrolled
) -> None:
    place.office.tell(profile_changed(told, zoe, SOMEBODY, replace(SOMEBODY, phone="+33611111111")))
    event = profile_changed(told, zoe, SOMEBODY, replace(SOMEBODY, phone="+33622222222"))
    place.office.tell(event, till_id=FAR)
    doubt(place, event, Reason.FILE_CONTESTED)
    with place.client(OfficeRole.SHOP_MANAGER) as manager, place.client(OfficeRole.SUPPORT) as support:
        path = f"/members/waiting/events/{event.id}/file"

        assert manager.get(path).status_code == 404
        assert manager.post(path, line_phone="said").status_code == 404
        assert support.get(path).status_code == 403


def unpaid(place: OfficePlace, asked: RefundAsked) -> str:
    """A till of the other shop asked, and the centre could not; the path of its page."""
    place.office.tell(asked, till_id=FAR)
    doubt(place, asked, Reason.NOT_REFUNDED)
    return f"/members/waiting/events/{asked.id}/refund"


def refunds(place: OfficePlace) -> list[tuple[int]]:
    return place.rows("SELECT amount_minor FROM visit_refunds ORDER BY at, id")


def test_the_office_does_the_refund_that_the_counter_could_not(
    place: OfficePlace, told: Happenings, zoe: MemberEnrolled, visit: VisitClosed
) -> None:
    path = unpaid(place, refund_asked(told, visit, amount_minor=2_500))
    with place.client(OfficeRole.OWNER) as owner:
        shown = owner.get(path).text
        assert "Zoé\xa0M" in shown or "Zoé M" in shown
        assert "Less than this amount is left" in shown
        assert owner.post(path, visit=str(visit.visit_id), amount="25.00").status_code == 409
        assert owner.post(path, visit=str(visit.visit_id), amount="0").status_code == 422
        done = owner.post(path, visit=str(visit.visit_id), amount="20.00", note="two tickets in one")
        assert "taken back and settled" in owner.follow(done).text
        assert owner.post(path, visit=str(visit.visit_id), amount="20.00").status_code == 404

    assert refunds(place) == [(2_000,)]
    assert sum(place.office.held(zoe.account_id)) == 0
    assert place.rows("SELECT outcome FROM reviews") == [("refunded",)]
    assert proven(place)


def test_of_two_tickets_of_one_number_the_right_one_is_chosen(
    place: OfficePlace, told: Happenings, zoe: MemberEnrolled
) -> None:
    yesterday = told.today - timedelta(days=1)
    bought(place.office, told, zoe, amount_minor=2_000, ticket="A17")
    other = bought(place.office, told, zoe, amount_minor=900, ticket="A17", business_day=yesterday)
    path = unpaid(place, refund_asked(told, ticket="A17", amount_minor=900))
    with place.client(OfficeRole.OWNER) as owner:
        assert owner.get(path).text.count('name="visit"') == 2
        assert owner.post(path, visit=str(told.new_id()), amount="9.00").status_code == 422
        assert owner.post(path, visit=str(other.visit_id), amount="9.00").status_code == 303

    assert place.rows("SELECT visit_id FROM visit_refunds") == [(other.visit_id,)]


def test_what_was_settled_otherwise_is_closed_with_a_word_and_moves_nothing(
    place: OfficePlace, told: Happenings, zoe: MemberEnrolled, visit: VisitClosed
) -> None:
    path = unpaid(place, refund_asked(told, visit, amount_minor=500))
    with place.client(OfficeRole.OWNER) as owner:
        assert owner.post(f"/reviews/{path.split('/')[-2]}/free").status_code == 409
        assert owner.post(f"{path}/close").status_code == 422
        assert owner.post(f"{path}/close", how="A voucher was sent").status_code == 303
        assert owner.post(path, visit=str(visit.visit_id), amount="5.00").status_code == 404

    assert refunds(place) == []
    assert sum(place.office.held(zoe.account_id)) == 20
    assert place.rows("SELECT outcome FROM reviews") == [("A voucher was sent",)]


def test_whoever_races_for_a_refund_it_is_paid_once(
    place: OfficePlace, told: Happenings, zoe: MemberEnrolled, visit: VisitClosed
) -> None:
    """Two of the office do it while a third closes it and the till that sold undoes the visit."""
    path = unpaid(place, refund_asked(told, visit))
    visit_id = str(visit.visit_id)

    def undo() -> int:
        try:
            place.office.tell(told.refunded(visit, 2_000, 20, ends=True))
        except EventRefused as refused:
            return {Reason.ALREADY_THERE: 409}[refused.reason]
        return 303

    with place.client(OfficeRole.OWNER) as owner:
        acts: list[Callable[[], int]] = [
            lambda: owner.post(path, visit=visit_id, amount="20.00").status_code,
            lambda: owner.post(path, visit=visit_id, amount="20.00").status_code,
            lambda: owner.post(f"{path}/close", how="paid by bank").status_code,
            undo,
        ]
        with ThreadPoolExecutor(len(acts)) as pool:
            codes = list(pool.map(lambda act: act(), acts))

    assert refunds(place) in ([(2_000,)], [])
    assert codes[:3].count(303) <= 1
    assert sum(place.office.held(zoe.account_id)) == (0 if refunds(place) else 20)
    assert proven(place)


def proven(place: OfficePlace) -> bool:
    """What `fidpos server verify` looks at agrees with the journals."""
    findings: list[Finding] = []
    with connect(place.made.superuser) as connection:
        prove_within(connection, findings.append)
    assert findings == []
    return True
