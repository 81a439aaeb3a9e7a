"""Somebody of the staff: their badge as it is printed, and which member they are."""

from typing import Any

import pytest
from playwright.sync_api import expect

from fidpos.domain.member import Profile
from fidpos.server.backoffice.permission import OfficeRole
from tests.helpers.axe import assert_accessible
from tests.helpers.centre_events import SOMEBODY, Happenings
from tests.helpers.centre_office import CASHIER, FAR, SHOP
from tests.helpers.office_place import OfficePlace

OWN_MEMBER = f"/staff/{CASHIER}/own-member"
PERSON = {"name": "L", "role": "cashier", "shops": str(SHOP), "pin": "739164", "pin_again": "739164"}


def newest(place: OfficePlace, column: str, name: str) -> Any:
    query = f"SELECT {column} FROM staff_versions WHERE name = %s ORDER BY version DESC LIMIT 1"
    return place.rows(query, [name])[0][0]


@pytest.mark.parametrize(
    ("typed", "token"),
    [("2047 1100 0001 7", "num:2047110000017"), ("04a1b2c3d4", "uid:04A1B2C3D4"), ("uid:04A1", "uid:04A1")],
)
def test_a_badge_is_what_is_printed_on_it_or_what_the_till_shows(
    place: OfficePlace, typed: str, token: str
) -> None:
    with place.client(OfficeRole.OWNER) as owner:
        assert owner.post("/staff/new", None, **PERSON, badge=typed).status_code == 303

        assert newest(place, "badge", "L") == token


def test_a_colleague_is_found_among_the_members(place: OfficePlace) -> None:
    told = Happenings(place.clock)
    zoe = told.enrolled(profile=SOMEBODY)
    place.office.tell(zoe, keys=told.keys)
    with place.client(OfficeRole.OWNER) as owner:
        owner.post("/staff/new", None, **PERSON)
    page = place.browse(OfficeRole.OWNER)
    page.goto(place.url("/staff"))
    page.get_by_role("link", name="L", exact=True).click()
    page.get_by_role("link", name="Find their file").click()
    page.get_by_role("searchbox").press_sequentially("zoé mar")
    expect(page.locator("#found")).to_contain_text("Zoé Martin")
    assert_accessible(page)
    page.get_by_role("button", name="This is their file").click()
    page.get_by_role("link", name="See or change their file").click()
    expect(page.locator("main")).to_contain_text("Zoé Martin")
    assert newest(place, "own_member_id", "L") == zoe.member_id
    page.get_by_role("button", name="Is no customer").click()
    expect(page.get_by_role("link", name="Find their file")).to_be_visible()

    assert newest(place, "own_member_id", "L") is None


def test_a_member_is_found_without_scripts_and_of_ones_own_shops_only(place: OfficePlace) -> None:
    told = Happenings(place.clock)
    place.office.tell(told.enrolled(profile=SOMEBODY), keys=told.keys)
    away = told.enrolled(profile=Profile(given_name="Zoé", family_name="Far", phone=""))
    place.office.tell(away, keys=told.keys, till_id=FAR)
    with place.client(OfficeRole.OWNER) as owner:
        owner.post("/staff/new", None, **PERSON)
    mine = f"/staff/{newest(place, 'staff_id', 'L')}/own-member"
    with place.client(OfficeRole.FRANCHISEE) as client:
        found = client.get(mine, text="zoé").text
        assert "Zoé Martin" in found
        assert "Zoé Far" not in found
        assert client.post(mine, member=str(away.member_id)).status_code == 404
        assert client.get(OWN_MEMBER).status_code == 404

        assert client.post(OWN_MEMBER, member=str(away.member_id)).status_code == 404


def test_who_works_for_others_too_is_shown_and_nothing_is_offered_that_would_be_refused(
    place: OfficePlace,
) -> None:
    path = f"/staff/{CASHIER}"
    with place.client(OfficeRole.FRANCHISEE) as franchisee, place.client(OfficeRole.OWNER) as owner:
        shared, whole = franchisee.get(path).text, owner.get(path).text

    assert "They work in other shops too" in shared
    assert [part in shared for part in ("own-member", f"{path}/leave", 'name="pin"')] == [False] * 3
    assert [part in whole for part in ("own-member", f"{path}/leave", 'name="pin"')] == [True] * 3
