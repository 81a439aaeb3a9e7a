"""What is hard to undo asks first, whether the browser runs scripts or not."""

from playwright.sync_api import Page, expect

from fidpos.server.backoffice.permission import OfficeRole
from tests.helpers.axe import assert_accessible
from tests.helpers.centre_office import CASHIER
from tests.helpers.office_forms import Reader
from tests.helpers.office_place import OfficePlace

LEAVES = "No longer works here"
TITLE = "Are you sure?"


def employed(place: OfficePlace) -> bool:
    query = "SELECT employed FROM staff_versions WHERE staff_id = %s ORDER BY version DESC LIMIT 1"
    return bool(place.rows(query, [CASHIER])[0][0])


def opened(place: OfficePlace, *, scripts: bool) -> Page:
    page = place.browse(OfficeRole.OWNER, scripts=scripts)
    page.goto(place.url(f"/staff/{CASHIER}"))
    return page


def test_without_scripts_a_box_is_ticked_first(place: OfficePlace) -> None:
    page = opened(place, scripts=False)
    page.get_by_role("button", name=LEAVES).click()
    assert employed(place)
    page.get_by_label("I am sure").check()
    page.get_by_role("button", name=LEAVES).click()
    expect(page.get_by_role("status")).to_be_visible()

    assert not employed(place)


def test_with_scripts_a_window_asks_and_no_box_is_there(place: OfficePlace) -> None:
    page = opened(place, scripts=True)
    assert_accessible(page)
    expect(page.get_by_label("I am sure")).to_have_count(0)
    asked: list[str] = []
    page.on("dialog", lambda question: asked.append(question.message))
    page.get_by_role("button", name=LEAVES).click()
    expect(page.get_by_role("status")).to_be_visible()

    assert asked == [f"“{LEAVES}”: are you sure?"]
    assert not employed(place)


def test_a_form_that_nobody_was_sure_of_comes_back_with_its_fields_and_the_box(place: OfficePlace) -> None:
    path = f"/staff/{CASHIER}/leave"
    with place.client(OfficeRole.OWNER) as client:
        unsure = client.post_unsure(path, note=['two "words"', "<b>"], sure="")
        still = employed(place)
        (form,) = (each for each in Reader(path, unsure.text).forms if each.path == path)
        sure = client.post_unsure(path, None, **form.fields)

    assert (unsure.status_code, still) == (422, True)
    assert form.fields == {"note": 'two "words"', "sure": "1"}
    assert unsure.text.count('name="note"') == 2
    assert (sure.status_code, employed(place)) == (303, False)


def test_who_may_not_do_it_is_not_asked_whether_they_are_sure(place: OfficePlace) -> None:
    with place.client(OfficeRole.MARKETER) as client:
        assert client.post_unsure(f"/staff/{CASHIER}/leave").status_code == 403


def test_a_browser_that_did_not_ask_is_asked_by_the_centre(place: OfficePlace) -> None:
    page = opened(place, scripts=True)
    page.eval_on_selector("form[data-sure]", "form => form.removeAttribute('data-sure')")
    page.get_by_role("button", name=LEAVES).click()
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    assert_accessible(page)
    assert employed(place)
    page.get_by_label("I am sure").check()
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("status")).to_be_visible()

    assert not employed(place)
