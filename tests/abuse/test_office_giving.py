"""Giving more than one may: to oneself, twice at once, in many windows, with the word of who gains by it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from fidpos.domain.member import Profile
from fidpos.rules.codec import facts_to_json
from fidpos.rules.effects.earn_per_amount import EarnPerAmount
from fidpos.server.backoffice.pages.members.giving import A_DAY_MAX_MINOR, AGAIN_AFTER
from fidpos.server.backoffice.permission import OfficeRole
from fidpos.wire.codec import embed
from fidpos.wire.events import MemberEnrolled
from tests.helpers.centre_events import SOMEBODY, Happenings
from tests.helpers.office_place import OfficePlace, office_place
from tests.helpers.published import publish
from tests.unit.rules.build import facts, programme, rule

OWNER, MANAGER = OfficeRole.OWNER, OfficeRole.SHOP_MANAGER
POINTS: dict[str, Any] = {"direction": "give", "counter": "points", "reason": "goodwill"}
VOUCHER: dict[str, Any] = {"what": "amount", "off": "50.00", "title_fr": "Merci", "reason": "goodwill"}


@pytest.fixture
def office() -> Iterator[OfficePlace]:
    """A point, worth a cent, for each euro."""
    earning = rule("euro", EarnPerAmount(counter="points", points=1, per_minor=100))
    with office_place() as made:
        publish(made, programme(earning, version=2), made.clock.now())
        yield made


def member(office: OfficePlace, profile: Profile = SOMEBODY) -> MemberEnrolled:
    told = Happenings(office.clock)
    event = told.enrolled(profile=profile)
    office.office.tell(event, keys=told.keys)
    office.clock.advance(1)
    return event


def given(office: OfficePlace) -> int:
    """Worth of all that was given."""
    found = office.rows("SELECT coalesce(sum((detail ->> 'worth')::int), 0)::int FROM audit")
    return int(found[0][0])


def oneself(role: OfficeRole) -> Profile:
    """A member who is whoever has the role."""
    return Profile(given_name="Anne", family_name="Martin", email=f"{role}@example.org")


def test_a_button_that_is_pressed_twice_gives_once(office: OfficePlace) -> None:
    zoe = member(office)
    until = str(office.clock.now().date())
    with office.client(OWNER) as client:
        points = [client.post(f"/members/{zoe.member_id}/points", amount="7", **POINTS) for _ in range(2)]
        path = f"/members/{zoe.member_id}/voucher"
        vouchers = [client.post(path, valid_until=until, **VOUCHER) for _ in range(2)]
        office.clock.advance(AGAIN_AFTER.total_seconds() + 1)
        later = client.post(f"/members/{zoe.member_id}/points", amount="7", **POINTS)

    assert [answer.status_code for answer in (*points, *vouchers)] == [303, 409, 303, 409]
    assert later.status_code == 303
    assert sum(office.office.held(zoe.account_id)) == 14


def test_a_bulk_gift_that_is_sent_twice_is_given_once(office: OfficePlace) -> None:
    zoe = member(office)
    with office.client(OWNER) as client:
        answers = [client.post("/members/bulk", kind="points", amount="7").status_code for _ in range(2)]
        office.run_jobs()

    assert answers == [303, 409]
    assert sum(office.office.held(zoe.account_id)) == 7


def test_what_is_given_to_many_counts_for_the_day_as_well(office: OfficePlace) -> None:
    zoe = member(office)
    half = str(A_DAY_MAX_MINOR // 2)
    with office.client(OWNER) as client:
        alone = client.post("/members/bulk", kind="points", amount=half)
        over_half = client.post("/members/bulk", kind="points", amount=str(A_DAY_MAX_MINOR // 2 + 1))
        by_hand = [
            client.post(f"/members/{zoe.member_id}/points", amount=str(4_999 - each), **POINTS).status_code
            for each in range(6)
        ]
        office.run_jobs()

    assert "/jobs/" in alone.headers["location"]
    assert over_half.headers["location"].endswith("/members")
    assert by_hand == [303] * 5 + [409]
    assert given(office) <= A_DAY_MAX_MINOR
    assert office.rows("SELECT kind FROM approvals") == [("members_bulk",)]


def test_a_tier_for_many_is_so_many_gifts_of_the_day(office: OfficePlace) -> None:
    told = Happenings(office.clock)
    people = [told.enrolled(str(700_000_000 + each)) for each in range(3)]
    office.office.tell(*people, keys=told.keys)
    office.rows("UPDATE merchants SET gifts_a_day_max = 4 RETURNING 1")
    with office.client(OWNER) as client:
        first = client.post("/members/bulk", kind="tier", set_tier="gold")
        seen = client.get("/members/bulk", kind="tier", set_tier="silver")
        second = client.post("/members/bulk", kind="tier", set_tier="silver")
        one_more = client.post(f"/members/{people[0].member_id}/tier", tier="silver", reason="goodwill")
        last = client.post(f"/members/{people[1].member_id}/tier", tier="silver", reason="goodwill")
        none = client.post("/members/bulk", kind="tier", set_tier="")

    assert "/jobs/" in first.headers["location"]
    assert "more than one person gives alone in a day" in seen.text
    assert second.headers["location"].endswith("/members")
    assert (one_more.status_code, last.status_code) == (303, 409)
    assert "/jobs/" in none.headers["location"]


def test_many_windows_at_once_give_no_more_than_a_day_allows(office: OfficePlace) -> None:
    zoe = member(office)
    path = f"/members/{zoe.member_id}/points"

    def give(number: int) -> int:
        with office.client(OWNER) as client:
            return client.post(path, amount=str(5_000 - number), **POINTS).status_code

    with ThreadPoolExecutor(6) as at_once:
        answers = list(at_once.map(give, range(14)))

    assert set(answers) == {303, 409}
    assert 0 < given(office) <= A_DAY_MAX_MINOR


def test_nobody_gives_themselves_a_voucher(office: OfficePlace) -> None:
    anne = member(office, oneself(MANAGER))
    until = str(office.clock.now().date())
    with office.client(MANAGER) as client:
        answer = client.post(f"/members/{anne.member_id}/voucher", valid_until=until, **VOUCHER)

    assert answer.status_code == 409
    assert "This member is you" in answer.text
    assert given(office) == 0


def bought(office: OfficePlace, buyer: MemberEnrolled, told: Happenings) -> str:
    """Path of the form that puts a visit of theirs right: of 20 euros, in the manager's shop."""
    visit = told.closed(buyer, earned=20, facts=embed(facts_to_json(facts(2_000))), programme_version=2)
    office.office.tell(visit)
    return f"/members/{buyer.member_id}/visits/{visit.visit_id}/correct"


