"""Loss prevention: what tills tell is looked at once a night, and a thief's week comes to the owner."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import pytest

from fidpos.domain.card import Medium
from fidpos.domain.gift_card import GiftMove
from fidpos.domain.ids import StaffId
from fidpos.server.backoffice.permission import OfficeRole
from fidpos.server.db.suspicions import suspect
from fidpos.server.jobs.nightly_work import KIND as NIGHTLY
from fidpos.server.services.losses.assessing import Suspicion, Unusual
from fidpos.server.services.losses.sign import Sign
from fidpos.wire.events import MemberEnrolled
from tests.helpers.axe import assert_accessible
from tests.helpers.centre_events import Happenings
from tests.helpers.office_place import AWAY, MERCHANT, PHONE, SHOP, OfficePlace

HONEST: Sequence[StaffId] = [StaffId(UUID(int=0x900 + number)) for number in range(4)]
THIEF = StaffId(UUID(int=0x999))
VISITS = 40
"""Of each cashier on a day: with fewer, their week says nothing of what is usual."""
MEMBERS = VISITS * (len(HONEST) + 1) + 1


@pytest.fixture
def told(place: OfficePlace) -> Happenings:
    return Happenings(place.clock)


def _night(place: OfficePlace, days: int = 1) -> None:
    place.clock.advance(timedelta(days=days).total_seconds())
    with place.books.store.work(MERCHANT) as work:
        place.books.jobs.ask(work, NIGHTLY, {"day": place.clock.now().date().isoformat()}, None)
    place.run_jobs()


def _members(place: OfficePlace, told: Happenings, count: int) -> list[MemberEnrolled]:
    members = [told.enrolled() for _ in range(count)]
    place.office.tell(*members, keys=told.keys)
    return members


def _work(
    place: OfficePlace, told: Happenings, members: Sequence[MemberEnrolled], *, typed_by_thief: int
) -> None:
    """A day of five cashiers, each with members of their own."""
    visits = [
        told.closed(member, closed_by=cashier, earned=1)
        for number, cashier in enumerate((*HONEST, THIEF))
        for member in members[number * VISITS : (number + 1) * VISITS]
    ]
    stolen = [
        told.closed(members[-1], closed_by=THIEF, medium=Medium.TYPED, earned=1)
        for _ in range(typed_by_thief)
    ]
    place.office.tell(*visits, *stolen)


def _case(place: OfficePlace, told: Happenings) -> UUID:
    members = _members(place, told, MEMBERS)
    _work(place, told, members, typed_by_thief=20)
    _night(place)
    ((case_id,),) = place.rows("SELECT id FROM reviews WHERE kind = 'cashier_losses'")
    assert isinstance(case_id, UUID)
    return case_id


def _kept_case(place: OfficePlace) -> UUID:
    """One as the night would have kept it."""
    found = Unusual(sign=Sign.TYPED, found=20, usual=1.0, surprise=9.0)
    suspicion = Suspicion(staff_id=THIEF, shop_id=SHOP, visits=70, unusual=[found])
    with place.books.store.work(MERCHANT) as work:
        suspect(work, suspicion, place.clock.now().date())
    ((case_id,),) = place.rows("SELECT id FROM reviews WHERE kind = 'cashier_losses'")
    assert isinstance(case_id, UUID)
    return case_id


def test_a_case_is_found_once_and_the_owner_sees_its_events_and_settles_it(
    place: OfficePlace, told: Happenings
) -> None:
    case_id = _case(place, told)
    counted = place.rows("SELECT sum(visits)::int FROM cashier_days")
    _night(place)
    assert place.rows("SELECT sum(visits)::int FROM cashier_days") == counted
    assert place.rows("SELECT id FROM reviews WHERE kind = 'cashier_losses'") == [(case_id,)]
    assert place.rows("SELECT subject_id FROM reviews WHERE kind = 'cashier_losses'") == [(THIEF,)]
    page = place.browse(OfficeRole.OWNER)
    page.goto(place.url("/losses"))
    assert_accessible(page)
    assert page.get_by_text("20 numbers typed").is_visible()
    page.goto(place.url(f"/losses/{case_id}"))
    assert_accessible(page)
    assert page.get_by_text("Number typed").count() > 20
    page.get_by_label("Outcome").select_option("confirmed")
    page.get_by_role("button", name="Record the outcome").click()
    page.get_by_text("The outcome is recorded.").wait_for()

    _night(place)
    assert place.rows("SELECT outcome FROM reviews WHERE kind = 'cashier_losses'") == [("confirmed",)]
    assert ("loss_case_settled",) in place.rows("SELECT act FROM audit")


def test_it_fits_a_telephone(place: OfficePlace) -> None:
    case_id = _kept_case(place)
    page = place.browse(OfficeRole.OWNER, language="fr", size=PHONE)
    for path in ("/losses", f"/losses/{case_id}"):
        page.goto(place.url(path))
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        assert_accessible(page)


def test_an_honest_day_is_counted_and_nobody_is_accused(place: OfficePlace, told: Happenings) -> None:
    _work(place, told, _members(place, told, MEMBERS), typed_by_thief=0)
    _night(place)
    _night(place)
    assert place.rows("SELECT count(*) FROM reviews WHERE kind = 'cashier_losses'") == [(0,)]
    assert place.rows("SELECT sum(visits)::int, count(*) FROM cashier_days") == [(MEMBERS - 1, 5)]
    assert place.rows("SELECT bool_and(watched_seq = head_seq) FROM lineages") == [(True,)]


def test_each_kind_of_event_leaves_its_sign(place: OfficePlace, told: Happenings) -> None:
    (member,) = _members(place, told, 1)
    visit = told.closed(member, earned=50)
    place.office.tell(visit)
    place.office.tell(told.refunded(visit, 1_000, 10, asked_by=THIEF, flagged=True))
    undone = told.closed(member)
    place.office.tell(undone, told.voided(undone))
    card = told.gift_card()
    place.office.tell(card, told.moved(card.gift_card_id, GiftMove.SOLD, 5_000), keys=told.keys)
    place.clock.advance(600)
    place.office.tell(told.moved(card.gift_card_id, GiftMove.SPENT, -5_000))
    _night(place)
    signs = {sign for (sign,) in place.rows("SELECT sign FROM cashier_signs")}
    assert signs == {"refunded", "approved", "unapproved", "voided", "gift_sold", "gift_spent_soon"}


def test_a_case_of_another_shop_is_not_there(place: OfficePlace) -> None:
    case_id = _kept_case(place)
    place.rows(
        "UPDATE reviews SET detail = detail || jsonb_build_object('shop', %s::text) RETURNING id", [str(AWAY)]
    )
    with place.client(OfficeRole.FRANCHISEE) as franchisee:
        assert str(case_id) not in franchisee.get("/losses").text
        assert franchisee.get(f"/losses/{case_id}").status_code == 404
        assert franchisee.post(f"/losses/{case_id}/settle", outcome="explained").status_code == 404
        assert franchisee.get("/losses", shop=str(AWAY)).status_code == 404
    with place.client(OfficeRole.SHOP_MANAGER) as manager:
        assert manager.post(f"/losses/{case_id}/settle", outcome="explained").status_code == 403


def test_an_outcome_that_is_none_is_refused_and_a_case_is_settled_once(place: OfficePlace) -> None:
    case_id = _kept_case(place)
    with place.client(OfficeRole.OWNER) as owner:
        assert owner.post(f"/losses/{case_id}/settle", outcome="guilty").status_code == 422
        assert (
            owner.post(f"/losses/{case_id}/settle", outcome="explained", note="New at work").status_code
            == 303
        )
        assert owner.post(f"/losses/{case_id}/settle", outcome="confirmed").status_code == 409
        assert "New at work" in owner.get(f"/losses/{case_id}").text
