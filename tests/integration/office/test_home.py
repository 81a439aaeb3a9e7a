"""The first page, in a real browser."""

from playwright.sync_api import expect

from fidpos.server.backoffice.permission import OfficeRole
from tests.helpers.centre_acts import bought
from tests.helpers.centre_events import Happenings
from tests.helpers.office_place import PHONE, OfficePlace


def test_whoever_is_signed_in_sees_the_areas_of_their_role(place: OfficePlace) -> None:
    page = place.browse(OfficeRole.OWNER)
    page.goto(place.url("/"))

    expect(page.get_by_role("heading", level=1)).to_have_text("Hello Owner")


def test_on_a_telephone_the_menu_opens_at_a_touch(place: OfficePlace) -> None:
    page = place.browse(OfficeRole.OWNER, size=PHONE)
    page.goto(place.url("/"))
    page.locator(".burger summary").click()

    expect(page.locator(".burger nav")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_a_large_amount_stays_within_its_figure_on_a_telephone(place: OfficePlace) -> None:
    told = Happenings(place.clock)
    zoe = told.enrolled()
    place.office.tell(zoe, keys=told.keys)
    bought(place.office, told, zoe, amount_minor=123_456_789)
    page = place.browse(OfficeRole.OWNER, language="fr", size=PHONE)
    page.goto(place.url("/"))

    assert page.get_by_text("234").is_visible()
    overflowing = "found => found.filter(each => each.scrollWidth > each.clientWidth).length"
    assert page.locator(".figure-value").evaluate_all(overflowing) == 0


def test_a_stranger_is_shown_the_sign_in(place: OfficePlace) -> None:
    with place.client(None) as client:
        answer = client.get("/")

        assert answer.status_code == 303
        assert answer.headers["location"] == "/office/sign-in"


def test_who_has_nothing_yet_is_told_how_to_begin(place: OfficePlace) -> None:
    with place.client(OfficeRole.OWNER) as owner, place.client(OfficeRole.SHOP_MANAGER) as manager:
        assert "To begin" not in owner.get("/").text
        place.rows("UPDATE shops SET closed_at = now() RETURNING id")
        page = owner.get("/").text
        assert "Add your first shop" in page
        assert "Pair a till" not in page
        assert "To begin" not in manager.get("/").text