def test_a_visit_put_right_gives_no_more_than_a_gift(office: OfficePlace) -> None:
    zoe = member(office)
    path = bought(office, zoe, Happenings(office.clock, seed=8))
    with office.client(MANAGER) as client:
        too_much = client.post(path, new_amount="9,000,000.00", reason="mistake")
        fair = client.post(path, new_amount="25.00", reason="mistake")

    assert too_much.status_code == 409
    assert "a second person approves" in too_much.text
    assert fair.status_code == 303
    assert sum(office.office.held(zoe.account_id)) < 100


def test_nobody_makes_a_visit_their_own_or_a_larger_one_of_their_own(office: OfficePlace) -> None:
    anne, told = member(office, oneself(MANAGER)), Happenings(office.clock, seed=8)
    zoe = told.enrolled("700000001")
    office.office.tell(zoe, keys=told.keys)
    own, of_zoe = bought(office, anne, told), bought(office, zoe, told)
    with office.client(MANAGER) as client:
        answers = [
            client.post(own, new_amount="25.00", reason="mistake").status_code,
            client.post(
                of_zoe, new_amount="20.00", member=f"{MANAGER}@example.org", reason="mistake"
            ).status_code,
        ]

    assert answers == [409, 409]
    assert sum(office.office.held(anne.account_id)) == 20


def test_who_gains_by_it_is_not_the_second_person(office: OfficePlace) -> None:
    anne = member(office, oneself(OWNER))
    with office.client(MANAGER) as manager:
        manager.post(f"/members/{anne.member_id}/points", amount="6000", **POINTS)
    ((approval_id,),) = office.rows("SELECT id FROM approvals")
    with office.client(OWNER) as owner:
        answer = owner.post(f"/approvals/{approval_id}/approve")

    assert answer.status_code == 409
    assert office.rows("SELECT outcome FROM approvals") == [(None,)]
    assert given(office) == 0


def test_two_who_approve_at_once_do_it_once(office: OfficePlace) -> None:
    zoe = member(office)
    with office.client(MANAGER) as manager:
        manager.post(f"/members/{zoe.member_id}/points", amount="6000", **POINTS)
    ((approval_id,),) = office.rows("SELECT id FROM approvals")

    def approve(role: OfficeRole) -> int:
        with office.client(role) as client:
            return client.post(f"/approvals/{approval_id}/approve").status_code

    with ThreadPoolExecutor(3) as at_once:
        answers = sorted(at_once.map(approve, (OWNER, OfficeRole.FRANCHISEE, OWNER)))

    assert answers == [303, 409, 409]
    assert sum(office.office.held(zoe.account_id)) == 6_000
